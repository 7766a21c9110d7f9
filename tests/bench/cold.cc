#include "tests/bench/cold.h"

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
#include "tests/e2e/caller.h"
#include "tests/e2e/test_server.h"

namespace assent::bench {
namespace {

// Targets of performance.md: seconds, seconds, bytes.
constexpr double kStartTarget = 2;
constexpr double kTouchTarget = 0.05;
constexpr double kManyTarget = 600e6;
constexpr int kSpeakers = 8;  // of a long log

// One assembly that somebody founded, with a call for consensus in it.
struct Hall {
  std::string name;  // assemblies/…
  std::vector<std::string> tokens;
};

// Fills a store through a ledger, as a server would.
class Filler {
 public:
  static absl::StatusOr<std::unique_ptr<Filler>> Open(storage::EventStore& store,
                                                      const ledger::Options& options) {
    auto filler = std::make_unique<Filler>();
    ASSENT_ASSIGN_OR_RETURN(filler->ledger_, ledger::Ledger::Open(store, filler->clock_,
                                                                  base::SystemEntropy(), options));
    return filler;
  }

  absl::StatusOr<Hall> Found(const std::string& id, int members) {
    v1::CreateAssemblyRequest found;
    found.set_assembly_id(id);
    found.set_display_name("Hall");
    found.set_founder_handle("m0");
    found.set_default_rule("quick_default");
    ASSENT_ASSIGN_OR_RETURN(const auto founded, Do(id, "", found));
    Hall hall = {founded.assembly().name(), {founded.token()}};
    for (int member = 1; member < members; ++member) {
      v1::CreateInvitationRequest invite;
      invite.set_parent(hall.name);
      ASSENT_ASSIGN_OR_RETURN(const auto invited, Do(id, hall.tokens[0], invite));
      v1::AcceptInvitationRequest join;
      join.set_parent(hall.name);
      join.set_secret(invited.secret());
      join.set_handle(absl::StrCat("m", member));
      ASSENT_ASSIGN_OR_RETURN(const auto joined, Do(id, "", join));
      hall.tokens.push_back(joined.token());
    }
    v1::CreateProposalRequest propose;
    propose.set_parent(hall.name);
    propose.set_title("Open on Sundays");
    propose.set_text("We cook every Sunday from May.");
    propose.set_introduce(true);
    ASSENT_RETURN_IF_ERROR(Do(id, hall.tokens[0], propose).status());
    v1::CallForConsensusRequest call;
    call.set_name(absl::StrCat(hall.name, "/proposals/1"));
    ASSENT_RETURN_IF_ERROR(Do(id, hall.tokens[0], call).status());
    return hall;
  }

  // The founder stays silent, so that the call stays open.
  absl::Status Talk(const std::string& id, const Hall& hall, int entries) {
    v1::TakePositionRequest position;
    position.set_parent(absl::StrCat(hall.name, "/proposals/1"));
    position.set_reason("The hall is free on Sundays, and three of us can carry the pots.");
    for (int i = 0; i < entries; ++i) {
      position.set_stance(i % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN);
      const std::string& token = hall.tokens[1 + static_cast<size_t>(i) % (kSpeakers - 1)];
      ASSENT_RETURN_IF_ERROR(Do(id, token, position).status());
    }
    return absl::OkStatus();
  }

  void Close() { ledger_.reset(); }

 private:
  template <typename Request>
  absl::StatusOr<ledger::ResponseOf<Request>> Do(const std::string& id, const std::string& token,
                                                 const Request& request) {
    if (++acts_ % 2000 == 0) ledger_->Flush();
    return ledger_->Perform({id, token, ledger::Patience::kRead}, request).response;
  }

  const base::SystemClock clock_;
  std::unique_ptr<ledger::Ledger> ledger_;
  int64_t acts_ = 0;
};

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

// The log of `from` once more, as that of `to`: an entry names no assembly. So only the first million
// of ten are decided one by one.
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
