// Another rule on past decisions: which come out differently, counted by hand.
#include "server/rules/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/rules/presets.h"
#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

using ::testing::HasSubstr;

// A decision by consensus, as it would have been with these counts.
v1::Decision DecidedBy(const std::string& preset, const std::string& counts,
                       v1::Proposal::State state) {
  v1::Decision decision;
  decision.set_name("assemblies/kitchen/decisions/7");
  decision.set_title("Open on Sundays");
  decision.set_state(state);
  *decision.mutable_rule() = *FindPreset(preset);
  *decision.mutable_tally() = Tally(preset, Counts(counts));
  decision.set_phase(decision.tally().phase());
  return decision;
}

Trial Try(const v1::Decision& decision, const std::string& preset, int phase = 1) {
  const v1::DecisionRule& rule = *FindPreset(preset);
  return TryOn(decision, rule, rule.phases(phase - 1));
}

TEST(TrialTest, OneBlockStopsAConsensusAndNotAConsensusMinusOne) {
  const v1::Decision blocked =
      DecidedBy("sfc_consensus", "members: 9 agree: 7 block: 1", v1::Proposal::STATE_REJECTED);
  ASSERT_EQ(blocked.tally().outcome(), v1::OUTCOME_BLOCKED);
  const Trial trial = Try(blocked, "consensus_minus_1");
  EXPECT_EQ(trial.not_compared, v1::NotCompared::REASON_UNSPECIFIED);
  ASSERT_TRUE(trial.differs);
  EXPECT_FALSE(trial.tried.adopted());
  EXPECT_EQ(trial.tried.outcome(), v1::OUTCOME_BLOCKED);
  EXPECT_EQ(trial.tried.tried_outcome(), v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_EQ(trial.tried.headline(), "adopted with dissent: 7 agree, 1 blocks");
  EXPECT_EQ(trial.tried.rule_id(), "sfc_consensus");
  EXPECT_EQ(trial.tried.decision(), "assemblies/kitchen/decisions/7");
  EXPECT_FALSE(Try(blocked, "sfc_consensus").differs);  // under its own rule
}

// Of 12 members 8 agree and 4 abstain: all of those who answer agree, but three quarters of the
// members are 9.
TEST(TrialTest, AnAdoptionCanFallShortOfAnotherRulesShare) {
  const v1::Decision adopted =
      DecidedBy("sfc_consensus", "members: 12 agree: 8 abstain: 3", v1::Proposal::STATE_ADOPTED);
  ASSERT_EQ(adopted.tally().outcome(), v1::OUTCOME_ADOPTED);
  EXPECT_FALSE(Try(adopted, "two_thirds_members").differs);  // 8 of 12 are two thirds
  v1::DecisionRule rule = *FindPreset("two_thirds_members");
  auto& share = *rule.mutable_phases(0)->mutable_support()->mutable_conditions(0)->mutable_share();
  share.mutable_fraction()->set_numerator(3);
  share.mutable_fraction()->set_denominator(4);
  const Trial trial = TryOn(adopted, rule, rule.phases(0));
  ASSERT_TRUE(trial.differs);
  EXPECT_TRUE(trial.tried.adopted());
  EXPECT_EQ(trial.tried.tried_outcome(), v1::OUTCOME_NOT_ADOPTED);
  EXPECT_THAT(trial.tried.headline(), HasSubstr("9 needed"));
}

TEST(TrialTest, AnotherPhaseOfTheRuleMayBeTried) {
  const v1::Decision blocked =
      DecidedBy("sfc_consensus", "members: 9 agree: 6 block: 1", v1::Proposal::STATE_REJECTED);
  EXPECT_FALSE(Try(blocked, "n_street", 1).differs);  // consensus
  EXPECT_TRUE(Try(blocked, "n_street", 4).differs);   // 6 of 7 votes are more than 3/4
}

// What is kept of a decision for trials is all that they need, whatever the rule was.
TEST(TrialTest, TheOutlineOfADecisionIsTriedLikeTheDecision) {
  const char* const counts[] = {"members: 9 agree: 7 block: 1",
                                "members: 9 agree: 6 stand_aside: 3", "members: 9 agree: 9",
                                "members: 9"};
  for (const v1::DecisionRule* const own : ListPresets()) {
    for (const char* const given : counts) {
      v1::Decision decision = DecidedBy(own->id(), given, v1::Proposal::STATE_ADOPTED);
      decision.set_text(std::string(4000, 't'));
      const v1::Decision outline = Outline(decision);
      EXPECT_LT(outline.ByteSizeLong(), 300u);
      for (const char* const tried : {"consensus_minus_1", "two_thirds_members", "ietf_rough"}) {
        const Trial whole = Try(decision, tried);
        const Trial kept = Try(outline, tried);
        EXPECT_EQ(kept.not_compared, whole.not_compared) << own->id();
        EXPECT_EQ(kept.differs, whole.differs) << own->id();
        EXPECT_EQ(kept.tried.SerializeAsString(), whole.tried.SerializeAsString()) << own->id();
      }
    }
  }
}

TEST(TrialTest, AdoptedWithAndWithoutDissentIsTheSameEnd) {
  const v1::Decision aside =
      DecidedBy("sfc_consensus", "members: 9 agree: 8 stand_aside: 1", v1::Proposal::STATE_ADOPTED);
  ASSERT_EQ(aside.tally().outcome(), v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_FALSE(Try(aside, "consensus_minus_1").differs);
}

TEST(TrialTest, WhatCannotBeComparedSaysWhy) {
  const auto reason = [](const v1::Decision& decision, const std::string& preset) {
    return Try(decision, preset).not_compared;
  };
  v1::Decision decision =
      DecidedBy("sfc_consensus", "members: 9 agree: 8 stand_aside: 1", v1::Proposal::STATE_ADOPTED);
  EXPECT_EQ(reason(decision, "quaker_sense"), v1::NotCompared::REASON_TRIED_RULE_IS_JUDGED);
  EXPECT_EQ(reason(decision, "rust_fcp"), v1::NotCompared::REASON_STANCE_UNKNOWN);
  // Nobody knows how many votes the voices would have had.
  EXPECT_EQ(Try(decision, "two_acre_wood", 2).not_compared, v1::NotCompared::REASON_NO_VOTES);
  v1::Votes& votes = *decision.mutable_tally()->mutable_counts()->mutable_votes();
  votes.set_members(20);
  votes.set_agree(13);
  votes.set_stand_aside(1);
  EXPECT_TRUE(Try(decision, "two_acre_wood", 2).differs) << "13 of 20 votes";
  votes.set_agree(14);
  EXPECT_FALSE(Try(decision, "two_acre_wood", 2).differs) << "14 of 20 votes";
  decision.set_state(v1::Proposal::STATE_WITHDRAWN);
  EXPECT_EQ(reason(decision, "rust_fcp"), v1::NotCompared::REASON_NO_COUNTS);
  decision.set_state(v1::Proposal::STATE_LAPSED);
  decision.clear_tally();
  EXPECT_EQ(reason(decision, "rust_fcp"), v1::NotCompared::REASON_NO_COUNTS);
  const v1::Decision judged =
      DecidedBy("quaker_sense", "members: 9 agree: 8", v1::Proposal::STATE_ADOPTED);
  EXPECT_EQ(reason(judged, "sfc_consensus"), v1::NotCompared::REASON_DECLARED);
}

TEST(TrialTest, TotalsCountEveryDecisionOnce) {
  const v1::Decision blocked =
      DecidedBy("sfc_consensus", "members: 9 agree: 7 block: 1", v1::Proposal::STATE_REJECTED);
  v1::Decision withdrawn = blocked;
  withdrawn.set_state(v1::Proposal::STATE_WITHDRAWN);
  v1::TryRuleResponse response;
  AddTrial(Try(blocked, "consensus_minus_1"), response);
  AddTrial(Try(blocked, "sfc_consensus"), response);
  for (int i = 0; i < 2; ++i) AddTrial(Try(withdrawn, "consensus_minus_1"), response);
  EXPECT_EQ(response.looked_at(), 4);
  EXPECT_EQ(response.compared(), 2);
  EXPECT_EQ(response.differing_size(), 1);
  ASSERT_EQ(response.not_compared_size(), 1);
  EXPECT_EQ(response.not_compared(0).count(), 2);
}

}  // namespace
}  // namespace assent::rules
