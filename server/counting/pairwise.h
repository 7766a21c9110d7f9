// Who is preferred to whom: what schulze, ranked-pairs and debian start from, and STAR's runoff.
// Unranked is below ranked; equal ranks, and two unranked, count for neither side.

#ifndef ASSENT_SERVER_COUNTING_PAIRWISE_H_
#define ASSENT_SERVER_COUNTING_PAIRWISE_H_

#include <cstdint>
#include <vector>

namespace assent::counting {

// [i][j]: ballots that prefer i to j.
using Matrix = std::vector<std::vector<int64_t>>;

// What makes one defeat stronger than another.
enum class Strength {
  kWinningThenAgainst,  // more votes for it, then fewer against
  kWinning,             // more votes for it
  kMargins,             // a larger difference
};

// How strong i's defeat of j is, or a path of such, which is as strong as its weakest; {0, 0} for
// none. Compared as pairs, the larger is the stronger.
struct Link {
  int64_t first = 0;
  int64_t second = 0;
  friend auto operator<=>(const Link&, const Link&) = default;
};
Link LinkOf(const Matrix& matrix, int i, int j, Strength strength);

// The strongest paths (Schulze 2011, section 2.3.1): [i][j] from i to j.
std::vector<std::vector<Link>> StrongestPaths(const Matrix& matrix, Strength strength);

// Candidates in tiers: first those that no other beats by its paths, then of the rest, and so on.
std::vector<std::vector<int>> SchulzeTiers(const std::vector<std::vector<Link>>& paths);

// A defeat: `winner` has more votes against `loser` than the other way round.
struct Defeat {
  int winner = 0;
  int loser = 0;
  int64_t votes = 0;    // for it
  int64_t against = 0;  // the others
};
std::vector<Defeat> Defeats(const Matrix& matrix);

// A defeat that ranked pairs looked at, in this order.
struct RankedPair {
  Defeat defeat;
  bool locked = false;  // else it would have closed a circle
  // A defeat of the same strength came before it by lot, and so this one is dropped: the lot
  // mattered.
  bool dropped_by_lot = false;
};
// `lot`: per candidate its place, 0 first. Among defeats as strong, that of the candidate first in
// the lot comes first, and of one candidate's those over the last in the lot (Zavist and Tideman).
std::vector<RankedPair> RankPairs(const Matrix& matrix, Strength strength,
                                  const std::vector<int>& lot);
// Candidates in tiers: those that nothing locked is against, then of the rest, and so on.
std::vector<std::vector<int>> RankedPairsTiers(int candidates,
                                               const std::vector<RankedPair>& pairs);

// Whether each candidate is in the Schwartz set of these defeats: all that beat it, over others,
// it beats, over others, too (Debian Constitution A.6.6).
std::vector<bool> SchwartzSet(int candidates, const std::vector<Defeat>& defeats);

// The candidate that beats every other; -1 if there is none. Of `among` only.
int CondorcetWinner(const Matrix& matrix, const std::vector<int>& among);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_PAIRWISE_H_
