#include "tests/bench/cost.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "server/base/status_macros.h"
#include "server/ledger/ledger.h"
#include "storage/rocksdb/rocksdb_store.h"

namespace assent::bench {
namespace {

constexpr char kName[] = "assemblies/kitchen";
constexpr int kMembers = 16;
constexpr int kUnderWay = 64;

template <typename Request>
absl::StatusOr<ledger::ResponseOf<Request>> Do(ledger::Ledger& ledger, const std::string& token,
                                               const Request& request) {
  auto pending = ledger.Perform({"kitchen", token}, request);
  ledger.Flush();
  return std::move(pending.response);
}

// An assembly with a proposal that positions are asked for: its members' tokens.
absl::StatusOr<std::vector<std::string>> Found(ledger::Ledger& ledger, const std::string& rule) {
  v1::CreateAssemblyRequest found;
  found.set_assembly_id("kitchen");
  found.set_display_name("Kitchen");
  found.set_founder_handle("m0");
  found.set_default_rule(rule);
  ASSENT_ASSIGN_OR_RETURN(const v1::CreateAssemblyResponse founded, Do(ledger, "", found));
  std::vector<std::string> tokens = {founded.token()};
  for (int i = 1; i < kMembers; ++i) {
    v1::CreateInvitationRequest invite;
    invite.set_parent(kName);
    ASSENT_ASSIGN_OR_RETURN(const auto invited, Do(ledger, tokens[0], invite));
    v1::AcceptInvitationRequest join;
    join.set_parent(kName);
    join.set_secret(invited.secret());
    join.set_handle(absl::StrCat("m", i));
    ASSENT_ASSIGN_OR_RETURN(const auto joined, Do(ledger, "", join));
    tokens.push_back(joined.token());
  }
  v1::CreateProposalRequest propose;
  propose.set_parent(kName);
  propose.set_title("Sundays");
  propose.set_text("We open on Sundays.");
  propose.set_introduce(true);
  ASSENT_ASSIGN_OR_RETURN(const auto proposed, Do(ledger, tokens[0], propose));
  v1::CallForConsensusRequest call;
  call.set_name(proposed.proposal().name());
  ASSENT_RETURN_IF_ERROR(Do(ledger, tokens[0], call).status());
  tokens.pop_back();  // one stays silent, so that the call goes on
  return tokens;
}

// Acts, so many at a time, until the time is over.
class Acting {
 public:
  Acting(ledger::Ledger& ledger, const std::vector<std::string>& tokens)
      : ledger_(ledger), tokens_(tokens) {}

  absl::StatusOr<double> For(absl::Duration time) {
    const absl::Time start = absl::Now();
    while (absl::Now() - start < time && refused_ == 0) {
      {
        absl::MutexLock lock(&mutex_);
        const auto room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
          return under_way_ < kUnderWay;
        };
        mutex_.Await(absl::Condition(&room));
        ++under_way_;
      }
      Begin();
    }
    ledger_.Flush();
    if (refused_ > 0) return absl::InternalError("an act was refused");
    return static_cast<double>(acts_) / absl::ToDoubleSeconds(absl::Now() - start);
  }

 private:
  void Begin() {
    v1::TakePositionRequest request;
    request.set_parent(absl::StrCat(kName, "/proposals/1"));
    request.set_stance(acts_ % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN);
    const std::string& token = tokens_[acts_++ % tokens_.size()];
    const auto act = ledger_.Perform({"kitchen", token}, request);
    if (!act.response.ok()) ++refused_;
    ledger_.WhenDurable(act.ticket, [this](absl::Status status) {
      if (!status.ok()) ++refused_;
      absl::MutexLock lock(&mutex_);
      --under_way_;
    });
  }

  ledger::Ledger& ledger_;
  const std::vector<std::string>& tokens_;
  size_t acts_ = 0;
  std::atomic<int> refused_{0};
  absl::Mutex mutex_;
  int under_way_ ABSL_GUARDED_BY(mutex_) = 0;
};

absl::StatusOr<double> Measure(const Plan& plan, const std::string& folder, bool checks) {
  const base::SystemClock clock;
  ASSENT_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(folder));
  ledger::Options options;
  options.measure_without_checks = !checks;
  ASSENT_ASSIGN_OR_RETURN(const auto ledger,
                          ledger::Ledger::Open(*store, clock, base::SystemEntropy(), options));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> tokens, Found(*ledger, plan.rule));
  Acting acting(*ledger, tokens);
  ASSENT_RETURN_IF_ERROR(acting.For(plan.warm_up).status());
  return Acting(*ledger, tokens).For(plan.measured);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

absl::StatusOr<CostFigures> MeasureCost(const Plan& plan) {
  std::vector<double> figures[2];
  std::vector<double> ratios;
  for (int round = 0; round < std::max(plan.rounds, 1); ++round) {
    // Who comes first changes, so that neither gains by it.
    for (int turn = 0; turn < 2; ++turn) {
      const bool checks = (round + turn) % 2 == 0;
      const std::string folder = absl::StrCat(plan.folder, "/cost", round, checks ? "a" : "b");
      ASSENT_ASSIGN_OR_RETURN(const double figure, Measure(plan, folder, checks));
      figures[checks].push_back(figure);
    }
    ratios.push_back(figures[true].back() / figures[false].back());
  }
  return CostFigures{Median(figures[true]), Median(figures[false]), Median(std::move(ratios))};
}

}  // namespace assent::bench
