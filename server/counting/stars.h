// Scores: who has most, and STAR, score then automatic runoff. Ties of scores: head to head, again
// and again without those that lost most of their match-ups; then most top scores; then the lot
// (starvoting.org/ties, official protocol).

#ifndef ASSENT_SERVER_COUNTING_STARS_H_
#define ASSENT_SERVER_COUNTING_STARS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/counting/pairwise.h"

namespace assent::counting {

// What scores come to. Who is scored higher is preferred; no score is 0.
struct ScoreTotals {
  std::vector<int64_t> score;  // per candidate
  std::vector<int64_t> top;    // ballots with the highest score that can be given
  Matrix preferred;
  std::vector<int> lot;  // its place, 0 first
};

// Several candidates that a step could not tell apart, and what did.
struct ScoreTie {
  std::vector<int> tied;
  std::vector<int> taken;  // of them, the best first
  enum class By { kHeadToHead, kTopScores, kScore, kLot } by = By::kLot;
};

// The `count` best of `among` by score, the best first; ties that mattered are added to `ties`.
std::vector<int> BestByScore(const ScoreTotals& totals, std::vector<int> among, int count,
                             std::vector<ScoreTie>& ties);

struct StarRunoff {
  std::vector<int> finalists;  // the higher score first; one where there is only one candidate
  int64_t for_first = 0;       // ballots that score it higher than the other
  int64_t for_second = 0;
  int winner = 0;
  std::vector<ScoreTie> ties;  // for the final places, then in the runoff
};
// One seat, among these: at least one.
StarRunoff RunOff(const ScoreTotals& totals, const std::vector<int>& among);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_STARS_H_
