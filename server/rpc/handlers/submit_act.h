// Signed acts: the envelope is verified, then the request in it is handled as if it had
// come by itself. Nothing of a payload is read before its signature holds.

#ifndef ASSENT_SERVER_RPC_HANDLERS_SUBMIT_ACT_H_
#define ASSENT_SERVER_RPC_HANDLERS_SUBMIT_ACT_H_

#include "absl/status/statusor.h"
#include "assent/v1/act_service.pb.h"
#include "server/rpc/context.h"

namespace assent::rpc {

// Verifies on a thread that may wait, and under no lock.
absl::StatusOr<v1::SubmitActResponse> SubmitAct(const v1::SubmitActRequest& request,
                                                Context& context);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_SUBMIT_ACT_H_
