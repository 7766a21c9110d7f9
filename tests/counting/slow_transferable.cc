#include "tests/counting/slow_transferable.h"

#include <algorithm>

namespace assent::test::slow {
namespace {

__extension__ using Wide = __int128;

enum Where { kIn, kChosen, kOut };

std::vector<Where> Start(const Contest& contest) {
  std::vector<Where> where(static_cast<size_t>(contest.candidates), kIn);
  for (int who = 0; who < contest.candidates; ++who) {
    if (contest.withdrawn[who]) where[who] = kOut;
  }
  return where;
}

int Count(const std::vector<Where>& where, Where what) {
  return static_cast<int>(std::count(where.begin(), where.end(), what));
}

// -1: nobody on this ballot is in any more.
int FirstIn(const std::vector<int>& voter, const std::vector<Where>& where) {
  for (const int who : voter) {
    if (where[who] == kIn) return who;
  }
  return -1;
}

int Drawn(const Contest& contest, const std::vector<int>& tied) {
  for (const int who : contest.lot) {
    if (std::find(tied.begin(), tied.end(), who) != tied.end()) return who;
  }
  return -1;
}

// Those with the most (sign 1) or fewest (-1); ties by the last stage that differs.
int Pick(const Contest& contest, std::vector<int> tied, const std::vector<int64_t>& votes,
         const std::vector<std::vector<int64_t>>& stages, int sign) {
  const auto keep = [&](const std::vector<int64_t>& numbers) {
    int64_t best = sign * numbers[tied[0]];
    for (const int who : tied) best = std::max(best, sign * numbers[who]);
    std::vector<int> left;
    for (const int who : tied) {
      if (sign * numbers[who] == best) left.push_back(who);
    }
    tied = left;
  };
  keep(votes);
  for (size_t back = stages.size(); back > 0; --back) keep(stages[back - 1]);
  return Drawn(contest, tied);
}

std::vector<int> AllIn(const std::vector<Where>& where) {
  std::vector<int> in;
  for (size_t who = 0; who < where.size(); ++who) {
    if (where[who] == kIn) in.push_back(static_cast<int>(who));
  }
  return in;
}

std::vector<int64_t> Shown(const Contest& contest, std::vector<int64_t> votes) {
  for (int who = 0; who < contest.candidates; ++who) {
    if (contest.withdrawn[who]) votes[who] = -1;
  }
  return votes;
}

}  // namespace

Outcome Scottish(const Contest& contest) {
  constexpr int64_t kOne = 100'000;
  struct Paper {
    int holder = -1;
    int64_t value = kOne;
  };
  Outcome outcome;
  std::vector<Where> where = Start(contest);
  std::vector<Paper> papers(contest.voters.size());
  int64_t valid = 0;
  for (size_t i = 0; i < papers.size(); ++i) {
    papers[i].holder = FirstIn(contest.voters[i], where);
    if (papers[i].holder >= 0) ++valid;
  }
  const int64_t quota = (valid / (contest.seats + 1) + 1) * kOne;
  std::vector<bool> settled(static_cast<size_t>(contest.candidates));  // surplus passed on
  std::vector<std::vector<int64_t>> before;
  const auto elect = [&](std::vector<int> who, const std::vector<int64_t>& votes) {
    while (!who.empty()) {
      const int one = Pick(contest, who, votes, before, 1);
      where[one] = kChosen;
      outcome.winners.push_back(one);
      who.erase(std::find(who.begin(), who.end(), one));
    }
  };
  while (true) {
    std::vector<int64_t> votes(static_cast<size_t>(contest.candidates));
    for (const Paper& paper : papers) {
      if (paper.holder >= 0) votes[paper.holder] += paper.value;
    }
    for (int who = 0; who < contest.candidates; ++who) {
      if (settled[who]) votes[who] = quota;
    }
    std::vector<int> reached;
    for (const int who : AllIn(where)) {
      if (votes[who] >= quota) reached.push_back(who);
    }
    elect(reached, votes);
    outcome.stages.push_back(Shown(contest, votes));
    const bool full = static_cast<int>(outcome.winners.size()) >= contest.seats;
    before.push_back(votes);
    if (full) return outcome;
    if (Count(where, kIn) + Count(where, kChosen) <= contest.seats) {
      elect(AllIn(where), votes);
      return outcome;
    }
    std::vector<int> over;
    for (const int who : outcome.winners) {
      if (votes[who] > quota) over.push_back(who);
    }
    std::vector<std::vector<int64_t>> earlier = before;
    earlier.pop_back();
    const int from = over.empty() ? Pick(contest, AllIn(where), votes, earlier, -1)
                                  : Pick(contest, over, votes, earlier, 1);
    if (over.empty()) where[from] = kOut;
    if (!over.empty()) settled[from] = true;
    for (size_t i = 0; i < papers.size(); ++i) {
      if (papers[i].holder != from) continue;
      papers[i].holder = FirstIn(contest.voters[i], where);
      if (over.empty()) continue;
      papers[i].value =
          static_cast<int64_t>(Wide(votes[from] - quota) * papers[i].value / votes[from]);
    }
  }
}

Outcome Meek(const Contest& contest, bool round_up) {
  constexpr int64_t kOne = 1'000'000'000;
  Outcome outcome;
  std::vector<Where> where = Start(contest);
  std::vector<int64_t> keep(static_cast<size_t>(contest.candidates), kOne);
  const int64_t extra = round_up ? kOne - 1 : 0;
  const auto elected = [&] { return Count(where, kChosen); };
  std::vector<int64_t> votes;
  int64_t quota = 0;
  const auto distribute = [&] {
    votes.assign(static_cast<size_t>(contest.candidates), 0);
    int64_t all = 0;
    for (const std::vector<int>& voter : contest.voters) {
      int64_t weight = kOne;
      for (const int who : voter) {
        if (where[who] == kOut) continue;
        const auto share = static_cast<int64_t>((Wide(weight) * keep[who] + extra) / kOne);
        votes[who] += share;
        all += share;
        weight -= share;
        if (weight == 0) break;
      }
    }
    quota = all / (contest.seats + 1) + 1;
  };
  const auto show = [&] {
    std::vector<int64_t> shown = votes;
    for (int who = 0; who < contest.candidates; ++who) {
      if (where[who] == kOut) shown[who] = -1;
    }
    outcome.stages.push_back(shown);
  };
  const auto elect = [&](std::vector<int> who) {
    while (!who.empty() && elected() < contest.seats) {
      const int one = Pick(contest, who, votes, {}, 1);
      where[one] = kChosen;
      outcome.winners.push_back(one);
      who.erase(std::find(who.begin(), who.end(), one));
    }
  };
  while (elected() < contest.seats && elected() + Count(where, kIn) > contest.seats) {
    int64_t last = -1;
    while (true) {
      distribute();
      std::vector<int> reached;
      int64_t surplus = 0;
      for (int who = 0; who < contest.candidates; ++who) {
        if (where[who] == kIn && votes[who] >= quota) reached.push_back(who);
        const bool counts = where[who] == kChosen || (where[who] == kIn && votes[who] >= quota);
        if (counts) surplus += votes[who] - quota;
      }
      surplus = std::max<int64_t>(surplus, 0);
      if (!reached.empty()) {
        show();
        elect(reached);
        break;
      }
      if (surplus < 1'000 || (last >= 0 && surplus >= last)) {
        show();
        std::vector<int> tied;
        const std::vector<int> in = AllIn(where);
        int64_t low = votes[in[0]];
        for (const int who : in) low = std::min(low, votes[who]);
        for (const int who : in) {
          if (votes[who] - low <= surplus) tied.push_back(who);
        }
        where[Drawn(contest, tied)] = kOut;
        break;
      }
      last = surplus;
      for (int who = 0; who < contest.candidates; ++who) {
        if (where[who] != kChosen) continue;
        const Wide product = (Wide(keep[who]) * quota + extra) / kOne;
        keep[who] = kOne;  // not more than there is
        if (product >= votes[who]) continue;
        const int64_t up = round_up ? votes[who] - 1 : 0;
        keep[who] = static_cast<int64_t>((product * kOne + up) / votes[who]);
      }
    }
  }
  if (elected() < contest.seats) {
    distribute();
    show();
    elect(AllIn(where));
  }
  return outcome;
}

Outcome Runoff(const Contest& contest) {
  Outcome outcome;
  std::vector<Where> where = Start(contest);
  while (Count(where, kIn) > 0) {
    std::vector<int64_t> votes(static_cast<size_t>(contest.candidates));
    int64_t all = 0;
    for (const std::vector<int>& voter : contest.voters) {
      const int who = FirstIn(voter, where);
      if (who < 0) continue;
      ++votes[who];
      ++all;
    }
    std::vector<int64_t> shown(votes.size(), -1);
    for (const int who : AllIn(where)) shown[who] = votes[who];
    outcome.stages.push_back(shown);
    if (all == 0) return outcome;  // nobody is on any ballot
    for (const int who : AllIn(where)) {
      if (2 * votes[who] > all || Count(where, kIn) == 1) {
        outcome.winners = {who};
        return outcome;
      }
    }
    where[Pick(contest, AllIn(where), votes, {}, -1)] = kOut;
  }
  outcome.stages.emplace_back(static_cast<size_t>(contest.candidates), -1);
  return outcome;
}

}  // namespace assent::test::slow
