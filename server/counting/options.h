// How to count: which method, and what its rule leaves open.

#ifndef ASSENT_SERVER_COUNTING_OPTIONS_H_
#define ASSENT_SERVER_COUNTING_OPTIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "server/counting/schwartz.h"
#include "server/counting/spending.h"

namespace assent::counting {

// What a ballot that ranks several alike comes to, where a rule knows only one after the other.
enum class Overvote {
  kRefuse,   // the election is not counted
  kExhaust,  // the ballot counts up to there
  kSkip,     // that place is passed over
};

struct Options {
  int seats = 0;  // 0: as the election says, else 1
  // Candidates, the first drawn first: it wins a lot. Who is not named comes after, in the order of
  // the election. None at all: Election::lot_order.
  std::vector<int> lot_order;
  // scottish-stv, meek, irv. Unset: irv exhausts; the others refuse, but for a mark of the file
  // that says no more than that it was an overvote: that exhausts.
  std::optional<Overvote> overvote;
  bool stop_at_skipped = false;  // the same: a ballot ends where a place is left empty
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
