// The second counts: the rules as they are written, one ballot after the other, without a thought
// for time. What server/counting comes to must be the same.

#ifndef ASSENT_TESTS_COUNTING_SLOW_H_
#define ASSENT_TESTS_COUNTING_SLOW_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "tests/counting/fraction.h"

namespace assent::test::slow {

// A ranking: each group is ranked alike, the best first; who is in none is below them all.
using Ranking = std::vector<std::vector<int>>;
using Rankings = std::vector<Ranking>;

// Ballots one by one; withdrawn candidates are not there.
std::vector<std::vector<int64_t>> Preferred(const Rankings& ballots, int candidates);

enum class By { kWinningThenAgainst, kWinning, kMargins };

// The candidates that the strongest path, tried over every simple path, leaves unbeaten.
std::vector<int> Schulze(const std::vector<std::vector<int64_t>>& preferred, By by);
// Who wins when defeats are locked one after the other, circles looked for by walking. `first` is
// the lot: candidates, the first of it first. The unbeaten one that is first in the lot.
int RankedPairs(const std::vector<std::vector<int64_t>>& preferred, By by,
                const std::vector<int>& first);
// Options that win, with the last as default option; quorum and majority in whole votes.
std::vector<int> Debian(const std::vector<std::vector<int64_t>>& preferred, int default_option,
                        int64_t quorum, const std::vector<int64_t>& majority, bool strictly);

// Voters one by one: whom each approves of.
using Approvals = std::vector<std::vector<int>>;

// What is bought in order with this much for each, and what its richer supporters pay.
std::vector<std::pair<int, Fraction>> EqualShares(const Approvals& voters,
                                                  const std::vector<int64_t>& costs,
                                                  const Fraction& each,
                                                  const std::vector<int>& first);
// Equal shares with steps of `increment`, as equalshares.net has it; what is bought in order.
std::vector<int> Add1(const Approvals& voters, const std::vector<int64_t>& costs, int64_t budget,
                      int64_t increment, const std::vector<int>& first);
// Most votes, then lower cost, then the lot.
std::vector<int> Greedy(const Approvals& voters, const std::vector<int64_t>& costs, int64_t budget,
                        const std::vector<int>& first);
// A committee of equal shares, filled up by Phragmén's rule; without the first part: that rule
// alone.
std::vector<int> Committee(const Approvals& voters, int candidates, int seats, bool shares,
                           const std::vector<int>& first);
// All committees with the most satisfaction.
std::vector<std::vector<int>> BestCommittees(const Approvals& voters, int candidates, int seats);

// Voters one by one: a score for each candidate.
using Scores = std::vector<std::vector<int>>;

// One seat after the other goes to whoever has most approvals, or points, of those left.
std::vector<int> Approval(const Approvals& voters, int candidates, int seats,
                          const std::vector<int>& first);
std::vector<int> Score(const Scores& voters, int candidates, int highest, int seats,
                       const std::vector<int>& first);
// What is left of a budget buys, by most votes and lower cost, what fits.
std::vector<int> FillUp(const Approvals& voters, const std::vector<int64_t>& costs, int64_t budget,
                        std::vector<int> bought, const std::vector<int>& first);

// The winner of STAR.
int Star(const Scores& voters, int candidates, int highest, const std::vector<int>& first);

}  // namespace assent::test::slow

#endif  // ASSENT_TESTS_COUNTING_SLOW_H_
