#include "server/rpc/health.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/rpc/limits.h"
#include "server/rpc/refusals.h"
#include "server/rpc/status.h"
#include "server/rpc/stream.h"

namespace assent::rpc {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// One watcher: writes the status whenever it is another than the last one written.
class HealthService::Watcher final : public grpc::ServerWriteReactor<HealthCheckResponse> {
 public:
  Watcher(HealthService& service, bool knows) : service_(service), knows_(knows) {}

  void Show(Serving status) {
    absl::MutexLock lock(&mutex_);
    wanted_ = knows_ ? status : HealthCheckResponse::SERVICE_UNKNOWN;
    Continue();
  }
  void End() {
    absl::MutexLock lock(&mutex_);
    ends_ = true;
    Continue();
  }
  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    ends_ = ends_ || !ok;
    Continue();
  }
  void OnCancel() override { End(); }
  void OnDone() override { service_.Forget(this); }

 private:
  void Continue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_) return;
    if (wanted_.has_value() && wanted_ != shown_) {
      shown_ = wanted_;
      message_.set_status(*shown_);
      writing_ = true;
      StartWrite(&message_);
    } else if (ends_) {
      finished_ = true;
      Finish(ToGrpcStatus(refusal::Draining()));
    }
  }

  HealthService& service_;
  const bool knows_;
  absl::Mutex mutex_;
  HealthCheckResponse message_ ABSL_GUARDED_BY(mutex_);
  std::optional<Serving> wanted_ ABSL_GUARDED_BY(mutex_);
  std::optional<Serving> shown_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

HealthService::HealthService(absl::AnyInvocable<bool() const> takes_acts)
    : takes_acts_(std::move(takes_acts)) {}

HealthService::~HealthService() = default;

void HealthService::SetServices(std::vector<std::string> names) { names_ = std::move(names); }

HealthService::Serving HealthService::Status() const {
  {
    absl::MutexLock lock(&mutex_);
    if (draining_) return HealthCheckResponse::NOT_SERVING;
  }
  return takes_acts_() ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

bool HealthService::Knows(const std::string& service) const {
  return service.empty() || std::find(names_.begin(), names_.end(), service) != names_.end();
}

grpc::ServerUnaryReactor* HealthService::Check(grpc::CallbackServerContext* call,
                                               const HealthCheckRequest* request,
                                               HealthCheckResponse* response) {
  response->set_status(Status());
  grpc::ServerUnaryReactor* const reactor = call->DefaultReactor();
  reactor->Finish(Knows(request->service())
                      ? grpc::Status::OK
                      : ToGrpcStatus(refusal::NotFound("service"), request->service()));
  return reactor;
}

grpc::ServerUnaryReactor* HealthService::List(grpc::CallbackServerContext* call,
                                              const grpc::health::v1::HealthListRequest*,
                                              grpc::health::v1::HealthListResponse* response) {
  HealthCheckResponse status;
  status.set_status(Status());
  (*response->mutable_statuses())[""] = status;
  for (const std::string& name : names_) (*response->mutable_statuses())[name] = status;
  grpc::ServerUnaryReactor* const reactor = call->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerWriteReactor<HealthCheckResponse>* HealthService::Watch(
    grpc::CallbackServerContext*, const HealthCheckRequest* request) {
  auto watcher = std::make_shared<Watcher>(*this, Knows(request->service()));
  {
    absl::MutexLock lock(&mutex_);
    if (draining_ || watchers_.size() >= kMaxHealthWatchers) {
      return new RefusedStream<HealthCheckResponse>(
          ToGrpcStatus(draining_ ? refusal::Draining() : refusal::TooManyWatchers()));
    }
    watchers_.insert(watcher);
  }
  watcher->Show(Status());
  return watcher.get();
}

std::vector<std::shared_ptr<HealthService::Watcher>> HealthService::Watchers() const {
  absl::MutexLock lock(&mutex_);
  return {watchers_.begin(), watchers_.end()};
}

void HealthService::Forget(Watcher* watcher) {
  absl::MutexLock lock(&mutex_);
  for (auto it = watchers_.begin(); it != watchers_.end(); ++it) {
    if (it->get() == watcher) return static_cast<void>(watchers_.erase(it));
  }
}

void HealthService::Tick() {
  const Serving status = Status();
  for (const std::shared_ptr<Watcher>& watcher : Watchers()) watcher->Show(status);
}

void HealthService::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  Tick();
  for (const std::shared_ptr<Watcher>& watcher : Watchers()) watcher->End();
}

}  // namespace assent::rpc
