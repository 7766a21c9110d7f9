#include "server/rpc/health.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/base/limits.h"
#include "server/rpc/refusals.h"
#include "server/rpc/status.h"

namespace assent::rpc {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using grpc::health::v1::HealthListResponse;

namespace {

bool Parse(const grpc::ByteBuffer& bytes, HealthCheckRequest& request) {
  grpc::ByteBuffer copy = bytes;  // parsing uses it up; only a reference is copied
  return grpc::SerializationTraits<HealthCheckRequest>::Deserialize(&copy, &request).ok();
}

template <typename Response>
void Answer(UnaryCall& call, const Response& response) {
  grpc::ByteBuffer bytes;
  bool own = false;
  grpc::SerializationTraits<Response>::Serialize(response, &bytes, &own);
  call.Answer(bytes);
}

}  // namespace

// One watcher: writes the status whenever it is another than the last one written.
class HealthService::Watcher final : public StreamOwner {
 public:
  Watcher(StreamCall& call, HealthService& service, bool knows)
      : call_(call), service_(service), knows_(knows) {}

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
      HealthCheckResponse message;
      message.set_status(*shown_);
      writing_ = true;
      call_.Write(message);
    } else if (ends_) {
      finished_ = true;
      call_.Finish(ToGrpcStatus(refusal::Draining()));
    }
  }

  StreamCall& call_;
  HealthService& service_;
  const bool knows_;
  absl::Mutex mutex_;
  std::optional<Serving> wanted_ ABSL_GUARDED_BY(mutex_);
  std::optional<Serving> shown_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

HealthService::HealthService(absl::AnyInvocable<bool() const> takes_acts)
    : RawService("grpc.health.v1.Health"), takes_acts_(std::move(takes_acts)) {
  AddUnary("Check", [this](UnaryCall& call) { Check(call); });
  AddUnary("List", [this](UnaryCall& call) { List(call); });
  AddStream("Watch", [this](StreamCall& call) { Watch(call); });
}

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

void HealthService::Check(UnaryCall& call) const {
  HealthCheckRequest request;
  if (!Parse(call.request(), request)) {
    return call.Refuse(ToGrpcStatus(refusal::RequestMalformed()));
  }
  if (!Knows(request.service())) {
    return call.Refuse(ToGrpcStatus(refusal::NotFound("service"), request.service()));
  }
  HealthCheckResponse response;
  response.set_status(Status());
  Answer(call, response);
}

void HealthService::List(UnaryCall& call) const {
  HealthCheckResponse status;
  status.set_status(Status());
  HealthListResponse response;
  (*response.mutable_statuses())[""] = status;
  for (const std::string& name : names_) (*response.mutable_statuses())[name] = status;
  Answer(call, response);
}

void HealthService::Watch(StreamCall& call) {
  HealthCheckRequest request;
  if (!Parse(call.request(), request)) {
    return call.Finish(ToGrpcStatus(refusal::RequestMalformed()));
  }
  auto watcher = std::make_shared<Watcher>(call, *this, Knows(request.service()));
  {
    absl::MutexLock lock(&mutex_);
    if (draining_ || watchers_.size() >= kMaxHealthWatchers) {
      return call.Finish(
          ToGrpcStatus(draining_ ? refusal::Draining() : refusal::TooManyWatchers()));
    }
    watchers_.insert(watcher);
  }
  call.SetOwner(*watcher);
  watcher->Show(Status());
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
