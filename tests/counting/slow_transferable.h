// Second counts of single transferable votes and instant runoffs: every ballot by itself, each
// stage from the front, candidates by number from 0, withdrawn ones marked.

#ifndef ASSENT_TESTS_COUNTING_SLOW_TRANSFERABLE_H_
#define ASSENT_TESTS_COUNTING_SLOW_TRANSFERABLE_H_

#include <cstdint>
#include <vector>

namespace assent::test::slow {

struct Contest {
  int candidates = 0;
  int seats = 1;
  std::vector<bool> withdrawn;
  std::vector<std::vector<int>> voters;  // the best first
  std::vector<int> lot;                  // candidates, who is drawn first in front
};

struct Outcome {
  std::vector<int> winners;  // in order
  // Per stage and candidate, in 10^-5, 10^-9 and whole votes; -1: not in it.
  std::vector<std::vector<int64_t>> stages;

  bool operator==(const Outcome& other) const {
    return winners == other.winners && stages == other.stages;
  }
};

Outcome Scottish(const Contest& contest);
// `round_up` false: a slip, keep factors are cut off.
Outcome Meek(const Contest& contest, bool round_up);
Outcome Runoff(const Contest& contest);

}  // namespace assent::test::slow

#endif  // ASSENT_TESTS_COUNTING_SLOW_TRANSFERABLE_H_
