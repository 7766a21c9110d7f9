// Proportional approval voting, exactly: see satisfaction.h.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/exact.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"
#include "server/counting/satisfaction.h"

namespace assent::counting {

absl::StatusOr<Result> CountPav(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(const Approvals approvals, ApprovalsOf(election, standing, false));
  const int seats = SeatsOf(election, options);
  PavProblem problem;
  problem.weight = approvals.weight;
  problem.supporters = approvals.supporters;
  problem.seats = std::min(seats, static_cast<int>(standing.candidates.size()));
  if (problem.seats > kMostPavSeats) {
    return absl::InvalidArgumentError(absl::StrCat("pav fills at most ", kMostPavSeats, " seats"));
  }
  problem.by_lot.resize(standing.candidates.size());
  for (size_t who = 0; who < standing.lot.size(); ++who) {
    problem.by_lot[standing.lot[who]] = static_cast<int32_t>(who);
  }
  const PavResult best = BestCommittees(problem);
  if (best.given_up) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "there are more than ", kMostPavNodes,
        " committees to compare: use seq-phragmen or equal-shares, or fewer candidates"));
  }
  Result result;
  result.unfilled = seats - problem.seats;
  Round round;
  round.what = "elected";
  for (const std::vector<int32_t>& committee : best.committees) {
    const std::vector<int> named = standing.Names({committee.begin(), committee.end()});
    if (&committee == &best.committees.front()) result.winners = round.candidates = named;
    if (best.committees.size() > 1) {
      result.ties.push_back(
          {.round = 0, .tied = named, .chosen = result.winners, .broken_by = "lot"});
    }
  }
  round.figures = {{"satisfaction", Decimal(Big(best.score), Big(best.unit), 6)}};
  result.rounds.push_back(std::move(round));
  return result;
}

}  // namespace assent::counting
