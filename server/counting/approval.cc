// Approval: the most approvals win (RRO §46). With approve, reject and abstain each voter's ballot
// approves of those it says yes to, and who abstains casts a ballot that approves of nobody.

#include <algorithm>

#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"

namespace assent::counting {

absl::StatusOr<Result> CountApproval(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(const Approvals approvals, ApprovalsOf(election, standing, false));
  Result result;
  Round round;
  round.what = "approvals";
  std::vector<int64_t> levels = approvals.votes;
  std::sort(levels.begin(), levels.end(), std::greater<>());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  std::vector<std::vector<int>> tiers(levels.size());
  for (size_t who = 0; who < approvals.votes.size(); ++who) {
    const auto level =
        std::find(levels.begin(), levels.end(), approvals.votes[who]) - levels.begin();
    tiers[static_cast<size_t>(level)].push_back(static_cast<int>(who));
    round.totals.emplace_back(standing.candidates[who], Text(approvals.votes[who]));
  }
  result.rounds.push_back(std::move(round));
  ElectFromTiers(tiers, standing, SeatsOf(election, options), result);
  return result;
}

}  // namespace assent::counting
