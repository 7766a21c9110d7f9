// Sharing a budget: the method of equal shares with its completions, and the greedy rule that most
// cities use, for comparison. Money is in the smallest unit of the currency that the costs need, so
// that everything is whole.

#ifndef ASSENT_SERVER_COUNTING_SPENDING_H_
#define ASSENT_SERVER_COUNTING_SPENDING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/limits.h"
#include "server/counting/shares.h"

namespace assent::counting {

// How what equal shares leave unspent is used (equalshares.net, "Completion").
enum class Completion {
  kNone,         // not
  kAdd1,         // voters get more, step by step, while what is bought fits into the budget
  kAdd1u,        // that, and then kUtilitarian
  kUtilitarian,  // what has most votes and fits is bought, too
};

struct BudgetProblem {
  ShareProblem shares;  // its costs are in units
  int64_t budget = 0;   // in units
  int64_t unit = 1;     // units of one of the currency: 100 where the costs have cents
  // What each voter gets more at a step of kAdd1, in units; 0: one of the currency, or 10, 100, …
  // of it, so that the first endowment has no more than 10^6 of them.
  int64_t increment = 0;
  Completion completion = Completion::kNone;
};

struct BudgetPurchase {
  int32_t project = 0;
  std::vector<int32_t> tied;  // all that were as good, where there are several
  bool by_lot = false;
  bool completed = false;       // bought by kUtilitarian
  std::string payment;          // the most that a voter paid, in the currency, 6 places, truncated
  std::string effective_votes;  // cost / payment, 6 places, truncated
};

struct BudgetOutcome {
  std::vector<BudgetPurchase> purchases;  // in their order
  int64_t spent = 0;                      // in units
  std::string endowment;                  // of each voter, in the currency, 6 places, truncated
  int64_t increment = 0;                  // in units; of kAdd1
  int64_t increments = 0;                 // so many were given
};

// Fails: kInvalidArgument, budget and costs together too large to be exact; kResourceExhausted,
// more than kMostIncrements.
absl::StatusOr<BudgetOutcome> ShareBudget(const BudgetProblem& problem);

// Most votes first (or points, or whatever `support` has), then lower cost, then the lot; what does
// not fit any more is skipped, and so is what nobody supports.
BudgetOutcome SpendGreedily(const BudgetProblem& problem, absl::Span<const int64_t> support);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_SPENDING_H_
