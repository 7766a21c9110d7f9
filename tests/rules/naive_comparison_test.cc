// The rule engine and the naive tally on many random counts, over every preset
// and phase that the vectors describe.

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "server/rules/evaluate_tally.h"
#include "server/rules/presets.h"
#include "server/rules/to_proto.h"
#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

using Random = std::mt19937_64;

int64_t Upto(int64_t most, Random& random) {
  return std::uniform_int_distribution<int64_t>(0, most)(random);
}

// Small groups mostly, so that thresholds are hit exactly; sometimes a stance
// that the rule does not know.
test::NaiveCase RandomCase(const std::string& allowed, Random& random) {
  test::NaiveCase given;
  given.members = Upto(Upto(3, random) == 0 ? 60 : 14, random);
  int64_t left = given.members;
  std::string letters = allowed;
  if (Upto(30, random) == 0) letters = "YRSANBD";
  std::shuffle(letters.begin(), letters.end(), random);
  for (const char letter : letters) {
    if (Upto(2, random) == 0) continue;
    const int64_t count = Upto(Upto(2, random) == 0 ? std::min<int64_t>(left, 2) : left, random);
    if (count > 0) given.positions[letter] = count;
    left -= count;
  }
  if (Upto(1, random) == 0) given.present = Upto(given.members, random);
  if (Upto(2, random) == 0) given.valid_blocks = Upto(given.positions['B'], random);
  if (Upto(3, random) == 0) given.unaddressed = Upto(2, random);
  if (given.positions['B'] == 0) given.positions.erase('B');
  const int64_t answered = given.members - left;
  given.present_with["women"] = Upto(std::max(given.present.value_or(0), answered), random);
  return given;
}

// Some of the units have five votes.
void MakeHeavy(test::NaiveCase& given, Random& random) {
  int64_t answered = 0;
  for (const auto& [letter, count] : given.positions) {
    answered += count;
    given.heavy[letter] = Upto(count, random);
  }
  const int64_t silent = given.members - answered;
  given.heavy['-'] = Upto(silent, random);
  const int64_t present = std::max<int64_t>(given.present.value_or(0) - answered, 0);
  given.heavy_present = Upto(std::min(present, given.heavy['-']), random);
}

using Evaluator =
    std::function<v1::Outcome(const v1::DecisionRule&, const v1::Phase&, const Situation&)>;

std::string Describe(const std::string& name, int phase, const test::NaiveCase& given) {
  return name + " phase " + std::to_string(phase) + ": " + CountsOf(given, 1).ShortDebugString();
}

// Compares on `rounds` random cases for every phase; returns the cases on which
// the two differ, at most ten.
std::vector<std::string> Differences(const std::string& file, int rounds, const Evaluator& evaluate,
                                     int& compared) {
  const auto naive = test::NaiveRules::FromFile(file);
  Random random(20261122);
  std::vector<std::string> differences;
  for (const std::string& name : naive.Names()) {
    const v1::DecisionRule* rule = FindPreset(name);
    if (rule == nullptr) return {name + " is no preset"};
    for (int phase = 1; phase <= naive.PhasesOf(name); ++phase) {
      for (int round = 0; round < rounds; ++round) {
        test::NaiveCase given = RandomCase(naive.AllowedIn(name, phase), random);
        const v1::Phase& counted_in = **RequirePhase(*rule, std::to_string(phase));
        const bool weighted = counted_in.weighted();
        const int64_t each = std::max(rule->electorate().unit_weight(), 1);
        if (weighted) MakeHeavy(given, random);
        const v1::Counts counts = CountsOf(given, weighted ? each : 0);
        const CountedSituation counted(counts);
        const std::string fast = ShortName(evaluate(*rule, counted_in, counted.situation()));
        const std::string slow = naive.Outcome(name, phase, given);
        ++compared;
        if (fast == slow || differences.size() >= 10) continue;
        differences.push_back(Describe(name, phase, given) + " fast " + fast + ", naive " + slow);
      }
    }
  }
  return differences;
}

v1::Outcome Real(const v1::DecisionRule& rule, const v1::Phase& phase, const Situation& situation) {
  return Evaluate(rule, phase, situation).outcome;
}

void ExpectNoDifference(const std::string& file, int rounds, int at_least) {
  int compared = 0;
  for (const std::string& difference : Differences(file, rounds, Real, compared)) {
    ADD_FAILURE() << difference;
  }
  EXPECT_GE(compared, at_least);
}

TEST(NaiveComparison, AgreesOnThePresetsOfTheVectors) {
  ExpectNoDifference(kPresetsFile, 2500, 100'000);
}

TEST(NaiveComparison, AgreesOnTheOtherPresetsAndLaterPhases) {
  ExpectNoDifference(kOtherPresetsFile, 2000, 100'000);
}

// The lane's canaries: seeded mistakes that it must find.
TEST(NaiveComparison, CanaryWrongComparisonIsCaught) {
  const Evaluator strict = [](const v1::DecisionRule& rule, const v1::Phase& phase,
                              const Situation& situation) {
    v1::Phase wrong = phase;
    for (auto& condition : *wrong.mutable_support()->mutable_conditions()) {
      if (condition.has_share()) {
        condition.mutable_share()->set_comparison(v1::COMPARISON_MORE_THAN);
      }
    }
    return Evaluate(rule, wrong, situation).outcome;
  };
  int compared = 0;
  EXPECT_FALSE(Differences(kPresetsFile, 2500, strict, compared).empty());
}

TEST(NaiveComparison, CanaryForgottenAbstentionsAreCaught) {
  const Evaluator forgetful = [](const v1::DecisionRule& rule, const v1::Phase& phase,
                                 const Situation& situation) {
    Situation wrong = situation;
    wrong.given[v1::STANCE_ABSTAIN] = 0;
    return Evaluate(rule, phase, wrong).outcome;
  };
  int compared = 0;
  EXPECT_FALSE(Differences(kPresetsFile, 2500, forgetful, compared).empty());
}

TEST(NaiveComparison, CanaryVoicesInsteadOfVotesAreCaught) {
  const Evaluator unweighted = [](const v1::DecisionRule& rule, const v1::Phase& phase,
                                  const Situation& situation) {
    v1::Phase wrong = phase;
    wrong.set_weighted(false);
    return Evaluate(rule, wrong, situation).outcome;
  };
  int compared = 0;
  EXPECT_FALSE(Differences(kOtherPresetsFile, 2000, unweighted, compared).empty());
}

}  // namespace
}  // namespace assent::rules
