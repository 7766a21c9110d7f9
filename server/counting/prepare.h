// From an election to what the rules compute with: withdrawn candidates are gone, and equal ballots
// are one.

#ifndef ASSENT_SERVER_COUNTING_PREPARE_H_
#define ASSENT_SERVER_COUNTING_PREPARE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/counting/ballots.h"
#include "server/counting/options.h"
#include "server/counting/result.h"

namespace assent::counting {

// Those that stand, by place in the election, and each one's place among them (-1: withdrawn).
struct Standing {
  std::vector<int> candidates;
  std::vector<int> place;
  std::vector<int32_t> lot;  // per standing candidate its place in the lot, 0 first
  std::vector<int> Names(const std::vector<int>& standing) const;
};

// kInvalidArgument past the limits of limits.h, or where a ballot names nobody's place or somebody
// twice.
absl::Status CheckElection(const Election& election);
// Fails as CheckElection does, with too many seats, or if the lot names nobody's place or somebody
// twice.
absl::StatusOr<Standing> StandingOf(const Election& election, const Options& options);
// Options', the election's, or one: at least 1.
int SeatsOf(const Election& election, const Options& options);

// Whom each ballot approves of. Of scores: who has points; of rankings: the first group, and with
// more than two levels kInvalidArgument, or, if `all_ranked`, everybody who is ranked.
struct Approvals {
  std::vector<int64_t> weight;  // of distinct ballots, those that approve of nobody too
  std::vector<std::vector<int32_t>> supporters;  // per standing candidate
  std::vector<int64_t> votes;                    // the same
};
absl::StatusOr<Approvals> ApprovalsOf(const Election& election, const Standing& standing,
                                      bool all_ranked);

// Who is preferred: of standing candidates, by rank or by score. kResourceExhausted: kMostPairs.
absl::StatusOr<Matrix> MatrixOf(const Election& election, const Standing& standing);
// The same with all candidates in it.
Matrix FullMatrix(const Matrix& matrix, const Election& election, const Standing& standing);

// Seats from tiers, the best first; in a tier the lot decides, and a tie that mattered is added.
void ElectFromTiers(const std::vector<std::vector<int>>& tiers, const Standing& standing, int seats,
                    Result& result);

// As decimal text.
std::string Text(int64_t number);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_PREPARE_H_
