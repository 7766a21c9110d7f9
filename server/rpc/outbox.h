// Large answers that gRPC has got and their readers have not taken yet. HTTP/2 lets a reader say
// how much it takes (RFC 9113, 5.2): one that asks a lot and takes nothing would have the server
// keep it all. So a caller may have only so much waiting, all of them together only so much more,
// and none of it for ever.
//
// A caller is a token, or without one the address it comes from. Thread-safe.

#ifndef ASSENT_SERVER_RPC_OUTBOX_H_
#define ASSENT_SERVER_RPC_OUTBOX_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"

namespace assent::rpc {

class Outbox {
 public:
  // Takes note of an answer to this call. False, with no effect: too much waits for this caller,
  // or for all of them. After true, Remove() while the call is still there.
  bool Add(grpc::ServerContext& call, size_t bytes);
  void Remove(grpc::ServerContext& call);

  // Cancels calls whose answer has waited for kMaxTimeUnread. To be called about every second.
  void Tick(absl::Time now);

 private:
  struct Letter {
    std::string caller;
    size_t bytes = 0;
    absl::Time since = absl::InfiniteFuture();  // of the first tick that saw it
  };

  absl::Mutex mutex_;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, size_t> by_caller_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<grpc::ServerContext*, Letter> letters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_OUTBOX_H_
