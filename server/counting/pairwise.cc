#include "server/counting/pairwise.h"

#include <algorithm>
#include <functional>
#include <tuple>

namespace assent::counting {
namespace {

using Reach = std::vector<std::vector<bool>>;

// Whom each reaches over one or more steps.
Reach Closure(Reach reach) {
  const size_t count = reach.size();
  for (size_t via = 0; via < count; ++via) {
    for (size_t from = 0; from < count; ++from) {
      if (!reach[from][via]) continue;
      for (size_t to = 0; to < count; ++to) reach[from][to] = reach[from][to] || reach[via][to];
    }
  }
  return reach;
}

// Adds from → to to a closure. Who reaches `to` already reaches nobody new: all calls together look
// at a row for each new pair, count³ steps at most.
void Lock(Reach& reach, int from, int to) {
  const int count = static_cast<int>(reach.size());
  for (int i = 0; i < count; ++i) {
    if (reach[i][to] || (i != from && !reach[i][from])) continue;
    for (int j = 0; j < count; ++j) {
      if (j == to || reach[to][j]) reach[i][j] = true;
    }
  }
}

// Those that none of the rest beats come first. `beats` has no circles.
std::vector<std::vector<int>> Tiers(int count, const std::function<bool(int, int)>& beats) {
  std::vector<std::vector<int>> tiers;
  std::vector<int> rest(count);
  for (int i = 0; i < count; ++i) rest[i] = i;
  while (!rest.empty()) {
    std::vector<int> tier;
    std::vector<int> later;
    for (const int i : rest) {
      const bool beaten = std::any_of(rest.begin(), rest.end(), [&](int j) { return beats(j, i); });
      (beaten ? later : tier).push_back(i);
    }
    tiers.push_back(std::move(tier));
    rest = std::move(later);
  }
  return tiers;
}

}  // namespace

Link LinkOf(const Matrix& matrix, int i, int j, Strength strength) {
  const int64_t votes = matrix[i][j];
  const int64_t against = matrix[j][i];
  if (votes <= against) return {};
  switch (strength) {
    case Strength::kWinningThenAgainst:
      return {votes, -against};
    case Strength::kWinning:
      return {votes, 0};
    case Strength::kMargins:
      break;
  }
  return {votes - against, 0};
}

std::vector<std::vector<Link>> StrongestPaths(const Matrix& matrix, Strength strength) {
  const int count = static_cast<int>(matrix.size());
  std::vector<std::vector<Link>> paths(count, std::vector<Link>(count));
  for (int i = 0; i < count; ++i) {
    for (int j = 0; j < count; ++j) {
      if (i != j) paths[i][j] = LinkOf(matrix, i, j, strength);
    }
  }
  for (int via = 0; via < count; ++via) {
    for (int i = 0; i < count; ++i) {
      if (i == via) continue;
      for (int j = 0; j < count; ++j) {
        if (j == via || j == i) continue;
        paths[i][j] = std::max(paths[i][j], std::min(paths[i][via], paths[via][j]));
      }
    }
  }
  return paths;
}

std::vector<std::vector<int>> SchulzeTiers(const std::vector<std::vector<Link>>& paths) {
  return Tiers(static_cast<int>(paths.size()),
               [&](int i, int j) { return paths[i][j] > paths[j][i]; });
}

std::vector<Defeat> Defeats(const Matrix& matrix) {
  std::vector<Defeat> defeats;
  const int count = static_cast<int>(matrix.size());
  for (int i = 0; i < count; ++i) {
    for (int j = 0; j < count; ++j) {
      if (matrix[i][j] > matrix[j][i]) defeats.push_back({i, j, matrix[i][j], matrix[j][i]});
    }
  }
  return defeats;
}

std::vector<RankedPair> RankPairs(const Matrix& matrix, Strength strength,
                                  const std::vector<int>& lot) {
  std::vector<Defeat> defeats = Defeats(matrix);
  const auto link = [&](const Defeat& defeat) {
    return LinkOf(matrix, defeat.winner, defeat.loser, strength);
  };
  std::sort(defeats.begin(), defeats.end(), [&](const Defeat& a, const Defeat& b) {
    const Link of_a = link(a);
    const Link of_b = link(b);
    if (of_a != of_b) return of_a > of_b;
    return std::tuple(lot[a.winner], -lot[a.loser]) < std::tuple(lot[b.winner], -lot[b.loser]);
  });
  const size_t count = matrix.size();
  Reach reach(count, std::vector<bool>(count));
  Reach stronger = reach;  // as it was before the defeats of this strength
  std::vector<RankedPair> pairs;
  for (size_t i = 0; i < defeats.size(); ++i) {
    const bool first = i == 0 || link(defeats[i]) != link(defeats[i - 1]);
    const bool alone =
        first && (i + 1 == defeats.size() || link(defeats[i]) != link(defeats[i + 1]));
    if (first && !alone) stronger = reach;
    RankedPair pair{.defeat = defeats[i]};
    pair.locked = !reach[pair.defeat.loser][pair.defeat.winner];
    pair.dropped_by_lot =
        !alone && !pair.locked && !stronger[pair.defeat.loser][pair.defeat.winner];
    if (pair.locked) Lock(reach, pair.defeat.winner, pair.defeat.loser);
    pairs.push_back(pair);
  }
  return pairs;
}

std::vector<std::vector<int>> RankedPairsTiers(int candidates,
                                               const std::vector<RankedPair>& pairs) {
  Reach beats(candidates, std::vector<bool>(candidates));
  for (const RankedPair& pair : pairs) {
    if (pair.locked) beats[pair.defeat.winner][pair.defeat.loser] = true;
  }
  return Tiers(candidates, [&](int i, int j) { return beats[i][j]; });
}

std::vector<bool> SchwartzSet(int candidates, const std::vector<Defeat>& defeats) {
  Reach reach(candidates, std::vector<bool>(candidates));
  for (const Defeat& defeat : defeats) reach[defeat.winner][defeat.loser] = true;
  reach = Closure(std::move(reach));
  std::vector<bool> schwartz(candidates, true);
  for (int i = 0; i < candidates; ++i) {
    for (int j = 0; j < candidates; ++j) {
      if (reach[j][i] && !reach[i][j]) schwartz[i] = false;
    }
  }
  return schwartz;
}

int CondorcetWinner(const Matrix& matrix, const std::vector<int>& among) {
  for (const int i : among) {
    if (std::all_of(among.begin(), among.end(),
                    [&](int j) { return i == j || matrix[i][j] > matrix[j][i]; })) {
      return i;
    }
  }
  return -1;
}

}  // namespace assent::counting
