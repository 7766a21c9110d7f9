#include "server/counting/stars.h"

#include <algorithm>
#include <utility>

namespace assent::counting {
namespace {

// `count` of `tied`, fewer than all, in this order of rules; `by` is the last that was needed.
std::vector<int> Take(const ScoreTotals& totals, std::vector<int> tied, size_t count,
                      ScoreTie::By& by) {
  while (true) {
    std::vector<int> losses;
    for (const int i : tied) {
      losses.push_back(static_cast<int>(std::count_if(tied.begin(), tied.end(), [&](int j) {
        return totals.preferred[j][i] > totals.preferred[i][j];
      })));
    }
    const int most = *std::max_element(losses.begin(), losses.end());
    std::vector<int> stay;
    std::vector<int> lost;
    for (size_t i = 0; i < tied.size(); ++i) (losses[i] < most ? stay : lost).push_back(tied[i]);
    if (stay.size() == count) return stay;
    if (stay.empty()) break;
    if (stay.size() > count) {
      tied = std::move(stay);
      continue;
    }
    const std::vector<int> more = Take(totals, std::move(lost), count - stay.size(), by);
    stay.insert(stay.end(), more.begin(), more.end());
    return stay;
  }
  std::sort(tied.begin(), tied.end(), [&](int a, int b) {
    return totals.top[a] != totals.top[b] ? totals.top[a] > totals.top[b]
                                          : totals.lot[a] < totals.lot[b];
  });
  const bool by_lot = totals.top[tied[count - 1]] == totals.top[tied[count]];
  by = by_lot ? ScoreTie::By::kLot : ScoreTie::By::kTopScores;
  tied.resize(count);
  return tied;
}

// `count` of those with one score, when there are more of them.
std::vector<int> TakeOf(const ScoreTotals& totals, const std::vector<int>& tied, size_t count,
                        std::vector<ScoreTie>& ties) {
  ScoreTie tie;
  tie.tied = tied;
  tie.by = ScoreTie::By::kHeadToHead;
  tie.taken = Take(totals, tied, count, tie.by);
  ties.push_back(tie);
  return tie.taken;
}

}  // namespace

std::vector<int> BestByScore(const ScoreTotals& totals, std::vector<int> among, int count,
                             std::vector<ScoreTie>& ties) {
  std::vector<int> best;
  auto open = std::min<size_t>(static_cast<size_t>(count), among.size());
  while (open > 0) {
    int64_t most = totals.score[among.front()];
    for (const int i : among) most = std::max(most, totals.score[i]);
    std::vector<int> tied;
    std::vector<int> rest;
    for (const int i : among) (totals.score[i] == most ? tied : rest).push_back(i);
    // One after the other, so that the order of election is decided by the same rules.
    while (!tied.empty() && open > 0) {
      const int next = tied.size() == 1 ? tied.front() : TakeOf(totals, tied, 1, ties).front();
      best.push_back(next);
      tied.erase(std::find(tied.begin(), tied.end(), next));
      --open;
    }
    among = std::move(rest);
  }
  return best;
}

StarRunoff RunOff(const ScoreTotals& totals, const std::vector<int>& among) {
  StarRunoff runoff;
  // Two that tie for both places need no tie-breaking: both are in.
  std::vector<int> first;
  int64_t most = totals.score[among.front()];
  for (const int i : among) most = std::max(most, totals.score[i]);
  for (const int i : among) {
    if (totals.score[i] == most) first.push_back(i);
  }
  if (first.size() >= 2) {
    runoff.finalists = first.size() == 2 ? first : TakeOf(totals, first, 2, runoff.ties);
  } else {
    runoff.finalists = BestByScore(totals, among, 2, runoff.ties);
  }
  runoff.winner = runoff.finalists.front();
  if (runoff.finalists.size() < 2) return runoff;
  const int a = runoff.finalists[0];
  const int b = runoff.finalists[1];
  runoff.for_first = totals.preferred[a][b];
  runoff.for_second = totals.preferred[b][a];
  if (runoff.for_first != runoff.for_second) {
    runoff.winner = runoff.for_first > runoff.for_second ? a : b;
    return runoff;
  }
  ScoreTie tie{.tied = {a, b}, .taken = {}};
  if (totals.score[a] != totals.score[b]) {
    runoff.winner = totals.score[a] > totals.score[b] ? a : b;
    tie.by = ScoreTie::By::kScore;
  } else if (totals.top[a] != totals.top[b]) {
    runoff.winner = totals.top[a] > totals.top[b] ? a : b;
    tie.by = ScoreTie::By::kTopScores;
  } else {
    runoff.winner = totals.lot[a] < totals.lot[b] ? a : b;
    tie.by = ScoreTie::By::kLot;
  }
  tie.taken = {runoff.winner};
  runoff.ties.push_back(std::move(tie));
  return runoff;
}

}  // namespace assent::counting
