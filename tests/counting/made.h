// Small random elections from a seed, voter by voter: with ties, equal ranks and ballots cut short.

#ifndef ASSENT_TESTS_COUNTING_MADE_H_
#define ASSENT_TESTS_COUNTING_MADE_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <random>
#include <vector>

#include "tests/counting/slow.h"

namespace assent::test {

class Dice {
 public:
  explicit Dice(uint32_t seed) : engine_(seed) {}

  int Below(int bound) { return static_cast<int>(engine_() % static_cast<uint32_t>(bound)); }
  int From(int low, int high) { return low + Below(high - low + 1); }
  std::vector<int> Order(int count) {
    std::vector<int> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    for (int i = count - 1; i > 0; --i) std::swap(order[i], order[Below(i + 1)]);
    return order;
  }
  slow::Ranking Ranking(int candidates) {
    slow::Ranking ranking;
    for (const int who : Order(candidates)) {
      if (Below(6) == 0) break;
      if (ranking.empty() || Below(3) > 0) ranking.emplace_back();
      ranking.back().push_back(who);
    }
    return ranking;
  }
  std::vector<int> Approved(int candidates) {
    std::vector<int> approved;
    for (int who = 0; who < candidates; ++who) {
      if (Below(5) < 2) approved.push_back(who);
    }
    return approved;
  }

 private:
  std::mt19937 engine_;
};

// Equal ones as one, and how many there are of each.
template <typename Ballot>
std::vector<std::pair<Ballot, int64_t>> Merged(const std::vector<Ballot>& voters) {
  std::map<Ballot, int64_t> counts;
  for (const Ballot& ballot : voters) ++counts[ballot];
  return {counts.begin(), counts.end()};
}

// Per candidate its place in an order.
template <typename Place>
std::vector<Place> Places(const std::vector<int>& order) {
  std::vector<Place> places(order.size());
  for (size_t i = 0; i < order.size(); ++i) places[order[i]] = static_cast<Place>(i);
  return places;
}

}  // namespace assent::test

#endif  // ASSENT_TESTS_COUNTING_MADE_H_
