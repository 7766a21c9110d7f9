// Budgets: from an election to a problem of spending.h and back.

#ifndef ASSENT_SERVER_COUNTING_PURCHASES_H_
#define ASSENT_SERVER_COUNTING_PURCHASES_H_

#include <string>
#include <vector>

#include "server/counting/prepare.h"
#include "server/counting/spending.h"

namespace assent::counting {

// kInvalidArgument: no budget, or a cost below zero.
absl::StatusOr<BudgetProblem> BudgetOf(const Election& election, const Options& options,
                                       const Standing& standing, const Approvals& approvals);
// The purchases as winners and rounds. `support`: votes or points, per standing project.
Result ResultOf(const BudgetOutcome& outcome, const BudgetProblem& problem,
                const Standing& standing, const std::vector<int64_t>& support);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_PURCHASES_H_
