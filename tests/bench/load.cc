#include "tests/bench/load.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "assent/v1/position_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "server/base/check.h"

namespace assent::bench {
namespace {

using Stub = v1::PositionService::Stub;

// A position changes every time, and mostly says why: with it a request has some 150 bytes.
constexpr std::array<v1::Stance, 3> kStances = {v1::STANCE_AGREE, v1::STANCE_ABSTAIN,
                                                v1::STANCE_DISAGREE};
constexpr char kReason[] =
    "The hall is free on Sundays, and three of us can carry the pots over from the depot by noon.";

// A stub with a connection of its own.
std::unique_ptr<Stub> Connect(const std::string& server) {
  grpc::ChannelArguments alone;
  alone.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  alone.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return v1::PositionService::NewStub(
      grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), alone));
}

// One caller, with at most one call under way.
class Caller {
 public:
  // `ids`: what its request_ids begin with; empty: it sends none.
  Caller(const Meeting& meeting, Stub& stub, std::vector<std::string> authorizations,
         std::string ids)
      : stub_(stub), authorizations_(std::move(authorizations)), ids_(std::move(ids)) {
    request_.set_parent(meeting.proposal);
    request_.set_reason(kReason);
  }

  void Start(grpc::CompletionQueue& queue) {
    context_.emplace();
    context_->AddMetadata("authorization", authorizations_[calls_ % authorizations_.size()]);
    request_.set_stance(kStances[calls_ / authorizations_.size() % kStances.size()]);
    if (!ids_.empty()) request_.set_request_id(absl::StrFormat("%s%012x", ids_, calls_));
    ++calls_;
    started_ = absl::Now();
    call_ = stub_.AsyncTakePosition(&*context_, request_, &queue);
    call_->Finish(&response_, &status_, this);
  }

  absl::Time started() const { return started_; }
  const grpc::Status& status() const { return status_; }

 private:
  Stub& stub_;
  const std::vector<std::string> authorizations_;
  const std::string ids_;
  size_t calls_ = 0;
  absl::Time started_;
  std::optional<grpc::ClientContext> context_;
  v1::TakePositionRequest request_;
  v1::TakePositionResponse response_;
  grpc::Status status_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::TakePositionResponse>> call_;
};

// Every `callers`-th token, from the `caller`-th on, as it goes into the metadata.
std::vector<std::string> Share(const Meeting& meeting, int caller, int callers) {
  std::vector<std::string> share;
  for (size_t i = caller; i < meeting.tokens.size(); i += callers) {
    share.push_back(absl::StrCat("Bearer ", meeting.tokens[i]));
  }
  return share;
}

absl::Duration Quantile(std::vector<absl::Duration>& sorted, double q) {
  return sorted[std::min(sorted.size() - 1, static_cast<size_t>(q * sorted.size()))];
}

absl::StatusOr<Figures> Summary(std::vector<absl::Duration> latencies, absl::Duration time,
                                int64_t calls) {
  if (latencies.empty()) return absl::DeadlineExceededError("no call came to an end in the time");
  std::sort(latencies.begin(), latencies.end());
  return Figures{latencies.size() / absl::ToDoubleSeconds(time), Quantile(latencies, 0.5),
                 Quantile(latencies, 0.99), calls};
}

}  // namespace

absl::StatusOr<Figures> Run(const Meeting& meeting, const Load& load) {
  ASSENT_CHECK(load.callers >= 1 && load.callers <= static_cast<int>(meeting.tokens.size()));
  std::vector<std::unique_ptr<Stub>> stubs;
  for (int i = 0; i < load.connections; ++i) stubs.push_back(Connect(meeting.server));
  grpc::CompletionQueue queue;
  static std::atomic<int> runs{0};
  const int run = ++runs;  // no two runs of one program send the same id
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < load.callers; ++i) {
    const std::string ids = absl::StrFormat("%08x-0000-4000-8%03x-", run, i);
    callers.push_back(std::make_unique<Caller>(meeting, *stubs[i % stubs.size()],
                                               Share(meeting, i, load.callers),
                                               load.request_ids ? ids : ""));
    callers.back()->Start(queue);
  }
  const absl::Time begin = absl::Now() + load.warm_up;
  const absl::Time end = begin + load.measured;
  std::vector<absl::Duration> latencies;
  int64_t calls = 0;
  absl::Status failure;
  void* tag = nullptr;
  bool ok = false;
  for (int under_way = load.callers; under_way > 0 && queue.Next(&tag, &ok);) {
    Caller& caller = *static_cast<Caller*>(tag);
    const absl::Time now = absl::Now();
    ++calls;
    if (!caller.status().ok() && failure.ok()) {
      failure = absl::UnknownError(
          absl::StrCat("a position was refused: ", caller.status().error_message()));
    }
    if (now >= begin && now < end) latencies.push_back(now - caller.started());
    if (now < end && failure.ok()) {
      caller.Start(queue);
    } else {
      --under_way;
    }
  }
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  if (!failure.ok()) return failure;
  return Summary(std::move(latencies), load.measured, calls);
}

}  // namespace assent::bench
