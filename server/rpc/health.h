// grpc.health.v1.Health, compiled from the vendored proto so that reflection shows it (gRPC's own
// implementation is invisible to it). The server and each of its services have one and the same
// status: SERVING while acts are taken, NOT_SERVING once it drains or the store refuses writes.
//
// Thread-safe. Needs Tick() about every second: that is how long a watcher waits for a change.

#ifndef ASSENT_SERVER_RPC_HEALTH_H_
#define ASSENT_SERVER_RPC_HEALTH_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "grpc/health/v1/health.pb.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/stream_call.h"

namespace assent::rpc {

class HealthService final : public RawService {
 public:
  using Serving = grpc::health::v1::HealthCheckResponse::ServingStatus;

  // `takes_acts` is asked whenever somebody wants to know.
  explicit HealthService(absl::AnyInvocable<bool() const> takes_acts);
  ~HealthService() override;

  // The services that there are, by full name. Before the server starts.
  void SetServices(std::vector<std::string> names);

  // From now on NOT_SERVING; watchers are told, and their streams end.
  void Drain();
  void Tick();

 private:
  class Watcher;

  void Check(UnaryCall& call) const;
  void List(UnaryCall& call) const;
  void Watch(StreamCall& call);
  Serving Status() const;
  // "" is the server itself.
  bool Knows(const std::string& service) const;
  std::vector<std::shared_ptr<Watcher>> Watchers() const;
  void Forget(Watcher* watcher);

  const absl::AnyInvocable<bool() const> takes_acts_;
  std::vector<std::string> names_;

  mutable absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_set<std::shared_ptr<Watcher>> watchers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HEALTH_H_
