#include "tests/bench/watching.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "server/base/status_macros.h"
#include "tests/bench/child.h"
#include "tests/bench/meeting.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/test_server.h"

namespace assent::bench {
namespace {

constexpr int kWatchConnections = 8;
constexpr absl::Duration kPatience = absl::Seconds(60);
// Targets of performance.md: to the bare write, and bytes.
constexpr double kReachTarget = 3;
constexpr double kBytesTarget = 24'000;

// One stream, which is read for as long as it lives.
struct Watcher {
  grpc::ClientContext context;
  v1::WatchProposalResponse message;
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchProposalResponse>> reader;
  bool began = false;
  bool told = false;
};

// All who watch one server. One thread.
class Crowd {
 public:
  Crowd(const Meeting& meeting, int watchers) : meeting_(meeting) {
    for (int i = 0; i < kWatchConnections; ++i) {
      channels_.push_back(test::NewChannel(meeting.server));
    }
    for (int i = 0; i < watchers; ++i) {
      watchers_.push_back(std::make_unique<Watcher>());
      Watcher& watcher = *watchers_.back();
      watcher.context.AddMetadata(
          "authorization", absl::StrCat("Bearer ", meeting.tokens[i % meeting.tokens.size()]));
      v1::WatchProposalRequest request;
      request.set_name(meeting.proposal);
      v1::ProposalService::Stub stub(channels_[i % channels_.size()]);
      watcher.reader = stub.AsyncWatchProposal(&watcher.context, request, &queue_, &watcher);
    }
  }
  ~Crowd() {
    for (const auto& watcher : watchers_) watcher->context.TryCancel();
    queue_.Shutdown();
    void* tag = nullptr;
    for (bool ok = false; queue_.Next(&tag, &ok);) {
    }
  }

  // Until each has been told something since the last time.
  absl::Status AwaitAll() {
    const absl::Time deadline = absl::Now() + kPatience;
    while (told_ < watchers_.size()) {
      void* tag = nullptr;
      bool ok = false;
      const auto next = queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(deadline));
      if (next != grpc::CompletionQueue::GOT_EVENT) {
        return absl::DeadlineExceededError(
            absl::StrCat("only ", told_, " of ", watchers_.size(), " watchers were told"));
      }
      if (!ok) return absl::UnavailableError("a watch ended");
      Take(*static_cast<Watcher*>(tag));
    }
    told_ = 0;
    for (const auto& watcher : watchers_) watcher->told = false;
    return absl::OkStatus();
  }

  // From an act to the last who hears of it.
  absl::StatusOr<double> Reach(v1::Stance stance) {
    const test::Caller caller(channels_[0]);
    v1::TakePositionRequest position;
    position.set_parent(meeting_.proposal);
    position.set_stance(stance);
    v1::TakePositionResponse taken;
    awaited_ = last_ + 1;
    const absl::Time start = absl::Now();
    const test::Answer answer = caller.As(meeting_.tokens[0]).Call(position, &taken);
    if (!answer.ok()) return absl::UnavailableError(answer.ToString());
    ASSENT_RETURN_IF_ERROR(AwaitAll());
    return absl::ToDoubleMilliseconds(absl::Now() - start);
  }

 private:
  void Take(Watcher& watcher) {
    if (!watcher.began) {
      watcher.began = true;
    } else {
      const v1::WatchProposalResponse& message = watcher.message;
      // The limit program numbers nothing.
      const bool is_news =
          !message.heartbeat() && (message.sequence() == 0 || message.sequence() >= awaited_);
      last_ = std::max(last_, message.sequence());
      if (is_news && !std::exchange(watcher.told, true)) ++told_;
    }
    watcher.reader->Read(&watcher.message, &watcher);
  }

  const Meeting meeting_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  size_t told_ = 0;
  int64_t last_ = 0;
  int64_t awaited_ = 0;
};

double MedianOf(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasureWatching(const Plan& plan, int watchers) {
  ASSENT_ASSIGN_OR_RETURN(
      const auto server,
      Child::Start({plan.assentd, "--store", absl::StrCat("rocksdb:", plan.folder, "/watched"),
                    "--listen", "127.0.0.1:0", "--no-rate-limits"},
                   absl::StrCat(plan.folder, "/watched.log")));
  ASSENT_ASSIGN_OR_RETURN(const Meeting meeting,
                          HoldMeeting(server->address(), plan.rule, plan.members));
  ASSENT_RETURN_IF_ERROR(KeepProposal(meeting, absl::StrCat(plan.folder, "/watched-answer")));
  ASSENT_ASSIGN_OR_RETURN(
      const auto limit,
      Child::Start({plan.bench, "limit", "--answer", absl::StrCat(plan.folder, "/watched-answer"),
                    absl::StrCat(plan.folder, "/fanout")},
                   absl::StrCat(plan.folder, "/fanout.log")));
  const size_t before = server->ResidentBytes();
  Crowd crowd(meeting, watchers);
  ASSENT_RETURN_IF_ERROR(crowd.AwaitAll());
  const double bytes =
      (static_cast<double>(server->ResidentBytes()) - static_cast<double>(before)) / watchers;
  Crowd bare(PretendMeeting(limit->address(), plan.members), watchers);
  ASSENT_RETURN_IF_ERROR(bare.AwaitAll());
  std::vector<double> limits;
  std::vector<double> reaches;
  std::vector<double> ratios;
  for (int round = 0; round < std::max(5, plan.rounds); ++round) {
    const v1::Stance stance = round % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN;
    ASSENT_ASSIGN_OR_RETURN(limits.emplace_back(), bare.Reach(stance));
    ASSENT_ASSIGN_OR_RETURN(reaches.emplace_back(), crowd.Reach(stance));
    ratios.push_back(reaches.back() / limits.back());
  }
  return std::vector<Metric>{Beside("watch_10k", MedianOf(reaches), MedianOf(limits), "ms",
                                    MedianOf(ratios), kReachTarget, /*is_cost=*/true),
                             AtMost("watcher_bytes", bytes, "bytes", kBytesTarget)};
}

}  // namespace assent::bench
