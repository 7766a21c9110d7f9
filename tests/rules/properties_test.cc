// What must be true of every preset, phase and count.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <set>

#include "server/rules/presets.h"
#include "server/rules/to_proto.h"
#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

using ::testing::UnorderedElementsAre;
using Random = std::mt19937_64;

int64_t Upto(int64_t most, Random& random) {
  return std::uniform_int_distribution<int64_t>(0, most)(random);
}

Situation RandomSituation(StanceSet allowed, Random& random) {
  Situation situation;
  situation.members = Upto(24, random);
  int64_t left = situation.members;
  for (int i = 0; i < 7; ++i) {
    const auto stance = static_cast<v1::Stance>(1 + Upto(6, random));
    if (!allowed.Has(stance)) continue;
    const int64_t count = Upto(std::min<int64_t>(left, 8), random);
    situation.given[stance] += count;
    left -= count;
  }
  // Those who answer and more; a record of fewer is a case of its own (evaluate_test).
  if (Upto(1, random) == 0) situation.present = situation.members - Upto(left, random);
  situation.valid_blocks = situation.given[v1::STANCE_BLOCK];
  if (Upto(4, random) == 0) situation.pending_blocks = Upto(situation.valid_blocks, random);
  situation.valid_blocks -= situation.pending_blocks;
  if (Upto(6, random) == 0) situation.open_objections = 1 + Upto(2, random);
  situation.objecting = Upto(situation.open_objections, random);
  if (Upto(6, random) == 0) situation.unaddressed = 1;
  return situation;
}

using Visit = std::function<void(const v1::DecisionRule&, const v1::Phase&, const Situation&)>;

void ForRandomSituations(int rounds, const Visit& visit) {
  Random random(4711);
  for (const v1::DecisionRule* rule : ListPresets()) {
    for (const v1::Phase& phase : rule->phases()) {
      for (int i = 0; i < rounds; ++i) {
        visit(*rule, phase, RandomSituation(AllowedStances(*rule, phase), random));
      }
    }
  }
}

bool Adopts(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_ADOPTED || outcome == v1::OUTCOME_ADOPTED_WITH_DISSENT;
}

std::string Describe(const v1::DecisionRule& rule, const v1::Phase& phase,
                     const Situation& situation) {
  return rule.id() + "/" + phase.name() + " " +
         ToProto(Evaluate(rule, phase, situation), phase, situation).ShortDebugString();
}

int64_t Answered(const Situation& situation) {
  int64_t answered = 0;
  for (const int64_t count : situation.given) answered += count;
  return answered;
}

TEST(Properties, AdoptedMeansThatEveryDecidingConditionHolds) {
  ForRandomSituations(300, [](const auto& rule, const auto& phase, const auto& situation) {
    const Evaluation evaluation = Evaluate(rule, phase, situation);
    bool all = true;
    for (const Condition& condition : evaluation.conditions) {
      all = all && (condition.holds || !condition.decides);
    }
    ASSERT_EQ(Adopts(evaluation.outcome), all) << Describe(rule, phase, situation);
  });
}

TEST(Properties, OneMoreAgreementNeverUndoesAnAdoption) {
  ForRandomSituations(300, [](const auto& rule, const auto& phase, const auto& situation) {
    // A part of those present with an attribute may shrink.
    if (phase.quorum().composition_size() > 0) return;
    if (Answered(situation) == situation.members) return;
    if (!Adopts(Evaluate(rule, phase, situation).outcome)) return;
    Situation more = situation;
    ++more.given[v1::STANCE_AGREE];
    ASSERT_TRUE(Adopts(Evaluate(rule, phase, more).outcome)) << Describe(rule, phase, more);
  });
}

TEST(Properties, ConditionsComeInTheOrderOfEvaluation) {
  using C = v1::Condition;
  const std::map<C::Kind, int> rank = {{C::KIND_ALLOWED_POSITIONS, 0},
                                       {C::KIND_QUORUM, 1},
                                       {C::KIND_COMPOSITION, 1},
                                       {C::KIND_MORE_DISCUSSION, 2},
                                       {C::KIND_OBJECTIONS, 3},
                                       {C::KIND_BLOCKS_UNTESTED, 4},
                                       {C::KIND_BLOCKS, 5},
                                       {C::KIND_STAND_ASIDES, 6},
                                       {C::KIND_IMPLEMENTERS, 7},
                                       {C::KIND_PARTICIPATION, 8},
                                       {C::KIND_SUPPORT_MIN, 9},
                                       {C::KIND_SUPPORT_MOST, 9},
                                       {C::KIND_SUPPORT_SHARE, 9},
                                       {C::KIND_SUPPORT_GREATER, 9},
                                       {C::KIND_SUPPORT_MISSING, 9},
                                       {C::KIND_UNADDRESSED, 10},
                                       {C::KIND_MIN_TIME, 11},
                                       {C::KIND_DECLARATION, 12},
                                       {C::KIND_ROADS, 13}};
  ForRandomSituations(100, [&](const auto& rule, const auto& phase, const auto& situation) {
    int last = 0;
    for (const Condition& condition : Evaluate(rule, phase, situation).conditions) {
      ASSERT_LE(last, rank.at(condition.kind)) << Describe(rule, phase, situation);
      last = rank.at(condition.kind);
    }
  });
}

std::set<std::string> AdoptedBySilence(int64_t members, std::optional<int64_t> present) {
  std::set<std::string> names;
  for (const v1::DecisionRule* rule : ListPresets()) {
    Situation situation;
    situation.members = members;
    situation.present = present;
    const Evaluation evaluation = Evaluate(*rule, FirstAsking(*rule), situation);
    if (!Adopts(evaluation.outcome)) continue;
    names.insert(rule->id());
    bool warned = false;
    for (const Condition& condition : evaluation.conditions) {
      warned = warned || (condition.kind == v1::Condition::KIND_PARTICIPATION && !condition.holds &&
                          !condition.decides);
    }
    EXPECT_TRUE(warned) << rule->id() << " adopts silently without saying so";
  }
  return names;
}

TEST(Properties, NobodyAnsweringAdoptsOnlyWhereTheRuleSaysSo) {
  EXPECT_THAT(AdoptedBySilence(8, std::nullopt),
              UnorderedElementsAre("apache_lazy", "colab_vote", "dynamic_governance",
                                   "enspiral_standard", "k8s_lazy", "s3_consent"));
  // With enough people in the room, those that ask for a quorum of them too.
  EXPECT_THAT(AdoptedBySilence(20, 20),
              UnorderedElementsAre("apache_lazy", "colab_vote", "cornerstone", "dynamic_governance",
                                   "enspiral_standard", "k8s_lazy", "s3_consent", "takoma"));
}

TEST(Properties, AllButNOfAnElectorateOfNStillNeedsSomebody) {
  Situation situation;
  situation.members = 2;
  const v1::DecisionRule& rule = *FindPreset("rust_council");
  EXPECT_EQ(Evaluate(rule, rule.phases(0), situation).outcome, v1::OUTCOME_NOT_READY);
  situation.given[v1::STANCE_AGREE] = 1;
  EXPECT_EQ(Evaluate(rule, rule.phases(0), situation).outcome, v1::OUTCOME_ADOPTED);
}

TEST(Properties, AnEmptyElectorateMeetsNoShareAndNoQuorum) {
  for (const v1::DecisionRule* rule : ListPresets()) {
    for (const v1::Phase& phase : rule->phases()) {
      for (const Condition& condition : Evaluate(*rule, phase, Situation{}).conditions) {
        const bool share = condition.kind == v1::Condition::KIND_SUPPORT_SHARE ||
                           condition.kind == v1::Condition::KIND_QUORUM ||
                           condition.kind == v1::Condition::KIND_COMPOSITION ||
                           condition.kind == v1::Condition::KIND_SUPPORT_MISSING;
        EXPECT_FALSE(share && condition.holds) << rule->id() << "/" << phase.name();
      }
    }
  }
}

// Moves voices into `stance`: the silent first, then those who said something
// that `keep` does not name.
void AddVoices(int64_t count, StanceSet keep, v1::Stance stance, Situation& situation) {
  const int64_t silent = std::min<int64_t>(count, situation.members - Answered(situation));
  situation.given[stance] += count;
  count -= silent;
  for (int other = 1; other < v1::Stance_ARRAYSIZE; ++other) {
    if (keep.Has(static_cast<v1::Stance>(other))) continue;
    const int64_t moved = std::min(count, situation.given[other]);
    situation.given[other] -= moved;
    count -= moved;
  }
  ASSERT_EQ(count, 0);
  // Who speaks up is there.
  if (situation.present) situation.present = std::max(*situation.present, Answered(situation));
  situation.valid_blocks = situation.given[v1::STANCE_BLOCK];
  situation.pending_blocks = 0;
}

v1::Stance FirstOf(StanceSet stances) {
  v1::Stance first = v1::STANCE_UNSPECIFIED;
  stances.ForEach([&](v1::Stance stance) {
    if (first == v1::STANCE_UNSPECIFIED) first = stance;
  });
  return first;
}

const Condition* Find(const Evaluation& evaluation, const Condition& like) {
  for (const Condition& condition : evaluation.conditions) {
    if (condition.kind == like.kind && condition.stances == like.stances) return &condition;
  }
  return nullptr;
}

TEST(Properties, AsManyMoreVoicesAsARemedyNamesAreEnough) {
  int tried = 0;
  ForRandomSituations(400, [&](const auto& rule, const auto& phase, const auto& situation) {
    if (situation.pending_blocks > 0) return;
    for (const Condition& condition : Evaluate(rule, phase, situation).conditions) {
      if (condition.remedy.kind != v1::Remedy::KIND_MORE_VOICES) continue;
      ASSERT_FALSE(condition.holds);
      Situation changed = situation;
      // So many votes are those of so many units.
      const int64_t each = condition.in_votes ? std::max(rule.electorate().unit_weight(), 1) : 1;
      const int64_t voices = (condition.remedy.count + each - 1) / each;
      AddVoices(voices, condition.stances, FirstOf(condition.stances), changed);
      const Evaluation after = Evaluate(rule, phase, changed);
      const Condition* same = Find(after, condition);
      ASSERT_TRUE(same != nullptr && same->holds)
          << Describe(rule, phase, situation) << "\nthen " << Describe(rule, phase, changed);
      ++tried;
    }
  });
  EXPECT_GT(tried, 1000);
}

TEST(Properties, AsManyFewerVoicesAsARemedyNamesAreEnough) {
  int tried = 0;
  ForRandomSituations(400, [&](const auto& rule, const auto& phase, const auto& situation) {
    if (situation.pending_blocks > 0) return;
    for (const Condition& condition : Evaluate(rule, phase, situation).conditions) {
      if (condition.remedy.kind != v1::Remedy::KIND_FEWER_VOICES) continue;
      if (condition.kind == v1::Condition::KIND_ALLOWED_POSITIONS) continue;
      Situation changed = situation;
      changed.given[FirstOf(condition.stances)] -= condition.remedy.count;
      changed.given[v1::STANCE_AGREE] += condition.remedy.count;
      changed.valid_blocks = changed.given[v1::STANCE_BLOCK];
      const Evaluation after = Evaluate(rule, phase, changed);
      const Condition* same = Find(after, condition);
      ASSERT_TRUE(same != nullptr && same->holds) << Describe(rule, phase, situation);
      ++tried;
    }
  });
  EXPECT_GT(tried, 1000);
}

// What cannot be helped: by design these alone have no remedy.
TEST(Properties, EveryDecidingConditionThatFailsOffersARemedyOrCannot) {
  ForRandomSituations(300, [](const auto& rule, const auto& phase, const auto& situation) {
    for (const Condition& condition : Evaluate(rule, phase, situation).conditions) {
      const bool helped = condition.remedy.kind != v1::Remedy::KIND_UNSPECIFIED;
      ASSERT_FALSE(condition.holds && helped) << Describe(rule, phase, situation);
      if (condition.holds || !condition.decides || helped) continue;
      const bool out_of_reach = condition.needed > situation.members || situation.members == 0 ||
                                // the whole of a base that somebody left
                                condition.numerator == condition.denominator ||
                                // more than everybody else would be needed
                                condition.kind == v1::Condition::KIND_SUPPORT_SHARE ||
                                condition.kind == v1::Condition::KIND_SUPPORT_GREATER ||
                                // stand-asides that count as a block
                                condition.includes_stand_asides;
      ASSERT_TRUE(out_of_reach) << Describe(rule, phase, situation);
    }
  });
}

}  // namespace
}  // namespace assent::rules
