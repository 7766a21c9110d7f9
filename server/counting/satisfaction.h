// Proportional approval voting, exactly: the committee of the most satisfaction, where a ballot of
// which j are elected counts 1 + 1/2 + … + 1/j (Thiele 1895; Lackner and Skowron 2023, rule 2).
// Exponential: for small cases, by branch and bound.

#ifndef ASSENT_SERVER_COUNTING_SATISFACTION_H_
#define ASSENT_SERVER_COUNTING_SATISFACTION_H_

#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "server/base/limits.h"

namespace assent::counting {

struct PavProblem {
  std::vector<int64_t> weight;                   // of the distinct ballots
  std::vector<std::vector<int32_t>> supporters;  // per candidate: ballots
  std::vector<int32_t> by_lot;                   // candidates, the first in the lot first
  int seats = 0;                                 // at most kMostPavSeats and candidates
};

struct PavResult {
  bool given_up = false;  // after kMostPavNodes
  // The best committee first in the lot, and all that are as good, up to kMostPavTies; each in the
  // order of the lot.
  std::vector<std::vector<int32_t>> committees;
  // Satisfaction = score / unit, and unit is the least common multiple of 1, …, seats.
  absl::int128 score = 0;
  int64_t unit = 1;
};
PavResult BestCommittees(const PavProblem& problem);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_SATISFACTION_H_
