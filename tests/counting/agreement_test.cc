// Ten thousand small elections and more for each method, counted by server/counting and by the slow
// second counts: nothing may differ. Each lane has a canary, a slip that the comparison must see.

#include <algorithm>
#include <map>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/counting/loads.h"
#include "server/counting/pairwise.h"
#include "server/counting/satisfaction.h"
#include "server/counting/schwartz.h"
#include "server/counting/shares.h"
#include "server/counting/spending.h"
#include "server/counting/stars.h"
#include "tests/counting/made.h"
#include "tests/counting/slow.h"

namespace assent::test {
namespace {

using counting::Strength;

constexpr int kElections = 10'000;

counting::ShareProblem MergedShares(const slow::Approvals& voters,
                                    const std::vector<int64_t>& costs,
                                    const std::vector<int>& order) {
  counting::ShareProblem problem;
  problem.cost = costs;
  problem.supporters.resize(costs.size());
  for (const auto& [approved, count] : Merged(voters)) {
    for (const int who : approved) {
      problem.supporters[who].push_back(static_cast<int32_t>(problem.weight.size()));
    }
    problem.weight.push_back(count);
  }
  problem.lot = Places<int32_t>(order);
  return problem;
}

std::vector<int64_t> VotesIn(const counting::ShareProblem& problem) {
  std::vector<int64_t> votes;
  for (const auto& supporters : problem.supporters) {
    votes.push_back(0);
    for (const int32_t ballot : supporters) votes.back() += problem.weight[ballot];
  }
  return votes;
}

struct Pairwise {
  counting::Matrix matrix;
  std::vector<int> order;  // of the lot
};

Pairwise MakePairwise(Dice& dice, int most) {
  Pairwise made;
  const int candidates = dice.From(1, most);
  slow::Rankings voters(static_cast<size_t>(dice.From(0, 9)));
  for (slow::Ranking& voter : voters) voter = dice.Ranking(candidates);
  made.matrix = slow::Preferred(voters, candidates);
  made.order = dice.Order(candidates);
  return made;
}

const std::map<Strength, slow::By> kStrengths = {
    {Strength::kWinningThenAgainst, slow::By::kWinningThenAgainst},
    {Strength::kWinning, slow::By::kWinning},
    {Strength::kMargins, slow::By::kMargins}};

int SchulzeDifferences(bool slip) {
  Dice dice(1);
  int differences = 0;
  for (int i = 0; i < kElections; ++i) {
    const Pairwise made = MakePairwise(dice, 5);
    for (const auto& [strength, by] : kStrengths) {
      const Strength counted = slip ? Strength::kMargins : strength;
      const auto tiers = counting::SchulzeTiers(counting::StrongestPaths(made.matrix, counted));
      if (tiers.front() != slow::Schulze(made.matrix, by)) ++differences;
    }
  }
  return differences;
}

TEST(Agreement, Schulze) { EXPECT_EQ(SchulzeDifferences(false), 0); }
TEST(AgreementCanary, Schulze) { EXPECT_GT(SchulzeDifferences(true), 0); }

int RankedPairsDifferences(bool slip) {
  Dice dice(2);
  int differences = 0;
  for (int i = 0; i < kElections; ++i) {
    const Pairwise made = MakePairwise(dice, 5);
    std::vector<int> lot = Places<int>(made.order);
    if (slip) std::reverse(lot.begin(), lot.end());
    for (const auto& [strength, by] : kStrengths) {
      const auto pairs = counting::RankPairs(made.matrix, strength, lot);
      const auto tiers = counting::RankedPairsTiers(static_cast<int>(lot.size()), pairs);
      const int winner = *std::min_element(tiers[0].begin(), tiers[0].end(),
                                           [&](int a, int b) { return lot[a] < lot[b]; });
      if (winner != slow::RankedPairs(made.matrix, by, made.order)) ++differences;
    }
  }
  return differences;
}

TEST(Agreement, RankedPairs) { EXPECT_EQ(RankedPairsDifferences(false), 0); }
TEST(AgreementCanary, RankedPairs) { EXPECT_GT(RankedPairsDifferences(true), 0); }

int DebianDifferences(bool slip) {
  Dice dice(3);
  int differences = 0;
  for (int i = 0; i < kElections; ++i) {
    counting::DebianProblem problem;
    problem.matrix = MakePairwise(dice, 6).matrix;
    const int options = static_cast<int>(problem.matrix.size());
    problem.default_option = dice.Below(options);
    const int64_t quorum = dice.Below(4);
    problem.quorum = {.digits = quorum * 10, .places = 1};
    problem.strictly = dice.Below(2) == 0;
    std::vector<int64_t> majority;
    for (int option = 0; option < options; ++option) {
      majority.push_back(dice.From(1, 3));
      problem.majority.push_back({.digits = majority.back(), .places = 0});
    }
    const auto expected = slow::Debian(problem.matrix, problem.default_option, quorum, majority,
                                       slip != problem.strictly);
    if (counting::CountDebian(problem).winners != expected) ++differences;
  }
  return differences;
}

TEST(Agreement, Debian) { EXPECT_EQ(DebianDifferences(false), 0); }
TEST(AgreementCanary, DebianMajorityStrictOrNot) { EXPECT_GT(DebianDifferences(true), 0); }

struct Budget {
  slow::Approvals voters;
  std::vector<int64_t> costs;
  std::vector<int> order;
  int64_t budget = 0;
};

Budget MakeBudget(Dice& dice) {
  Budget made;
  const int projects = dice.From(1, 6);
  made.voters.resize(static_cast<size_t>(dice.From(1, 9)));
  for (auto& voter : made.voters) voter = dice.Approved(projects);
  for (int i = 0; i < projects; ++i) made.costs.push_back(dice.From(1, 12));
  made.order = dice.Order(projects);
  made.budget = dice.From(1, 40);
  return made;
}

bool Same(const counting::Big& numerator, const counting::Big& denominator, const Fraction& value) {
  counting::Big left = numerator;
  counting::Big right = denominator;
  left *= static_cast<int64_t>(value.bottom);
  right *= static_cast<int64_t>(value.top);
  return counting::Compare(left, right) == 0;
}

// Purchases and what they cost each, to the last digit.
int SharesDifferences(bool slip) {
  Dice dice(4);
  int differences = 0;
  int ties = 0;
  for (int i = 0; i < 2 * kElections; ++i) {
    const Budget made = MakeBudget(dice);
    counting::ShareProblem problem = MergedShares(made.voters, made.costs, made.order);
    if (slip) std::reverse(problem.lot.begin(), problem.lot.end());
    counting::SharesRun run(problem, VotesIn(problem));
    const int64_t each = dice.Below(9);
    run.Run(each);
    const auto expected = slow::EqualShares(made.voters, made.costs, Fraction(each), made.order);
    bool same = expected.size() == run.purchases().size();
    const counting::Chain& chain = run.Exact();
    for (size_t k = 0; same && k < expected.size(); ++k) {
      same = run.purchases()[k].project == expected[k].first &&
             Same(chain.numerator(static_cast<int>(k)), chain.denominator(), expected[k].second);
      ties += run.purchases()[k].tied.empty() ? 0 : 1;
    }
    if (!same) ++differences;
  }
  EXPECT_GT(ties, 1000);  // else the comparison says little
  return differences;
}

TEST(Agreement, EqualShares) { EXPECT_EQ(SharesDifferences(false), 0); }
TEST(AgreementCanary, EqualSharesLot) { EXPECT_GT(SharesDifferences(true), 0); }

std::vector<int> ProjectsOf(const counting::BudgetOutcome& outcome) {
  std::vector<int> projects;
  for (const auto& purchase : outcome.purchases) projects.push_back(purchase.project);
  return projects;
}

int Add1Differences(bool slip) {
  Dice dice(5);
  int differences = 0;
  for (int i = 0; i < kElections; ++i) {
    const Budget made = MakeBudget(dice);
    counting::BudgetProblem problem;
    problem.shares = MergedShares(made.voters, made.costs, made.order);
    problem.budget = made.budget;
    problem.increment = dice.From(1, 2);
    problem.completion = counting::Completion::kAdd1;
    const auto outcome = counting::ShareBudget(problem);
    if (!outcome.ok()) return -1;
    EXPECT_LE(outcome->spent, problem.budget);
    const auto expected = slow::Add1(made.voters, made.costs, made.budget,
                                     problem.increment + (slip ? 1 : 0), made.order);
    if (ProjectsOf(*outcome) != expected) ++differences;
  }
  return differences;
}

TEST(Agreement, EqualSharesAdd1) { EXPECT_EQ(Add1Differences(false), 0); }
TEST(AgreementCanary, EqualSharesAdd1Increment) { EXPECT_GT(Add1Differences(true), 0); }

// budget / voters each, which is seldom whole.
TEST(Agreement, EqualSharesWithoutCompletion) {
  Dice dice(6);
  for (int i = 0; i < kElections; ++i) {
    const Budget made = MakeBudget(dice);
    counting::BudgetProblem problem;
    problem.shares = MergedShares(made.voters, made.costs, made.order);
    problem.budget = made.budget;
    const auto outcome = counting::ShareBudget(problem);
    ASSERT_TRUE(outcome.ok());
    const Fraction each(made.budget, static_cast<int64_t>(made.voters.size()));
    std::vector<int> expected;
    for (const auto& [project, price] :
         slow::EqualShares(made.voters, made.costs, each, made.order)) {
      expected.push_back(project);
    }
    ASSERT_EQ(ProjectsOf(*outcome), expected) << "election " << i;
    ASSERT_LE(outcome->spent, made.budget);
  }
}

int GreedyDifferences(bool slip) {
  Dice dice(7);
  int differences = 0;
  for (int i = 0; i < kElections; ++i) {
    const Budget made = MakeBudget(dice);
    counting::BudgetProblem problem;
    problem.shares = MergedShares(made.voters, made.costs, made.order);
    if (slip) std::reverse(problem.shares.lot.begin(), problem.shares.lot.end());
    problem.budget = made.budget;
    const auto outcome = counting::SpendGreedily(problem, VotesIn(problem.shares));
    EXPECT_LE(outcome.spent, made.budget);
    const auto expected = slow::Greedy(made.voters, made.costs, made.budget, made.order);
    if (ProjectsOf(outcome) != expected) ++differences;
  }
  return differences;
}

TEST(Agreement, Greedy) { EXPECT_EQ(GreedyDifferences(false), 0); }
TEST(AgreementCanary, GreedyLot) { EXPECT_GT(GreedyDifferences(true), 0); }

// A committee: equal shares first where `shares`, then Phragmén's rule, on what is left.
std::vector<int> Committee(const slow::Approvals& voters, int candidates, int seats, bool shares,
                           const std::vector<int>& order) {
  const auto count = static_cast<int64_t>(voters.size());
  const counting::ShareProblem problem =
      MergedShares(voters, std::vector<int64_t>(candidates, count), order);
  counting::Loads loads;
  loads.of_ballot.assign(problem.weight.size(), -1);
  loads.elected.assign(candidates, false);
  std::vector<int> elected;
  if (shares) {
    counting::SharesRun run(problem, VotesIn(problem));
    run.Run(seats);
    for (const auto& purchase : run.purchases()) {
      elected.push_back(purchase.project);
      loads.elected[purchase.project] = true;
    }
    counting::StartFrom(run, loads);
  }
  const counting::LoadsProblem filling = {.weight = problem.weight,
                                          .supporters = problem.supporters,
                                          .lot = problem.lot,
                                          .seats = seats,
                                          .seat_load = count};
  for (const auto& round : counting::FillByLoads(filling, loads))
    elected.push_back(round.candidate);
  return elected;
}

int CommitteeDifferences(bool shares, bool slip) {
  Dice dice(8);
  int differences = 0;
  for (int i = 0; i < kElections; ++i) {
    const int candidates = dice.From(1, 6);
    slow::Approvals voters(static_cast<size_t>(dice.From(1, 8)));
    for (auto& voter : voters) voter = dice.Approved(candidates);
    const int seats = dice.From(1, candidates);
    std::vector<int> order = dice.Order(candidates);
    const auto expected = slow::Committee(voters, candidates, seats, shares, order);
    if (slip) std::reverse(order.begin(), order.end());
    if (Committee(voters, candidates, seats, shares, order) != expected) ++differences;
  }
  return differences;
}

TEST(Agreement, SequentialPhragmen) { EXPECT_EQ(CommitteeDifferences(false, false), 0); }
TEST(AgreementCanary, SequentialPhragmenLot) { EXPECT_GT(CommitteeDifferences(false, true), 0); }
TEST(Agreement, CommitteeOfEqualShares) { EXPECT_EQ(CommitteeDifferences(true, false), 0); }
TEST(AgreementCanary, CommitteeOfEqualSharesLot) { EXPECT_GT(CommitteeDifferences(true, true), 0); }

int PavDifferences(bool slip) {
  Dice dice(9);
  int differences = 0;
  for (int i = 0; i < kElections; ++i) {
    const int candidates = dice.From(1, 7);
    slow::Approvals voters(static_cast<size_t>(dice.From(0, 8)));
    for (auto& voter : voters) voter = dice.Approved(candidates);
    const std::vector<int> order = dice.Order(candidates);
    const counting::ShareProblem merged =
        MergedShares(voters, std::vector<int64_t>(candidates, 1), order);
    const counting::PavProblem problem = {.weight = merged.weight,
                                          .supporters = merged.supporters,
                                          .by_lot = order,
                                          .seats = dice.From(1, candidates)};
    auto result = counting::BestCommittees(problem);
    auto expected = slow::BestCommittees(voters, candidates, problem.seats + (slip ? -1 : 0));
    // The first is the first in the order of the lot, too.
    const auto by_lot = [&](const std::vector<int>& committee) {
      std::vector<int> places;
      for (const int who : committee) places.push_back(merged.lot[who]);
      std::sort(places.begin(), places.end());
      return places;
    };
    const auto first =
        std::min_element(expected.begin(), expected.end(),
                         [&](const auto& a, const auto& b) { return by_lot(a) < by_lot(b); });
    std::set<std::vector<int>> ours;
    for (std::vector<int> committee : result.committees) {
      std::sort(committee.begin(), committee.end());
      ours.insert(committee);
    }
    std::sort(result.committees[0].begin(), result.committees[0].end());
    const std::set<std::vector<int>> theirs(expected.begin(), expected.end());
    if (ours != theirs || result.committees[0] != *first) ++differences;
  }
  return differences;
}

TEST(Agreement, ProportionalApproval) { EXPECT_EQ(PavDifferences(false), 0); }
TEST(AgreementCanary, ProportionalApprovalSeats) { EXPECT_GT(PavDifferences(true), 0); }

int StarDifferences(bool slip) {
  Dice dice(10);
  int differences = 0;
  for (int i = 0; i < 2 * kElections; ++i) {
    const int candidates = dice.From(1, 5);
    const int highest = dice.From(1, 5);
    slow::Scores voters(static_cast<size_t>(dice.From(0, 5)));
    counting::ScoreTotals totals;
    totals.score.resize(candidates);
    totals.top.resize(candidates);
    totals.preferred.assign(candidates, std::vector<int64_t>(candidates));
    for (auto& scores : voters) {
      for (int who = 0; who < candidates; ++who) scores.push_back(dice.From(0, highest));
      for (int a = 0; a < candidates; ++a) {
        totals.score[a] += scores[a];
        totals.top[a] += scores[a] == highest ? 1 : 0;
        for (int b = 0; b < candidates; ++b)
          totals.preferred[a][b] += scores[a] > scores[b] ? 1 : 0;
      }
    }
    const std::vector<int> order = dice.Order(candidates);
    totals.lot = Places<int>(order);
    if (slip) totals.top.assign(candidates, 0);
    std::vector<int> among(candidates);
    std::iota(among.begin(), among.end(), 0);
    if (counting::RunOff(totals, among).winner != slow::Star(voters, candidates, highest, order)) {
      ++differences;
    }
  }
  return differences;
}

TEST(Agreement, Star) { EXPECT_EQ(StarDifferences(false), 0); }
TEST(AgreementCanary, StarTopScores) { EXPECT_GT(StarDifferences(true), 0); }

// Whoever beats every other wins under all three rules that start from pairs.
TEST(Properties, CondorcetWinnerWins) {
  Dice dice(11);
  int found = 0;
  for (int i = 0; i < kElections; ++i) {
    const Pairwise made = MakePairwise(dice, 5);
    const int count = static_cast<int>(made.matrix.size());
    const int winner = counting::CondorcetWinner(made.matrix, made.order);
    if (winner < 0) continue;
    ++found;
    const std::vector<int> alone = {winner};
    for (const auto& [strength, by] : kStrengths) {
      const auto paths = counting::StrongestPaths(made.matrix, strength);
      ASSERT_EQ(counting::SchulzeTiers(paths)[0], alone);
      const auto pairs = counting::RankPairs(made.matrix, strength, Places<int>(made.order));
      ASSERT_EQ(counting::RankedPairsTiers(count, pairs)[0], alone);
    }
    counting::DebianProblem debian;
    debian.matrix = made.matrix;
    debian.default_option = -1;
    ASSERT_EQ(counting::CountDebian(debian).winners, alone);
  }
  EXPECT_GT(found, kElections / 3);
}

// A higher score for the winner, and nothing else, does not make it lose.
TEST(Properties, ScoreIsMonotone) {
  Dice dice(12);
  for (int i = 0; i < kElections; ++i) {
    const int candidates = dice.From(2, 5);
    slow::Scores voters(static_cast<size_t>(dice.From(1, 6)));
    for (auto& scores : voters) {
      for (int who = 0; who < candidates; ++who) scores.push_back(dice.From(0, 5));
    }
    const auto winner = [&] {
      counting::ScoreTotals totals;
      totals.score.resize(candidates);
      totals.top.resize(candidates);
      totals.preferred.assign(candidates, std::vector<int64_t>(candidates));
      totals.lot = Places<int>([&] {
        std::vector<int> order(candidates);
        std::iota(order.begin(), order.end(), 0);
        return order;
      }());
      for (const auto& scores : voters) {
        for (int a = 0; a < candidates; ++a) {
          totals.score[a] += scores[a];
          totals.top[a] += scores[a] == 5 ? 1 : 0;
          for (int b = 0; b < candidates; ++b)
            totals.preferred[a][b] += scores[a] > scores[b] ? 1 : 0;
        }
      }
      std::vector<int> among(candidates);
      std::iota(among.begin(), among.end(), 0);
      std::vector<counting::ScoreTie> ties;
      return counting::BestByScore(totals, among, 1, ties).front();
    };
    const int before = winner();
    int& score = voters[dice.Below(static_cast<int>(voters.size()))][before];
    score = std::min(5, score + 1);
    ASSERT_EQ(winner(), before);
  }
}

}  // namespace
}  // namespace assent::test
