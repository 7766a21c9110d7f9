// The roads that a rule may take (section 4, colab_vote: "members first choose by
// Condorcet"), by every path from one to another.

#include <algorithm>
#include <utility>

#include "tests/lives/naive_life.h"

namespace assent::test {
namespace {

// How many put one road above another, and how many, counted below nothing, the other way
// round: what is more of the first, then of the second, is stronger.
using Strength = std::pair<int, int>;
using Table = std::vector<std::vector<int>>;

Strength DirectStrength(const Table& above, int one, int other) {
  if (above[one][other] <= above[other][one]) return {0, 0};
  return {above[one][other], -above[other][one]};
}

// The strongest of all paths from `at` to `to` that pass through nothing twice; a path is
// as strong as its weakest defeat.
Strength StrongestPath(const Table& above, int at, int to, std::vector<int> passed) {
  passed.push_back(at);
  Strength best = DirectStrength(above, at, to);
  for (int next = 0; next < static_cast<int>(above.size()); ++next) {
    if (next == to || std::count(passed.begin(), passed.end(), next) > 0) continue;
    const Strength here = DirectStrength(above, at, next);
    if (here.first == 0) continue;
    const Strength rest = StrongestPath(above, next, to, passed);
    if (rest.first > 0) best = std::max(best, std::min(here, rest));
  }
  return best;
}

// What is named comes before what is not; of what is named, the first before the others.
bool IsAbove(const std::vector<int>& ranking, int one, int other) {
  const auto place = [&](int road) { return std::find(ranking.begin(), ranking.end(), road); };
  return place(one) < place(other);
}

}  // namespace

bool NaiveLife::ChoosesRoads() const {
  return IsAsked() && blocked_in_ < 0 && waiting_ < 0 && phase(phase_).has_roads();
}

// The one that no other defeats, be it by way of others: if there is one alone.
void NaiveLife::CountRoads() {
  const int roads = phase(phase_).roads().options_size();
  Table above(roads, std::vector<int>(roads, 0));
  bool any = false;
  for (const auto& [voice, ballot] : ballots_) {
    any = any || !ballot.ranking.empty();
    for (int one = 0; one < roads; ++one) {
      for (int other = 0; other < roads; ++other) {
        if (IsAbove(ballot.ranking, one + 1, other + 1)) ++above[one][other];
      }
    }
  }
  std::vector<int> undefeated;
  for (int one = 0; one < roads; ++one) {
    bool defeated = false;
    for (int other = 0; other < roads; ++other) {
      defeated = defeated || (one != other && StrongestPath(above, other, one, {}) >
                                                  StrongestPath(above, one, other, {}));
    }
    if (!defeated) undefeated.push_back(one + 1);
  }
  const bool alone = any && undefeated.size() == 1;
  chosen_ = alone ? undefeated.front() : 0;
  // A lot that decides: the first of those that tie.
  if (mistake_ == Mistake::kLotTakesRoad && any) chosen_ = undefeated.front();
}

// What was said of the roads is no position on the proposal.
void NaiveLife::CloseRoads() {
  asked_since_ = words_.size();
  ballots_open_ = false;
}

}  // namespace assent::test
