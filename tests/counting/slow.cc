#include "tests/counting/slow.h"

#include <algorithm>
#include <functional>
#include <set>

namespace assent::test::slow {
namespace {

using Votes = std::vector<std::vector<int64_t>>;

int PlaceIn(const std::vector<int>& first, int who) {
  return static_cast<int>(std::find(first.begin(), first.end(), who) - first.begin());
}

int RankOf(const Ranking& ballot, int who) {
  for (size_t i = 0; i < ballot.size(); ++i) {
    if (std::count(ballot[i].begin(), ballot[i].end(), who) > 0) return static_cast<int>(i);
  }
  return static_cast<int>(ballot.size());
}

// How strong a defeat is; {0, 0}: none.
std::pair<int64_t, int64_t> StrengthOf(const Votes& preferred, int i, int j, By by) {
  const int64_t votes = preferred[i][j];
  const int64_t against = preferred[j][i];
  if (votes <= against) return {0, 0};
  if (by == By::kWinning) return {votes, 0};
  if (by == By::kMargins) return {votes - against, 0};
  return {votes, 1'000'000 - against};
}

// The strongest of all simple paths, each followed to its end.
std::pair<int64_t, int64_t> StrongestPath(const Votes& preferred, int at, int to,
                                          std::set<int> seen, By by) {
  if (at == to) return {1'000'000'000, 0};
  seen.insert(at);
  std::pair<int64_t, int64_t> best = {0, 0};
  for (int next = 0; next < static_cast<int>(preferred.size()); ++next) {
    const auto step = StrengthOf(preferred, at, next, by);
    if (seen.count(next) > 0 || step.first == 0) continue;
    best = std::max(best, std::min(step, StrongestPath(preferred, next, to, seen, by)));
  }
  return best;
}

bool Leads(const std::vector<std::pair<int, int>>& locked, int from, int to) {
  if (from == to) return true;
  return std::any_of(locked.begin(), locked.end(), [&](const auto& pair) {
    return pair.first == from && Leads(locked, pair.second, to);
  });
}

bool Walks(const std::vector<std::pair<int, int>>& defeats, int from, int to, std::set<int> seen) {
  seen.insert(from);
  for (const auto& [winner, loser] : defeats) {
    if (winner != from) continue;
    if (loser == to) return true;
    if (seen.count(loser) == 0 && Walks(defeats, loser, to, seen)) return true;
  }
  return false;
}

// λ of a project for voters with this money; negative if they have not enough.
Fraction Price(const Approvals& voters, const std::vector<Fraction>& money, int project,
               const Fraction& cost) {
  std::vector<Fraction> purses;
  for (size_t i = 0; i < voters.size(); ++i) {
    if (std::count(voters[i].begin(), voters[i].end(), project) > 0) purses.push_back(money[i]);
  }
  std::sort(purses.begin(), purses.end());
  Fraction owed = cost;
  for (size_t i = 0; i < purses.size(); ++i) {
    const Fraction each = owed / Fraction(static_cast<int64_t>(purses.size() - i));
    if (!(purses[i] < each)) return each;
    owed = owed - purses[i];
  }
  return Fraction(-1);
}

int64_t VotesFor(const Approvals& voters, int who) {
  return std::count_if(voters.begin(), voters.end(), [who](const std::vector<int>& approved) {
    return std::count(approved.begin(), approved.end(), who) > 0;
  });
}

bool Approves(const std::vector<int>& approved, int who) {
  return std::count(approved.begin(), approved.end(), who) > 0;
}

struct Bought {
  std::vector<std::pair<int, Fraction>> order;
  std::vector<Fraction> left;  // money of each voter
};

Bought Buy(const Approvals& voters, const std::vector<int64_t>& costs, const Fraction& each,
           const std::vector<int>& first) {
  Bought bought;
  bought.left.assign(voters.size(), each);
  std::set<int> done;
  while (true) {
    int best = -1;
    Fraction best_price;
    for (const int project : first) {
      if (done.count(project) > 0 || VotesFor(voters, project) == 0) continue;
      const Fraction price = Price(voters, bought.left, project, Fraction(costs[project]));
      if (price < Fraction(0)) continue;
      bool better = best < 0;
      if (!better) {
        const Fraction mine = price / Fraction(costs[project]);
        const Fraction theirs = best_price / Fraction(costs[best]);
        better = mine < theirs;
        if (mine == theirs) {
          better =
              costs[project] < costs[best] ||
              (costs[project] == costs[best] && VotesFor(voters, project) > VotesFor(voters, best));
        }
      }
      if (better) {
        best = project;
        best_price = price;
      }
    }
    if (best < 0) return bought;
    done.insert(best);
    bought.order.emplace_back(best, best_price);
    for (size_t i = 0; i < voters.size(); ++i) {
      if (!Approves(voters[i], best)) continue;
      bought.left[i] = bought.left[i] < best_price ? Fraction(0) : bought.left[i] - best_price;
    }
  }
}

int64_t CostOf(const std::vector<int>& projects, const std::vector<int64_t>& costs) {
  int64_t sum = 0;
  for (const int project : projects) sum += costs[project];
  return sum;
}

std::vector<int> OrderOf(const Bought& bought) {
  std::vector<int> order;
  for (const auto& [project, price] : bought.order) order.push_back(project);
  return order;
}

// `count` of those that tie on score: starvoting.org/ties.
std::vector<int> BreakScoreTie(const Votes& preferred, const std::vector<int64_t>& tops,
                               std::vector<int> tied, int count, const std::vector<int>& first) {
  if (static_cast<int>(tied.size()) <= count) return tied;
  int most = 0;
  const auto losses = [&](int i) {
    int lost = 0;
    for (const int j : tied) lost += preferred[j][i] > preferred[i][j] ? 1 : 0;
    return lost;
  };
  for (const int i : tied) most = std::max(most, losses(i));
  std::vector<int> stay;
  std::vector<int> out;
  for (const int i : tied) (losses(i) == most ? out : stay).push_back(i);
  if (stay.empty()) {
    std::sort(out.begin(), out.end(), [&](int a, int b) {
      if (tops[a] != tops[b]) return tops[a] > tops[b];
      return PlaceIn(first, a) < PlaceIn(first, b);
    });
    out.resize(static_cast<size_t>(count));
    return out;
  }
  if (static_cast<int>(stay.size()) >= count)
    return BreakScoreTie(preferred, tops, stay, count, first);
  for (const int i :
       BreakScoreTie(preferred, tops, out, count - static_cast<int>(stay.size()), first)) {
    stay.push_back(i);
  }
  return stay;
}

}  // namespace

Votes Preferred(const Rankings& ballots, int candidates) {
  Votes preferred(candidates, std::vector<int64_t>(candidates));
  for (const Ranking& ballot : ballots) {
    for (int i = 0; i < candidates; ++i) {
      for (int j = 0; j < candidates; ++j) {
        if (RankOf(ballot, i) < RankOf(ballot, j)) ++preferred[i][j];
      }
    }
  }
  return preferred;
}

std::vector<int> Schulze(const Votes& preferred, By by) {
  std::vector<int> winners;
  const int count = static_cast<int>(preferred.size());
  for (int i = 0; i < count; ++i) {
    bool unbeaten = true;
    for (int j = 0; j < count; ++j) {
      if (i == j) continue;
      unbeaten = unbeaten &&
                 StrongestPath(preferred, i, j, {}, by) >= StrongestPath(preferred, j, i, {}, by);
    }
    if (unbeaten) winners.push_back(i);
  }
  return winners;
}

int RankedPairs(const Votes& preferred, By by, const std::vector<int>& first) {
  const int count = static_cast<int>(preferred.size());
  std::vector<std::pair<int, int>> left;
  for (const int i : first) {
    for (auto j = first.rbegin(); j != first.rend(); ++j) {
      if (preferred[i][*j] > preferred[*j][i]) left.emplace_back(i, *j);
    }
  }
  std::vector<std::pair<int, int>> locked;
  while (!left.empty()) {
    // The first of the strongest: `left` is in the order of the lot.
    auto best = left.begin();
    for (auto it = left.begin(); it != left.end(); ++it) {
      if (StrengthOf(preferred, it->first, it->second, by) >
          StrengthOf(preferred, best->first, best->second, by)) {
        best = it;
      }
    }
    if (!Leads(locked, best->second, best->first)) locked.push_back(*best);
    left.erase(best);
  }
  for (const int i : first) {
    if (std::none_of(locked.begin(), locked.end(),
                     [i](const auto& pair) { return pair.second == i; })) {
      return i;
    }
  }
  return count;
}

std::vector<int> Debian(const Votes& preferred, int default_option, int64_t quorum,
                        const std::vector<int64_t>& majority, bool strictly) {
  std::vector<int> left;
  for (int i = 0; i < static_cast<int>(preferred.size()); ++i) {
    const int64_t votes = preferred[i][default_option];
    const int64_t against = preferred[default_option][i];
    const int64_t needed = against * majority[i];
    const bool passes = strictly ? votes > needed : votes >= needed && votes > against;
    if (i == default_option || (votes >= quorum && passes)) left.push_back(i);
  }
  std::vector<std::pair<int, int>> defeats;
  for (const int i : left) {
    for (const int j : left) {
      if (preferred[i][j] > preferred[j][i]) defeats.emplace_back(i, j);
    }
  }
  while (true) {
    std::vector<int> schwartz;
    for (const int i : left) {
      const bool in = std::all_of(left.begin(), left.end(), [&](int j) {
        return Walks(defeats, i, j, {}) || !Walks(defeats, j, i, {});
      });
      if (in) schwartz.push_back(i);
    }
    std::pair<int64_t, int64_t> weakest = {INT64_MAX, 0};
    const auto inside = [&](const std::pair<int, int>& d) {
      return std::count(schwartz.begin(), schwartz.end(), d.first) > 0 &&
             std::count(schwartz.begin(), schwartz.end(), d.second) > 0;
    };
    const auto strength = [&](const std::pair<int, int>& d) {
      return std::pair<int64_t, int64_t>(preferred[d.first][d.second],
                                         -preferred[d.second][d.first]);
    };
    for (const auto& d : defeats) {
      if (inside(d)) weakest = std::min(weakest, strength(d));
    }
    if (weakest.first == INT64_MAX) return schwartz;
    std::vector<std::pair<int, int>> kept;
    for (const auto& d : defeats) {
      if (!inside(d) || strength(d) != weakest) kept.push_back(d);
    }
    defeats = kept;
  }
}

std::vector<std::pair<int, Fraction>> EqualShares(const Approvals& voters,
                                                  const std::vector<int64_t>& costs,
                                                  const Fraction& each,
                                                  const std::vector<int>& first) {
  return Buy(voters, costs, each, first).order;
}

std::vector<int> Add1(const Approvals& voters, const std::vector<int64_t>& costs, int64_t budget,
                      int64_t increment, const std::vector<int>& first) {
  const auto count = static_cast<int64_t>(voters.size());
  int64_t each = budget / count / increment * increment;
  std::vector<int> best = OrderOf(Buy(voters, costs, Fraction(each), first));
  int64_t supported = 0;
  for (size_t c = 0; c < costs.size(); ++c)
    supported += VotesFor(voters, static_cast<int>(c)) > 0 ? 1 : 0;
  while (static_cast<int64_t>(best.size()) < supported) {
    bool exhaustive = true;
    for (int c = 0; c < static_cast<int>(costs.size()); ++c) {
      if (!Approves(best, c) && CostOf(best, costs) + costs[c] <= budget) exhaustive = false;
    }
    if (exhaustive) break;
    each += increment;
    const std::vector<int> next = OrderOf(Buy(voters, costs, Fraction(each), first));
    if (CostOf(next, costs) > budget) break;
    best = next;
  }
  return best;
}

std::vector<int> Greedy(const Approvals& voters, const std::vector<int64_t>& costs, int64_t budget,
                        const std::vector<int>& first) {
  std::vector<int> order = first;
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    if (VotesFor(voters, a) != VotesFor(voters, b))
      return VotesFor(voters, a) > VotesFor(voters, b);
    return costs[a] < costs[b];
  });
  std::vector<int> bought;
  for (const int project : order) {
    if (VotesFor(voters, project) == 0 || CostOf(bought, costs) + costs[project] > budget) continue;
    bought.push_back(project);
  }
  return bought;
}

std::vector<int> Committee(const Approvals& voters, int candidates, int seats, bool shares,
                           const std::vector<int>& first) {
  std::vector<int> elected;
  std::vector<Fraction> load(voters.size(), Fraction(0));
  if (shares) {
    const Fraction each(seats, static_cast<int64_t>(voters.size()));
    const Bought bought = Buy(voters, std::vector<int64_t>(candidates, 1), each, first);
    elected = OrderOf(bought);
    for (size_t i = 0; i < voters.size(); ++i) load[i] = Fraction(0) - bought.left[i];
  }
  while (static_cast<int>(elected.size()) < seats) {
    int best = -1;
    Fraction best_load;
    for (const int who : first) {
      if (Approves(elected, who) || VotesFor(voters, who) == 0) continue;
      Fraction sum(1);
      for (size_t i = 0; i < voters.size(); ++i) {
        if (Approves(voters[i], who)) sum = sum + load[i];
      }
      sum = sum / Fraction(VotesFor(voters, who));
      if (best >= 0 && !(sum < best_load)) continue;
      best = who;
      best_load = sum;
    }
    if (best < 0) break;
    elected.push_back(best);
    for (size_t i = 0; i < voters.size(); ++i) {
      if (Approves(voters[i], best)) load[i] = best_load;
    }
  }
  return elected;
}

std::vector<std::vector<int>> BestCommittees(const Approvals& voters, int candidates, int seats) {
  std::vector<std::vector<int>> best;
  Fraction most(-1);
  for (int set = 0; set < (1 << candidates); ++set) {
    if (__builtin_popcount(static_cast<unsigned>(set)) != seats) continue;
    Fraction score(0);
    for (const std::vector<int>& approved : voters) {
      int64_t elected = 0;
      for (const int who : approved) {
        if ((set >> who & 1) != 0) score = score + Fraction(1, ++elected);
      }
    }
    if (score < most) continue;
    if (most < score) best.clear();
    most = score;
    std::vector<int> committee;
    for (int who = 0; who < candidates; ++who) {
      if ((set >> who & 1) != 0) committee.push_back(who);
    }
    best.push_back(committee);
  }
  return best;
}

std::vector<int> FillUp(const Approvals& voters, const std::vector<int64_t>& costs, int64_t budget,
                        std::vector<int> bought, const std::vector<int>& first) {
  const std::vector<int64_t> nothing_left(costs.size(), budget + 1);
  std::vector<int64_t> open = costs;
  for (const int project : bought) open[project] = nothing_left[project];
  const int64_t left = budget - CostOf(bought, costs);
  for (const int project : Greedy(voters, open, left, first)) bought.push_back(project);
  return bought;
}

std::vector<int> Approval(const Approvals& voters, int candidates, int seats,
                          const std::vector<int>& first) {
  std::vector<int> elected;
  while (static_cast<int>(elected.size()) < std::min(seats, candidates)) {
    int best = -1;
    for (const int who : first) {
      if (Approves(elected, who)) continue;
      if (best < 0 || VotesFor(voters, who) > VotesFor(voters, best)) best = who;
    }
    elected.push_back(best);
  }
  return elected;
}

std::vector<int> Score(const Scores& voters, int candidates, int highest, int seats,
                       const std::vector<int>& first) {
  Votes preferred(candidates, std::vector<int64_t>(candidates));
  std::vector<int64_t> sums(candidates);
  std::vector<int64_t> tops(candidates);
  for (const std::vector<int>& scores : voters) {
    for (int i = 0; i < candidates; ++i) {
      sums[i] += scores[i];
      if (scores[i] == highest) ++tops[i];
      for (int j = 0; j < candidates; ++j) preferred[i][j] += scores[i] > scores[j] ? 1 : 0;
    }
  }
  std::vector<int> elected;
  while (static_cast<int>(elected.size()) < std::min(seats, candidates)) {
    std::vector<int> tied;
    for (int i = 0; i < candidates; ++i) {
      if (Approves(elected, i)) continue;
      if (!tied.empty() && sums[i] > sums[tied.front()]) tied.clear();
      if (tied.empty() || sums[i] == sums[tied.front()]) tied.push_back(i);
    }
    elected.push_back(BreakScoreTie(preferred, tops, tied, 1, first).front());
  }
  return elected;
}

int Star(const Scores& voters, int candidates, int highest, const std::vector<int>& first) {
  Votes preferred(candidates, std::vector<int64_t>(candidates));
  std::vector<int64_t> sums(candidates);
  std::vector<int64_t> tops(candidates);
  for (const std::vector<int>& scores : voters) {
    for (int i = 0; i < candidates; ++i) {
      sums[i] += scores[i];
      if (scores[i] == highest) ++tops[i];
      for (int j = 0; j < candidates; ++j) preferred[i][j] += scores[i] > scores[j] ? 1 : 0;
    }
  }
  std::vector<int> finalists;
  std::vector<int64_t> values = sums;
  std::sort(values.rbegin(), values.rend());
  for (const int64_t value : values) {
    if (finalists.size() >= 2) break;
    std::vector<int> tied;
    for (int i = 0; i < candidates; ++i) {
      if (sums[i] == value && !Approves(finalists, i)) tied.push_back(i);
    }
    for (const int i :
         BreakScoreTie(preferred, tops, tied, 2 - static_cast<int>(finalists.size()), first)) {
      finalists.push_back(i);
    }
  }
  if (finalists.size() == 1) return finalists.front();
  const auto better = [&](int a, int b) {
    if (preferred[a][b] != preferred[b][a]) return preferred[a][b] > preferred[b][a];
    if (sums[a] != sums[b]) return sums[a] > sums[b];
    if (tops[a] != tops[b]) return tops[a] > tops[b];
    return PlaceIn(first, a) < PlaceIn(first, b);
  };
  return better(finalists[0], finalists[1]) ? finalists[0] : finalists[1];
}

}  // namespace assent::test::slow
