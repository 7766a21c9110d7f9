// Ten thousand small contests for each of scottish-stv, meek and irv, with ties, short ballots and
// withdrawn candidates: every stage and the order of the winners are as the slow second counts have
// them. What must not matter does not: the order of ballots, and whether equal ones are one.

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/counting/method.h"
#include "tests/counting/made.h"
#include "tests/counting/slow_transferable.h"

namespace assent::test {
namespace {

using counting::Election;
using counting::Options;
using counting::Result;

constexpr int kContests = 10'000;

slow::Contest MakeContest(Dice& dice, int most_seats) {
  slow::Contest contest;
  contest.candidates = dice.From(1, 6);
  contest.seats = dice.From(1, most_seats);
  for (int who = 0; who < contest.candidates; ++who) {
    contest.withdrawn.push_back(dice.Below(10) == 0);
  }
  contest.voters.resize(static_cast<size_t>(dice.From(0, 20)));
  for (std::vector<int>& voter : contest.voters) {
    voter = dice.Order(contest.candidates);
    voter.resize(static_cast<size_t>(dice.From(0, contest.candidates)));
  }
  contest.lot = dice.Order(contest.candidates);
  return contest;
}

Election ElectionOf(const slow::Contest& contest, bool merged) {
  Election election;
  for (int who = 0; who < contest.candidates; ++who) {
    election.candidates.push_back({.id = std::to_string(who + 1), .name = {}});
    election.candidates.back().withdrawn = contest.withdrawn[who];
  }
  const auto add = [&](const std::vector<int>& voter, int64_t count) {
    counting::Ballot ballot;
    ballot.count = count;
    for (const int32_t who : voter) ballot.ranking.push_back({who});
    election.ballots.push_back(std::move(ballot));
  };
  if (!merged) {
    for (const std::vector<int>& voter : contest.voters) add(voter, 1);
    return election;
  }
  for (const auto& [voter, count] : Merged(contest.voters)) add(voter, count);
  return election;
}

slow::Outcome Counted(const char* method, const slow::Contest& contest, bool merged) {
  Options options;
  options.seats = contest.seats;
  options.lot_order = contest.lot;
  const absl::StatusOr<Result> result =
      counting::FindMethod(method)(ElectionOf(contest, merged), options);
  EXPECT_TRUE(result.ok()) << result.status();
  slow::Outcome outcome;
  if (!result.ok()) return outcome;
  outcome.winners = result->winners;
  EXPECT_EQ(result->unfilled, contest.seats - static_cast<int>(result->winners.size()));
  for (const counting::Round& round : result->rounds) {
    std::vector<int64_t> stage(static_cast<size_t>(contest.candidates), -1);
    for (const auto& [who, total] : round.totals) {
      EXPECT_TRUE(absl::SimpleAtoi(absl::StrReplaceAll(total, {{".", ""}}), &stage[who]));
    }
    outcome.stages.push_back(std::move(stage));
  }
  return outcome;
}

template <typename Slow>
int Differences(const char* method, int most_seats, Slow slow) {
  Dice dice(6);
  int differences = 0;
  for (int i = 0; i < kContests; ++i) {
    const slow::Contest contest = MakeContest(dice, most_seats);
    const slow::Outcome expected = slow(contest);
    if (!(Counted(method, contest, dice.Below(2) == 0) == expected)) ++differences;
  }
  return differences;
}

TEST(TransferableAgreement, Scottish) {
  EXPECT_EQ(Differences("scottish-stv", 4, slow::Scottish), 0);
}
TEST(TransferableCanary, ScottishWithAnotherLot) {
  EXPECT_GT(Differences("scottish-stv", 4,
                        [](slow::Contest contest) {
                          std::reverse(contest.lot.begin(), contest.lot.end());
                          return slow::Scottish(contest);
                        }),
            0);
}

TEST(TransferableAgreement, Meek) {
  EXPECT_EQ(Differences("meek", 4, [](const auto& c) { return slow::Meek(c, true); }), 0);
}
TEST(TransferableCanary, MeekWithKeepFactorsCutOff) {
  EXPECT_GT(Differences("meek", 4, [](const auto& c) { return slow::Meek(c, false); }), 0);
}

TEST(TransferableAgreement, Runoff) { EXPECT_EQ(Differences("irv", 1, slow::Runoff), 0); }
TEST(TransferableCanary, RunoffWithAWithdrawnCandidate) {
  EXPECT_GT(Differences("irv", 1,
                        [](slow::Contest contest) {
                          contest.withdrawn.assign(contest.withdrawn.size(), false);
                          return slow::Runoff(contest);
                        }),
            0);
}

TEST(TransferableProperty, TheOrderOfBallotsDoesNotMatter) {
  Dice dice(7);
  for (int i = 0; i < 2'000; ++i) {
    slow::Contest contest = MakeContest(dice, 3);
    slow::Contest shuffled = contest;
    for (size_t k = 0; k < contest.voters.size(); ++k) {
      std::swap(shuffled.voters[k], shuffled.voters[dice.Below(static_cast<int>(k) + 1)]);
    }
    for (const char* method : {"scottish-stv", "meek"}) {
      EXPECT_EQ(Counted(method, contest, false), Counted(method, shuffled, true)) << method;
    }
  }
}

// Whoever ranks the same set first, in any order, and is as many as some quotas, gets as many seats
// of it, as far as it has candidates (Droop proportionality for solid coalitions).
TEST(TransferableProperty, SolidCoalitionsGetTheirQuotas) {
  Dice dice(8);
  int met = 0;
  for (int i = 0; i < 5'000; ++i) {
    slow::Contest contest = MakeContest(dice, 3);
    contest.withdrawn.assign(contest.withdrawn.size(), false);
    const int inside = dice.From(1, contest.candidates);
    const int solid = dice.From(0, static_cast<int>(contest.voters.size()));
    int64_t valid = 0;
    for (int voter = 0; voter < static_cast<int>(contest.voters.size()); ++voter) {
      std::vector<int>& order = contest.voters[voter];
      if (voter < solid) {
        order = dice.Order(contest.candidates);
        std::stable_partition(order.begin(), order.end(), [&](int who) { return who < inside; });
      }
      valid += order.empty() ? 0 : 1;
    }
    const int64_t quota = valid / (contest.seats + 1) + 1;
    const int64_t due = std::min({static_cast<int64_t>(solid) / quota, static_cast<int64_t>(inside),
                                  static_cast<int64_t>(contest.seats)});
    if (due == 0) continue;
    ++met;
    for (const char* method : {"scottish-stv", "meek"}) {
      const std::vector<int> winners = Counted(method, contest, true).winners;
      EXPECT_GE(std::count_if(winners.begin(), winners.end(), [&](int w) { return w < inside; }),
                due)
          << method << ", contest " << i;
    }
  }
  EXPECT_GT(met, 500);
}

}  // namespace
}  // namespace assent::test
