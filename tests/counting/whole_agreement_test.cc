// Ten thousand small elections for every method but those of transferable votes (see
// transferable_agreement_test.cc), from ballots to winners: with withdrawn candidates, equal ranks,
// ballots cut short, ties, ballots merged or not, a lot. The slow second counts are given elections
// in which those who have withdrawn never were. The canary is a count to which they are candidates
// like the others.

#include <algorithm>
#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/counting/method.h"
#include "tests/counting/made.h"
#include "tests/counting/slow.h"
#include "tests/counting/slow_transferable.h"

namespace assent::test {
namespace {

using counting::Ballot;
using counting::BallotKind;
using counting::Election;
using counting::Options;
using counting::Result;

constexpr int kElections = 10'000;

// An election, and the same without those who have withdrawn, as the slow counts want it.
struct Made {
  Election election;
  Options options;
  std::vector<int> stand;  // per place of the slow count: who it is
  std::vector<int> first;  // the lot, by place
  slow::Rankings rankings;
  slow::Approvals approvals;
  slow::Scores scores;
  std::vector<int64_t> costs;
  int highest = 0;

  int size() const { return static_cast<int>(stand.size()); }
  int PlaceOf(int who) const {
    const auto found = std::find(stand.begin(), stand.end(), who);
    return found == stand.end() ? -1 : static_cast<int>(found - stand.begin());
  }
  std::vector<int> Without(const std::vector<int>& who) const {
    std::vector<int> places;
    for (const int one : who) {
      if (PlaceOf(one) >= 0) places.push_back(PlaceOf(one));
    }
    return places;
  }
  std::vector<int> Names(const std::vector<int>& places) const {
    std::vector<int> names;
    for (const int place : places) names.push_back(stand[place]);
    return names;
  }
};

template <typename Voter>
void Cast(Dice& dice, const std::vector<Voter>& voters, Election& election,
          const std::function<void(const Voter&, Ballot&)>& fill) {
  if (dice.Below(2) == 0) {
    for (const auto& [voter, count] : Merged(voters)) {
      election.ballots.emplace_back().count = count;
      fill(voter, election.ballots.back());
    }
    return;
  }
  for (const Voter& voter : voters) fill(voter, election.ballots.emplace_back());
}

void CastRankings(Dice& dice, int voters, Made& made) {
  const int all = static_cast<int>(made.election.candidates.size());
  slow::Rankings cast(static_cast<size_t>(voters));
  for (slow::Ranking& voter : cast) {
    voter = dice.Ranking(all);
    slow::Ranking& ranking = made.rankings.emplace_back();
    for (const std::vector<int>& group : voter) {
      const std::vector<int> left = made.Without(group);
      if (!left.empty()) ranking.push_back(left);
    }
  }
  Cast<slow::Ranking>(dice, cast, made.election, [](const slow::Ranking& voter, Ballot& ballot) {
    for (const std::vector<int>& group : voter) ballot.ranking.push_back(group);
  });
}

void CastApprovals(Dice& dice, int voters, Made& made) {
  const int all = static_cast<int>(made.election.candidates.size());
  slow::Approvals cast(static_cast<size_t>(voters));
  for (std::vector<int>& voter : cast) {
    voter = dice.Approved(all);
    made.approvals.push_back(made.Without(voter));
  }
  Cast<std::vector<int>>(
      dice, cast, made.election,
      [](const std::vector<int>& voter, Ballot& ballot) { ballot.ranking.push_back(voter); });
}

// Points of 0 are given, or nothing is said.
void CastScores(Dice& dice, int voters, Made& made) {
  const int all = static_cast<int>(made.election.candidates.size());
  made.highest = dice.From(1, 4);
  made.election.highest_score = made.highest;
  slow::Scores cast(static_cast<size_t>(voters));
  for (std::vector<int>& voter : cast) {
    for (int who = 0; who < all; ++who) voter.push_back(dice.Below(made.highest + 1));
    std::vector<int>& scores = made.scores.emplace_back();
    for (const int who : made.stand) scores.push_back(voter[who]);
  }
  Cast<std::vector<int>>(dice, cast, made.election,
                         [&](const std::vector<int>& voter, Ballot& ballot) {
                           for (int who = 0; who < all; ++who) {
                             if (voter[who] == 0 && dice.Below(2) == 0) continue;
                             ballot.scores.emplace_back(who, voter[who]);
                           }
                         });
}

Made Make(Dice& dice, BallotKind kind, bool slip) {
  Made made;
  made.election.kind = kind;
  const int all = dice.From(1, 6);
  for (int who = 0; who < all; ++who) {
    counting::Candidate& one = made.election.candidates.emplace_back();
    one.id = std::to_string(who + 1);
    one.cost = dice.From(1, 12);
    const bool withdrawn = dice.Below(6) == 0;
    one.withdrawn = withdrawn && !slip;
    if (withdrawn) continue;
    made.stand.push_back(who);
    made.costs.push_back(one.cost);
  }
  made.election.budget = dice.From(1, 40);
  made.options.lot_order = dice.Order(all);
  made.first = made.Without(made.options.lot_order);
  made.options.seats = dice.From(1, 4);
  const int voters = dice.From(1, 9);
  if (kind == BallotKind::kRankings) CastRankings(dice, voters, made);
  if (kind == BallotKind::kApprovals) CastApprovals(dice, voters, made);
  if (kind == BallotKind::kScores) CastScores(dice, voters, made);
  return made;
}

using Slow = std::function<std::vector<int>(Made& made)>;

// In how many elections the winners, in order, are others. `slow` may set options; where nobody
// stands there is nothing to compare.
int Differences(const char* method, BallotKind kind, const Slow& slow, bool slip) {
  Dice dice(31);
  int differences = 0;
  int compared = 0;
  for (int i = 0; i < kElections * 11 / 10; ++i) {
    Made made = Make(dice, kind, slip);
    if (made.stand.empty()) continue;
    const std::vector<int> expected = made.Names(slow(made));
    const absl::StatusOr<Result> result = counting::FindMethod(method)(made.election, made.options);
    if (!result.ok()) ADD_FAILURE() << method << ": " << result.status();
    if (!result.ok()) return -1;
    ++compared;
    if (result->winners != expected) ++differences;
  }
  EXPECT_GE(compared, kElections);
  return differences;
}

int SeatsOf(const Made& made) { return std::min(made.options.seats, made.size()); }

// Of those that are unbeaten, the first in the lot.
std::vector<int> FirstOf(const std::vector<int>& tied, const std::vector<int>& first) {
  for (const int who : first) {
    if (std::count(tied.begin(), tied.end(), who) > 0) return {who};
  }
  return {};
}

std::vector<int> SlowSchulze(Made& made) {
  made.options.seats = 1;
  const auto preferred = slow::Preferred(made.rankings, made.size());
  return FirstOf(slow::Schulze(preferred, slow::By::kWinningThenAgainst), made.first);
}

std::vector<int> SlowRankedPairs(Made& made) {
  made.options.seats = 1;
  const auto preferred = slow::Preferred(made.rankings, made.size());
  return {slow::RankedPairs(preferred, slow::By::kWinningThenAgainst, made.first)};
}

std::vector<int> SlowDebian(Made& made) {
  made.options.default_option = made.stand.back();
  made.options.quorum = {.digits = 1, .places = 0};
  std::vector<int64_t> majority(made.stand.size(), 1);
  if (made.size() > 1) {
    majority[0] = 2;
    made.options.majority[made.stand[0]] = {.digits = 2, .places = 0};
  }
  const auto preferred = slow::Preferred(made.rankings, made.size());
  return FirstOf(slow::Debian(preferred, made.size() - 1, 1, majority, false), made.first);
}

std::vector<int> SlowApproval(Made& made) {
  return slow::Approval(made.approvals, made.size(), made.options.seats, made.first);
}

std::vector<int> SlowScore(Made& made) {
  return slow::Score(made.scores, made.size(), made.highest, made.options.seats, made.first);
}

std::vector<int> SlowStar(Made& made) {
  made.options.seats = 1;
  return {slow::Star(made.scores, made.size(), made.highest, made.first)};
}

std::vector<int> SlowPhragmen(Made& made) {
  return slow::Committee(made.approvals, made.size(), SeatsOf(made), false, made.first);
}

std::vector<int> SlowSharedSeats(Made& made) {
  made.election.budget = 0;
  made.options.seats = SeatsOf(made);  // what each voter has is seats / voters
  return slow::Committee(made.approvals, made.size(), SeatsOf(made), true, made.first);
}

// The best committee that is first in the lot, in its order.
std::vector<int> SlowPav(Made& made) {
  const std::vector<int> places = Places<int>(made.first);
  std::vector<std::vector<int>> best;
  for (const std::vector<int>& committee :
       slow::BestCommittees(made.approvals, made.size(), SeatsOf(made))) {
    std::vector<int>& by_lot = best.emplace_back();
    for (const int who : committee) by_lot.push_back(places[who]);
    std::sort(by_lot.begin(), by_lot.end());
  }
  std::vector<int> committee;
  for (const int place : *std::min_element(best.begin(), best.end())) {
    committee.push_back(made.first[place]);
  }
  return committee;
}

std::vector<int> SlowGreedy(Made& made) {
  return slow::Greedy(made.approvals, made.costs, made.election.budget, made.first);
}

std::vector<int> Bought(Made& made) {
  const Fraction each(made.election.budget, static_cast<int64_t>(made.approvals.size()));
  std::vector<int> bought;
  for (const auto& [project, price] :
       slow::EqualShares(made.approvals, made.costs, each, made.first)) {
    bought.push_back(project);
  }
  return bought;
}

std::vector<int> SlowShares(Made& made) { return Bought(made); }

std::vector<int> SlowUtilitarian(Made& made) {
  made.options.completion = counting::Completion::kUtilitarian;
  return slow::FillUp(made.approvals, made.costs, made.election.budget, Bought(made), made.first);
}

std::vector<int> SlowAdd1(Made& made) {
  made.options.completion = counting::Completion::kAdd1;
  return slow::Add1(made.approvals, made.costs, made.election.budget, 1, made.first);
}

std::vector<int> SlowAdd1u(Made& made) {
  const std::vector<int> bought = SlowAdd1(made);
  made.options.completion = counting::Completion::kAdd1u;
  return slow::FillUp(made.approvals, made.costs, made.election.budget, bought, made.first);
}

struct Lane {
  const char* name;
  const char* method;
  BallotKind kind;
  std::vector<int> (*slow)(Made& made);
};

constexpr Lane kLanes[] = {
    {"Schulze", "schulze", BallotKind::kRankings, SlowSchulze},
    {"RankedPairs", "ranked-pairs", BallotKind::kRankings, SlowRankedPairs},
    {"Debian", "debian", BallotKind::kRankings, SlowDebian},
    {"Approval", "approval", BallotKind::kApprovals, SlowApproval},
    {"Score", "score", BallotKind::kScores, SlowScore},
    {"Star", "star", BallotKind::kScores, SlowStar},
    {"Phragmen", "seq-phragmen", BallotKind::kApprovals, SlowPhragmen},
    {"SharedSeats", "equal-shares", BallotKind::kApprovals, SlowSharedSeats},
    {"Pav", "pav", BallotKind::kApprovals, SlowPav},
    {"Greedy", "greedy", BallotKind::kApprovals, SlowGreedy},
    {"Shares", "equal-shares", BallotKind::kApprovals, SlowShares},
    {"SharesUtilitarian", "equal-shares", BallotKind::kApprovals, SlowUtilitarian},
    {"SharesAdd1", "equal-shares", BallotKind::kApprovals, SlowAdd1},
    {"SharesAdd1u", "equal-shares", BallotKind::kApprovals, SlowAdd1u},
};

class WholeAgreement : public testing::TestWithParam<Lane> {};
TEST_P(WholeAgreement, ElectsTheSame) {
  EXPECT_EQ(Differences(GetParam().method, GetParam().kind, GetParam().slow, false), 0);
}
TEST_P(WholeAgreement, CanaryCountsThoseWhoHaveWithdrawn) {
  EXPECT_GT(Differences(GetParam().method, GetParam().kind, GetParam().slow, true), 0);
}
INSTANTIATE_TEST_SUITE_P(All, WholeAgreement, testing::ValuesIn(kLanes),
                         [](const auto& lane) { return lane.param.name; });

// The same for the rules without equal ranks, under each of their policies: the ballot is refused,
// ends there, or goes on behind.
struct Policy {
  const char* name;
  const char* method;
  slow::Outcome (*slow)(const slow::Contest& contest);
};

slow::Outcome SlowMeek(const slow::Contest& contest) { return slow::Meek(contest, true); }

class EqualRanks : public testing::TestWithParam<Policy> {};

TEST_P(EqualRanks, AreRefusedOrEndOrArePassedOver) {
  Dice dice(32);
  int refused = 0;
  for (int i = 0; i < kElections; ++i) {
    Made made = Make(dice, BallotKind::kRankings, false);
    const auto overvote = static_cast<counting::Overvote>(dice.Below(3));
    made.options.overvote = overvote;
    if (std::string(GetParam().method) == "irv") made.options.seats = 1;
    slow::Contest contest;
    contest.candidates = made.size();
    contest.seats = made.options.seats;
    contest.withdrawn.resize(made.stand.size());
    contest.lot = made.first;
    bool refuse = false;
    for (const slow::Ranking& ranking : made.rankings) {
      std::vector<int>& voter = contest.voters.emplace_back();
      int left = made.size();
      for (const std::vector<int>& group : ranking) {
        left -= static_cast<int>(group.size());
        if (group.size() > 1 && left == 0) break;  // says nothing
        if (group.size() == 1) voter.push_back(group[0]);
        if (group.size() == 1) continue;
        refuse = refuse || overvote == counting::Overvote::kRefuse;
        if (overvote != counting::Overvote::kSkip) break;
      }
    }
    const auto result = counting::FindMethod(GetParam().method)(made.election, made.options);
    ASSERT_EQ(result.ok(), !refuse) << result.status();
    refused += refuse ? 1 : 0;
    if (refuse) continue;
    ASSERT_EQ(result->winners, made.Names(GetParam().slow(contest).winners)) << "election " << i;
  }
  EXPECT_GT(refused, kElections / 10);
}

INSTANTIATE_TEST_SUITE_P(All, EqualRanks,
                         testing::Values(Policy{"Scottish", "scottish-stv", slow::Scottish},
                                         Policy{"Meek", "meek", SlowMeek},
                                         Policy{"Runoff", "irv", slow::Runoff}),
                         [](const auto& policy) { return policy.param.name; });

// What .toc files have: all who are not ranked, alike, in the last place.
TEST(LastPlace, OfAllWhoAreLeftIsNoOvervote) {
  Election election;
  for (const char* id : {"1", "2", "3", "4"}) election.candidates.push_back({.id = id, .name = {}});
  election.candidates[3].withdrawn = true;
  Ballot& ballot = election.ballots.emplace_back();
  ballot.ranking.push_back({1});
  ballot.ranking.push_back({0, 2, 3});
  for (const char* method : {"scottish-stv", "meek", "irv"}) {
    const auto result = counting::FindMethod(method)(election, {});
    ASSERT_TRUE(result.ok()) << method << ": " << result.status();
    EXPECT_EQ(result->winners, (std::vector<int>{1}));
  }
  election.ballots[0].ranking = std::vector<std::vector<int32_t>>{{1, 0}, {2}};
  EXPECT_FALSE(counting::CountMeek(election, {}).ok());
}

TEST(Nobody, IsElectedByARunoffWithoutVotes) {
  Election election;
  election.candidates = {{.id = "1", .name = {}}, {.id = "2", .name = {}}};
  election.ballots.emplace_back().count = 3;
  const auto result = counting::CountIrv(election, {});
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->winners.empty());
  EXPECT_EQ(result->unfilled, 1);
  EXPECT_TRUE(result->ties.empty());
}

}  // namespace
}  // namespace assent::test
