// Greedy budgets, as most cities do it: most votes first, or points, while it fits. Rankings count
// points by place: the first as many as there are places.

#include <algorithm>

#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/purchases.h"

namespace assent::counting {
namespace {

std::vector<int64_t> PointsOf(const Election& election, const Standing& standing) {
  size_t places = static_cast<size_t>(std::max(0, election.places));
  for (const Ballot& ballot : election.ballots) places = std::max(places, ballot.ranking.size());
  std::vector<int64_t> points(standing.candidates.size());
  for (const Ballot& ballot : election.ballots) {
    const auto add = [&](int32_t who, int64_t each) {
      if (standing.place[who] >= 0) points[standing.place[who]] += each * ballot.count;
    };
    for (const auto& [who, score] : ballot.scores) add(who, score);
    for (size_t place = 0; place < ballot.ranking.size(); ++place) {
      for (const int32_t who : ballot.ranking[place])
        add(who, static_cast<int64_t>(places - place));
    }
  }
  return points;
}

}  // namespace

absl::StatusOr<Result> CountGreedy(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(const Approvals approvals, ApprovalsOf(election, standing, true));
  ASSENT_ASSIGN_OR_RETURN(const BudgetProblem problem,
                          BudgetOf(election, options, standing, approvals));
  const std::vector<int64_t> support =
      election.kind == BallotKind::kApprovals ? approvals.votes : PointsOf(election, standing);
  return ResultOf(SpendGreedily(problem, support), problem, standing, support);
}

}  // namespace assent::counting
