// Score: the most points win, no score is 0. Ties as in stars.h.

#include <numeric>

#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"
#include "server/counting/totals.h"

namespace assent::counting {

absl::StatusOr<Result> CountScore(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(const ScoreTotals totals, TotalsOf(election, standing));
  const int seats = SeatsOf(election, options);
  std::vector<int> all(standing.candidates.size());
  std::iota(all.begin(), all.end(), 0);
  Result result;
  result.rounds.push_back(TotalsRound(totals, standing));
  std::vector<ScoreTie> ties;
  result.winners = standing.Names(BestByScore(totals, all, seats, ties));
  result.unfilled = seats - static_cast<int>(result.winners.size());
  AddTies(ties, standing, result);
  return result;
}

}  // namespace assent::counting
