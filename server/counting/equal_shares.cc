// The method of equal shares: a budget with cost utilities (Peters, Pierczyński, Skowron 2021;
// equalshares.net), or a committee, completed by Phragmén's rule. Whoever is scored or ranked at
// all is approved of.

#include "server/base/status_macros.h"
#include "server/counting/committee.h"
#include "server/counting/method.h"
#include "server/counting/purchases.h"

namespace assent::counting {

absl::StatusOr<Result> CountEqualShares(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  const bool budget = election.budget > 0;
  ASSENT_ASSIGN_OR_RETURN(const Approvals approvals, ApprovalsOf(election, standing, budget));
  if (!budget) return ElectCommittee(approvals, standing, SeatsOf(election, options), true);
  ASSENT_ASSIGN_OR_RETURN(const BudgetProblem problem,
                          BudgetOf(election, options, standing, approvals));
  ASSENT_ASSIGN_OR_RETURN(const BudgetOutcome outcome, ShareBudget(problem));
  return ResultOf(outcome, problem, standing, approvals.votes);
}

}  // namespace assent::counting
