// Ranked pairs: Tideman 1987, ties by an order drawn before (Zavist and Tideman 1989). Defeats are
// locked from the strongest on, without those that would close a circle.

#include <algorithm>

#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"

namespace assent::counting {
namespace {

Defeat Named(const Defeat& defeat, const Standing& standing) {
  return {standing.candidates[defeat.winner], standing.candidates[defeat.loser], defeat.votes,
          defeat.against};
}

}  // namespace

absl::StatusOr<Result> CountRankedPairs(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  if (election.kind == BallotKind::kApprovals) {
    return absl::InvalidArgumentError("ranked-pairs counts rankings or scores, not approvals");
  }
  ASSENT_ASSIGN_OR_RETURN(const Matrix matrix, MatrixOf(election, standing));
  Result result;
  result.matrix = FullMatrix(matrix, election, standing);
  const std::vector<int> lot(standing.lot.begin(), standing.lot.end());
  const auto pairs = RankPairs(matrix, options.strength, lot);
  for (const RankedPair& pair : pairs) {
    const Defeat defeat = Named(pair.defeat, standing);
    Round round;
    round.what = pair.locked ? "locked" : "dropped";
    round.candidates = {defeat.winner, defeat.loser};
    round.defeats = {defeat};
    if (pair.dropped_by_lot) {
      result.ties.push_back({.round = static_cast<int>(result.rounds.size()),
                             .tied = {defeat.winner, defeat.loser},
                             .chosen = {},
                             .broken_by = "lot between defeats of one strength"});
    }
    result.rounds.push_back(std::move(round));
  }
  const int count = static_cast<int>(matrix.size());
  ElectFromTiers(RankedPairsTiers(count, pairs), standing, SeatsOf(election, options), result);
  return result;
}

}  // namespace assent::counting
