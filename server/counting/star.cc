// STAR: the two of the highest scores, and of them the one that more ballots score higher
// (starvoting.org). Several seats: again among those not elected (bloc STAR).

#include <algorithm>
#include <numeric>

#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"
#include "server/counting/totals.h"

namespace assent::counting {

absl::StatusOr<Result> CountStar(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(const ScoreTotals totals, TotalsOf(election, standing));
  const int seats = SeatsOf(election, options);
  std::vector<int> among(standing.candidates.size());
  std::iota(among.begin(), among.end(), 0);
  Result result;
  result.matrix = FullMatrix(totals.preferred, election, standing);
  result.rounds.push_back(TotalsRound(totals, standing));
  while (!among.empty() && static_cast<int>(result.winners.size()) < seats) {
    const StarRunoff runoff = RunOff(totals, among);
    Round round;
    round.what = "runoff";
    round.candidates = standing.Names(runoff.finalists);
    if (runoff.finalists.size() == 2) {
      round.totals = {{round.candidates[0], Text(runoff.for_first)},
                      {round.candidates[1], Text(runoff.for_second)}};
      int64_t cast = 0;
      for (const Ballot& ballot : election.ballots) cast += ballot.count;
      round.figures = {{"equal", Text(cast - runoff.for_first - runoff.for_second)}};
    }
    result.rounds.push_back(std::move(round));
    AddTies(runoff.ties, standing, result);
    result.winners.push_back(standing.candidates[runoff.winner]);
    among.erase(std::find(among.begin(), among.end(), runoff.winner));
  }
  result.unfilled = seats - static_cast<int>(result.winners.size());
  return result;
}

}  // namespace assent::counting
