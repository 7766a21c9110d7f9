#include "tests/bench/cold.h"

#include <malloc.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "server/base/entropy.h"
#include "server/base/status_macros.h"
#include "server/ledger/ledger.h"
#include "server/ledger/log_tree.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/bench/child.h"
#include "tests/bench/filler.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/test_server.h"

namespace assent::bench {
namespace {

// Targets of performance.md: seconds, seconds, bytes.
constexpr double kStartTarget = 2;
constexpr double kTouchTarget = 0.05;
constexpr double kManyTarget = 600e6;

absl::Status Append(storage::EventStore& store, storage::AppendRequest append) {
  std::vector<storage::AppendRequest> batch;
  batch.push_back(std::move(append));
  absl::Status status;
  absl::Notification written;
  store.Append(std::move(batch), [&](std::vector<absl::Status> statuses) {
    status = std::move(statuses.front());
    written.Notify();
  });
  written.WaitForNotification();
  return status;
}

// The log of `from` once more, as that of `to`: an entry names no assembly. So only the first
// million of ten are decided one by one.
absl::Status CopyLog(storage::EventStore& store, const std::string& from, const std::string& to) {
  uint64_t copied = 0;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(std::vector<storage::Entry> entries,
                            store.ReadLog(from, copied, {8192, 8 * 1024 * 1024}));
    if (entries.empty()) return absl::OkStatus();
    storage::AppendRequest append;
    append.assembly = to;
    append.expected_sequence = copied;
    if (copied == 0) {
      const std::string key(ledger::kLogKeyDocument);
      ASSENT_ASSIGN_OR_RETURN(std::optional<std::string> seed, store.GetDocument(from, key));
      append.documents.push_back({key, std::move(seed)});
    }
    copied += entries.size();
    append.entries = std::move(entries);
    ASSENT_RETURN_IF_ERROR(Append(store, std::move(append)));
  }
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

absl::StatusOr<std::unique_ptr<Child>> StartServer(const ColdPlan& plan) {
  static int starts = 0;  // each says where it listens in a file of its own
  return Child::Start({plan.assentd, "--store", absl::StrCat("rocksdb:", plan.folder, "/store"),
                       "--listen", "127.0.0.1:0", "--no-rate-limits"},
                      absl::StrCat(plan.folder, "/assentd-", ++starts, ".log"));
}

// Seconds until somebody who asks has seen the proposal with its tally. A first touch may take
// longer than one call.
absl::StatusOr<double> Touch(const std::string& address, const Hall& hall) {
  const test::Caller caller(test::NewChannel(address));
  v1::GetProposalRequest get;
  get.set_name(absl::StrCat(hall.name, "/proposals/1"));
  v1::GetProposalResponse got;
  const absl::Time start = absl::Now();
  std::string told;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const test::Answer answer = caller.As(hall.tokens[0]).Call(get, &got);
    if (answer.ok()) return absl::ToDoubleSeconds(absl::Now() - start);
    told = answer.ToString();
  }
  return absl::UnavailableError(absl::StrCat("the proposal cannot be read: ", told));
}

absl::Status Act(const std::string& address, const Hall& hall) {
  const test::Caller caller(test::NewChannel(address));
  v1::TakePositionRequest position;
  position.set_parent(absl::StrCat(hall.name, "/proposals/1"));
  position.set_stance(v1::STANCE_AGREE);
  v1::TakePositionResponse taken;
  const test::Answer answer = caller.As(hall.tokens[1]).Call(position, &taken);
  return answer.ok() ? absl::OkStatus() : absl::UnavailableError(answer.ToString());
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasureStarts(const ColdPlan& plan) {
  std::vector<Hall> halls;
  Hall tiny;
  {
    ASSENT_ASSIGN_OR_RETURN(const auto store,
                            storage::OpenRocksDbStore(absl::StrCat(plan.folder, "/store")));
    ASSENT_ASSIGN_OR_RETURN(const auto filler, Filler::Open(*store, {}));
    ASSENT_ASSIGN_OR_RETURN(halls.emplace_back(), filler->Found("long-0", kSpeakers));
    ASSENT_RETURN_IF_ERROR(filler->Talk("long-0", halls.back(), plan.entries));
    ASSENT_ASSIGN_OR_RETURN(tiny, filler->Found("tiny", kSpeakers));
    filler->Close();
    for (int i = 1; i < plan.assemblies; ++i) {
      const std::string id = absl::StrCat("long-", i);
      ASSENT_RETURN_IF_ERROR(CopyLog(*store, "long-0", id));
      halls.push_back({absl::StrCat("assemblies/", id), halls[0].tokens});
    }
  }
  {  // The first start of this build replays everything once, and keeps snapshots.
    ASSENT_ASSIGN_OR_RETURN(const auto server, StartServer(plan));
    for (const Hall& hall : halls) {
      ASSENT_RETURN_IF_ERROR(Touch(server->address(), hall).status());
    }
  }
  std::vector<double> starts;
  std::vector<double> touches;
  for (int round = 0; round < plan.rounds; ++round) {
    const absl::Time start = absl::Now();
    ASSENT_ASSIGN_OR_RETURN(const auto server, StartServer(plan));
    ASSENT_RETURN_IF_ERROR(Touch(server->address(), tiny).status());
    starts.push_back(absl::ToDoubleSeconds(absl::Now() - start));
    ASSENT_ASSIGN_OR_RETURN(
        const double touch,
        Touch(server->address(), halls[static_cast<size_t>(round) % halls.size()]));
    touches.push_back(touch);
    ASSENT_RETURN_IF_ERROR(Act(server->address(), tiny));
    server->Kill();
  }
  return std::vector<Metric>{
      AtMost("start_10m", Median(std::move(starts)), "s", kStartTarget),
      AtMost("first_touch_1m", Median(std::move(touches)), "s", kTouchTarget)};
}

namespace {

// What this process has in memory, from proc(5)'s statm.
size_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  size_t size = 0;
  size_t resident = 0;
  statm >> size >> resident;
  return resident * 4096;
}

}  // namespace

absl::StatusOr<std::vector<Metric>> MeasureManyAssemblies(const ColdPlan& plan) {
  // What other parts have freed must not pass for what these take.
  malloc_trim(0);
  const size_t before = ResidentBytes();
  ASSENT_ASSIGN_OR_RETURN(const auto store,
                          storage::OpenRocksDbStore(absl::StrCat(plan.folder, "/many")));
  ASSENT_ASSIGN_OR_RETURN(const auto filler, Filler::Open(*store, {}));
  size_t most = before;
  for (int i = 0; i < plan.small; ++i) {
    ASSENT_RETURN_IF_ERROR(filler->Found(absl::StrCat("small-", i), 1).status());
    if (i % 1000 == 0) most = std::max(most, ResidentBytes());
  }
  most = std::max(most, ResidentBytes());
  return std::vector<Metric>{
      AtMost("assemblies_100k", static_cast<double>(most - before), "bytes", kManyTarget)};
}

}  // namespace assent::bench
