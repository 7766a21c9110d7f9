// What score and star start from: points per candidate, top scores, who is scored higher.

#ifndef ASSENT_SERVER_COUNTING_TOTALS_H_
#define ASSENT_SERVER_COUNTING_TOTALS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "server/counting/prepare.h"
#include "server/counting/stars.h"

namespace assent::counting {

// kInvalidArgument: rankings have no scores. Approvals are scores of one.
absl::StatusOr<ScoreTotals> TotalsOf(const Election& election, const Standing& standing);
// The totals as a round of the result, and its ties.
Round TotalsRound(const ScoreTotals& totals, const Standing& standing);
void AddTies(const std::vector<ScoreTie>& ties, const Standing& standing, Result& result);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_TOTALS_H_
