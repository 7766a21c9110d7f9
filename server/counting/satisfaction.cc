#include "server/counting/satisfaction.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace assent::counting {
namespace {

class Search {
 public:
  explicit Search(const PavProblem& problem)
      : problem_(problem), elected_of_(problem.weight.size()) {
    for (int64_t j = 2; j <= problem.seats; ++j) result_.unit = std::lcm(result_.unit, j);
  }

  PavResult Run() {
    best_ = Greedy();
    Descend(0, 0);
    result_.score = best_;
    return std::move(result_);
  }

 private:
  // What electing this candidate, too, adds.
  absl::int128 Gain(int32_t candidate) const {
    absl::int128 gain = 0;
    for (const int32_t ballot : problem_.supporters[candidate]) {
      gain += absl::int128(problem_.weight[ballot]) * (result_.unit / (elected_of_[ballot] + 1));
    }
    return gain;
  }

  void Elect(int32_t candidate, int by) {
    for (const int32_t ballot : problem_.supporters[candidate]) elected_of_[ballot] += by;
  }

  // A score that some committee has: whatever cannot reach it need not be looked at.
  absl::int128 Greedy() {
    std::vector<int32_t> rest = problem_.by_lot;
    std::vector<int32_t> elected;
    absl::int128 score = 0;
    while (static_cast<int>(elected.size()) < problem_.seats) {
      const auto best = std::max_element(
          rest.begin(), rest.end(), [this](int32_t a, int32_t b) { return Gain(a) < Gain(b); });
      score += Gain(*best);
      Elect(*best, 1);
      elected.push_back(*best);
      rest.erase(best);
    }
    for (const int32_t candidate : elected) Elect(candidate, -1);
    return score;
  }

  // What the open seats can add at most: gains only shrink as others are elected.
  absl::int128 AtMost(size_t from, size_t open) const {
    std::vector<absl::int128> gains;
    for (size_t i = from; i < problem_.by_lot.size(); ++i)
      gains.push_back(Gain(problem_.by_lot[i]));
    std::partial_sort(gains.begin(), gains.begin() + static_cast<ptrdiff_t>(open), gains.end(),
                      std::greater<>());
    gains.resize(open);
    return std::accumulate(gains.begin(), gains.end(), absl::int128(0));
  }

  // Candidates before `from` in the lot are decided. With before without, so that committees come
  // in the order of the lot.
  void Descend(size_t from, absl::int128 score) {
    const size_t open = static_cast<size_t>(problem_.seats) - chosen_.size();
    if (open == 0) return Take(score);
    if (result_.given_up || problem_.by_lot.size() - from < open) return;
    if (++nodes_ > kMostPavNodes) {
      result_.given_up = true;
      return;
    }
    const absl::int128 most = score + AtMost(from, open);
    const bool full = static_cast<int>(result_.committees.size()) >= kMostPavTies;
    if (most < best_ || (full && most == best_)) return;
    const int32_t candidate = problem_.by_lot[from];
    const absl::int128 gain = Gain(candidate);
    Elect(candidate, 1);
    chosen_.push_back(candidate);
    Descend(from + 1, score + gain);
    chosen_.pop_back();
    Elect(candidate, -1);
    Descend(from + 1, score);
  }

  void Take(absl::int128 score) {
    if (score < best_) return;
    if (score > best_) result_.committees.clear();
    best_ = score;
    if (static_cast<int>(result_.committees.size()) < kMostPavTies)
      result_.committees.push_back(chosen_);
  }

  const PavProblem& problem_;
  std::vector<int64_t> elected_of_;  // per ballot
  std::vector<int32_t> chosen_;
  absl::int128 best_ = 0;
  int64_t nodes_ = 0;
  PavResult result_;
};

}  // namespace

PavResult BestCommittees(const PavProblem& problem) { return Search(problem).Run(); }

}  // namespace assent::counting
