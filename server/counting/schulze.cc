// Schulze: Social Choice and Welfare 36 (2011). A candidate beats another if its strongest path is
// stronger than the one back; strength is votes for, then fewer against, unless options say else.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"

namespace assent::counting {

absl::StatusOr<Result> CountSchulze(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  if (election.kind == BallotKind::kApprovals) {
    return absl::InvalidArgumentError("schulze counts rankings or scores, not approvals");
  }
  ASSENT_ASSIGN_OR_RETURN(const Matrix matrix, MatrixOf(election, standing));
  const auto paths = StrongestPaths(matrix, options.strength);
  Result result;
  result.matrix = FullMatrix(matrix, election, standing);
  const size_t all = election.candidates.size();
  result.paths.assign(all, std::vector<Link>(all));
  for (size_t i = 0; i < paths.size(); ++i) {
    for (size_t j = 0; j < paths.size(); ++j) {
      result.paths[standing.candidates[i]][standing.candidates[j]] = paths[i][j];
    }
  }
  const auto tiers = SchulzeTiers(paths);
  for (const std::vector<int>& tier : tiers) {
    Round round;
    round.what = "ranked";
    round.candidates = standing.Names(tier);
    result.rounds.push_back(std::move(round));
  }
  ElectFromTiers(tiers, standing, SeatsOf(election, options), result);
  return result;
}

}  // namespace assent::counting
