// A stop that ends. Stopping waits for what was accepted, and cancels what takes longer
// (rpc::RpcServer::Drain()); but a disk that answers nobody, or a mistake of ours, can hold a call
// that was cancelled, and with it the server, for ever. An operator whose program does not stop
// kills it; this does so for them. Nothing is lost: what was acknowledged is on the disk.

#ifndef ASSENT_SERVER_STOP_H_
#define ASSENT_SERVER_STOP_H_

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"

namespace assent {

// Runs `stop`. If that has not returned after `most`, says so in the journal and ends the process
// with kExitFailed, as it is.
void StopWithin(absl::Duration most, absl::FunctionRef<void()> stop);

}  // namespace assent

#endif  // ASSENT_SERVER_STOP_H_
