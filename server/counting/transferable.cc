#include "server/counting/transferable.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace assent::counting {

std::string Decimal(int64_t number, int places) {
  std::string digits = absl::StrCat(number);
  const auto wanted = static_cast<size_t>(places) + 1;
  if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - static_cast<size_t>(places), ".");
  return digits;
}

std::vector<std::pair<int, std::string>> Gains(const std::vector<int64_t>& before,
                                               const std::vector<int64_t>& now, int places,
                                               const Standing& standing) {
  std::vector<std::pair<int, std::string>> gains;
  for (size_t who = 0; who < before.size(); ++who) {
    if (now[who] <= before[who]) continue;
    gains.emplace_back(standing.candidates[who], Decimal(now[who] - before[who], places));
  }
  return gains;
}

int FirstInLot(const std::vector<int>& tied, const Standing& standing) {
  return *std::min_element(tied.begin(), tied.end(),
                           [&](int a, int b) { return standing.lot[a] < standing.lot[b]; });
}

std::vector<int> Continuing(const std::vector<Fate>& fate) {
  std::vector<int> continuing;
  for (size_t who = 0; who < fate.size(); ++who) {
    if (fate[who] == Fate::kContinuing) continuing.push_back(static_cast<int>(who));
  }
  return continuing;
}

int DrawLot(const std::vector<int>& tied, const Standing& standing, size_t round, Result& result) {
  if (tied.size() == 1) return tied.front();
  const int chosen = FirstInLot(tied, standing);
  result.ties.push_back({.round = static_cast<int>(round),
                         .tied = standing.Names(tied),
                         .chosen = standing.Names({chosen}),
                         .broken_by = "lot"});
  return chosen;
}

std::vector<int> Extreme(const std::vector<int>& among, const std::vector<int64_t>& numbers,
                         bool highest) {
  std::vector<int> extreme;
  for (const int who : among) {
    if (!extreme.empty()) {
      const int64_t best = numbers[extreme.front()];
      if (numbers[who] != best && (numbers[who] > best) != highest) continue;
      if (numbers[who] != best) extreme.clear();
    }
    extreme.push_back(who);
  }
  return extreme;
}

}  // namespace assent::counting
