// All open watches of the server: how many there are, their heartbeats, their end. Their work is
// done by a small pool of its own, so that ten thousand watchers delay neither acts nor reads.
//
// Thread-safe. The ledger outlives this, and this outlives the gRPC server, which is done with
// every stream before it goes.

#ifndef ASSENT_SERVER_RPC_WATCHES_H_
#define ASSENT_SERVER_RPC_WATCHES_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/ledger/ledger.h"
#include "server/ledger/worker_pool.h"
#include "server/rpc/driver.h"
#include "server/rpc/feed.h"
#include "server/rpc/stream.h"
#include "server/rpc/stream_call.h"

namespace assent::rpc {

class Watches {
 public:
  Watches(ledger::Ledger& ledger, Throttle& throttle) : ledger_(ledger), throttle_(throttle) {}
  // Waits for work that is under way for streams that have ended.
  ~Watches();
  Watches(const Watches&) = delete;
  Watches& operator=(const Watches&) = delete;

  // Opens a watch that is fed by what `make` makes, or refuses it.
  template <typename Request, typename Response>
  void Open(StreamCall& call, std::shared_ptr<Feed<Response>> (*make)(FeedParts, const Request&));

  // To be called about every second: heartbeats are as punctual as this.
  void Tick(absl::Time now);

  // Ends every watch with SERVER_DRAINING, those that come later too.
  void Drain();

 private:
  std::shared_ptr<void> Lease();
  // Refuses a watch that is one too many.
  absl::Status Admit(std::shared_ptr<OpenStream> stream);
  void Forget(OpenStream* stream);
  std::vector<std::shared_ptr<OpenStream>> All() const;

  ledger::Ledger& ledger_;
  Throttle& throttle_;
  // A stream has at most one job here, and one that its feed goes on with.
  ledger::WorkerPool workers_{2, 2 * kMaxWatchers};

  mutable absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  int feeds_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<OpenStream*, std::shared_ptr<OpenStream>> open_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, size_t> by_assembly_ ABSL_GUARDED_BY(mutex_);
};

// ---------------------------------------------------------------------------

// Token, request, and what can be seen in it.
template <typename Request>
absl::StatusOr<ledger::Access> AccessOfWatch(Throttle& throttle,
                                             const grpc::ServerContextBase& call,
                                             const grpc::ByteBuffer& bytes, absl::Time now,
                                             Request& request) {
  ASSENT_ASSIGN_OR_RETURN(std::string token, TokenFor<Request>(call));
  ASSENT_RETURN_IF_ERROR(AdmitCall<Request>(throttle, token, call, now));
  ASSENT_RETURN_IF_ERROR(ParseRequest(bytes, request));
  ASSENT_ASSIGN_OR_RETURN(std::string assembly, AssemblyOf(request));
  if constexpr (requires { request.after_sequence(); }) {
    if (request.after_sequence() < 0) return refusal::SequenceNegative("after_sequence");
  }
  return ledger::Access{std::move(assembly), std::move(token), ledger::Patience::kRehearse,
                        ScopeOf<Request>()};
}

template <typename Request, typename Response>
void Watches::Open(StreamCall& call,
                   std::shared_ptr<Feed<Response>> (*make)(FeedParts, const Request&)) {
  Request request;
  absl::StatusOr<ledger::Access> access =
      AccessOfWatch(throttle_, call.context(), call.request(), ledger_.Now(), request);
  call.request().Clear();  // and with it the block that gRPC read it into, with what else came
  const std::string resource = ResourceNameOf(request);
  if (!access.ok()) return call.Finish(ToGrpcStatus(access.status(), resource));
  const auto key = std::make_shared<OpenStream*>(nullptr);
  const auto stream = std::make_shared<Stream<Response>>(
      call, make({ledger_, workers_, *std::move(access), Lease()}, request), workers_, resource,
      [this, peer = std::string(call.context().peer())](absl::Status refused) {
        if (!OpensNothing(refused)) return refused;
        absl::Status often = throttle_.Fail(peer, ledger_.Now());
        return often.ok() ? refused : often;
      },
      [this, key] { Forget(*key); });
  *key = stream.get();
  if (absl::Status status = Admit(stream); !status.ok()) {
    return call.Finish(ToGrpcStatus(status, resource));
  }
  call.SetOwner(*stream);
  stream->Begin(ledger_);
}

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_WATCHES_H_
