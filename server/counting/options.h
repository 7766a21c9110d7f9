// How to count: which method, and what its rule leaves open.

#ifndef ASSENT_SERVER_COUNTING_OPTIONS_H_
#define ASSENT_SERVER_COUNTING_OPTIONS_H_

#include <cstdint>
#include <map>
#include <vector>

#include "server/counting/schwartz.h"
#include "server/counting/spending.h"

namespace assent::counting {

struct Options {
  int seats = 0;  // 0: as the election says, else 1
  // Candidates, the first drawn first: it wins a lot. Who is not named comes after, in the order of
  // the election; none at all: that order.
  std::vector<int> lot_order;
  Strength strength = Strength::kWinningThenAgainst;  // schulze, ranked-pairs
  int default_option = -1;                            // debian: from 0; -1: the last
  Threshold quorum;                                   // debian
  std::map<int, Threshold> majority;                  // debian, by option; else 1
  bool strict_majority = false;                       // debian: the rule before 2016
  Completion completion = Completion::kNone;          // equal-shares, of a budget
  int64_t increment = 0;                              // equal-shares: see BudgetProblem
};

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_OPTIONS_H_
