// The steps of the evaluation that the vectors do not reach.

#include "server/rules/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/rules/presets.h"
#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

using C = v1::Condition;

v1::Outcome OutcomeOf(const v1::DecisionRule& rule, const Situation& situation) {
  return Evaluate(rule, FirstAsking(rule), situation).outcome;
}

const Condition* Find(const Evaluation& evaluation, C::Kind kind) {
  for (const Condition& condition : evaluation.conditions) {
    if (condition.kind == kind) return &condition;
  }
  return nullptr;
}

Situation Agreeing(int64_t members, int64_t agree) {
  Situation situation;
  situation.members = members;
  situation.given[v1::STANCE_AGREE] = agree;
  return situation;
}

constexpr char kVeto[] =
    "block { mode: MODE_VETO invalid_becomes: STANCE_STAND_ASIDE } "
    "support { conditions { min { stances: [STANCE_AGREE] count: 1 } } } ";

TEST(Evaluate, AnOpenObjectionMakesAConsensusRuleWait) {
  Situation situation = Agreeing(8, 8);
  situation.open_objections = 1;
  EXPECT_EQ(OutcomeOf(RuleWithPhase(kVeto), situation), v1::OUTCOME_NOT_READY);
  EXPECT_EQ(OutcomeOf(*FindPreset("quaker_sense"), situation), v1::OUTCOME_NOT_READY);
}

TEST(Evaluate, AnOpenObjectionIsOnlyReportedWhereVotesAreCounted) {
  Situation situation = Agreeing(8, 8);
  situation.open_objections = 1;
  const v1::DecisionRule& rule = *FindPreset("simple_majority");
  const Evaluation evaluation = Evaluate(rule, rule.phases(0), situation);
  EXPECT_EQ(evaluation.outcome, v1::OUTCOME_ADOPTED);
  const Condition* objections = Find(evaluation, C::KIND_OBJECTIONS);
  ASSERT_NE(objections, nullptr);
  EXPECT_FALSE(objections->holds);
  EXPECT_FALSE(objections->decides);
}

// Section 4: where blocks are tolerated, an objection is no stronger hold than a block.
TEST(Evaluate, AsManyMayObjectAsMayBlock) {
  const auto of = [](const char* preset, int64_t blocks, int64_t objections, int64_t objecting) {
    Situation situation = Agreeing(8, 5);
    const v1::DecisionRule& rule = *FindPreset(preset);
    const v1::Phase& asked = FirstAsking(rule);
    const bool knows = AllowedStances(rule, asked).Has(v1::STANCE_BLOCK);
    situation.given[knows ? v1::STANCE_BLOCK : v1::STANCE_DISAGREE] = blocks;
    situation.valid_blocks = knows ? blocks : 0;
    situation.open_objections = objections;
    situation.objecting = objecting;
    return Evaluate(rule, asked, situation);
  };
  EXPECT_EQ(of("consensus_minus_1", 0, 1, 1).outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_EQ(of("consensus_minus_1", 0, 2, 2).outcome, v1::OUTCOME_NOT_READY);
  EXPECT_EQ(of("consensus_minus_1", 0, 2, 1).outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT)
      << "two objections of one voice";
  EXPECT_EQ(of("consensus_minus_1", 1, 1, 1).outcome, v1::OUTCOME_NOT_READY);
  EXPECT_EQ(of("consensus_minus_1", 1, 1, 0).outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT)
      << "who blocks objects, too";
  EXPECT_EQ(of("consensus_minus_2", 1, 1, 1).outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_EQ(of("consensus_minus_2", 1, 2, 2).outcome, v1::OUTCOME_NOT_READY);
  EXPECT_EQ(of("colab_vote", 1, 1, 1).outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_EQ(of("colab_vote", 1, 2, 2).outcome, v1::OUTCOME_NOT_READY);
  EXPECT_EQ(of("sfc_consensus", 0, 1, 1).outcome, v1::OUTCOME_NOT_READY);

  const Evaluation passes = of("consensus_minus_1", 0, 1, 1);
  const Condition* let_through = Find(passes, C::KIND_OBJECTIONS);
  ASSERT_NE(let_through, nullptr);
  EXPECT_TRUE(let_through->holds);
  EXPECT_EQ(let_through->needed, 1);
  const Evaluation waits = of("consensus_minus_1", 0, 3, 3);
  const Condition* too_many = Find(waits, C::KIND_OBJECTIONS);
  ASSERT_NE(too_many, nullptr);
  EXPECT_EQ(too_many->needed, 1);
  EXPECT_EQ(too_many->remedy.count, 2);
}

TEST(Evaluate, AnUntestedBlockWaitsOnlyWhereItCouldDecide) {
  Situation situation = Agreeing(8, 6);
  situation.given[v1::STANCE_BLOCK] = 1;
  situation.pending_blocks = 1;
  EXPECT_EQ(OutcomeOf(RuleWithPhase(kVeto), situation), v1::OUTCOME_NOT_READY);
  EXPECT_EQ(OutcomeOf(*FindPreset("consensus_minus_1"), situation),
            v1::OUTCOME_ADOPTED_WITH_DISSENT);

  situation.given[v1::STANCE_BLOCK] = 2;
  situation.valid_blocks = 1;
  EXPECT_EQ(OutcomeOf(RuleWithPhase(kVeto), situation), v1::OUTCOME_BLOCKED);
}

TEST(Evaluate, AnInvalidBlockCountsAsWhatTheRuleMakesOfIt) {
  Situation situation = Agreeing(8, 6);
  situation.given[v1::STANCE_BLOCK] = 1;
  const auto of = [&](const char* preset) {
    const v1::DecisionRule& rule = *FindPreset(preset);
    return Evaluate(rule, rule.phases(0), situation);
  };
  const Evaluation aside = of("sfc_consensus");
  EXPECT_EQ(aside.outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_EQ(aside.counted[v1::STANCE_STAND_ASIDE], 1);
  const Evaluation against = of("occupy_bellingham");
  EXPECT_EQ(against.counted[v1::STANCE_DISAGREE], 1);
  const Evaluation nothing = of("apache_code");
  EXPECT_EQ(nothing.outcome, v1::OUTCOME_ADOPTED) << "void, so no dissent is left";
  EXPECT_EQ(nothing.counted[v1::STANCE_BLOCK], 0);
}

TEST(Evaluate, AVoidBlockStillTookPart) {
  Situation situation;
  situation.members = 3;
  situation.given[v1::STANCE_BLOCK] = 1;
  const v1::DecisionRule& rule = *FindPreset("apache_code");
  const Evaluation evaluation = Evaluate(rule, rule.phases(0), situation);
  EXPECT_TRUE(Find(evaluation, C::KIND_PARTICIPATION)->holds);
}

// Two stand aside, the third block is found invalid and becomes a stand-aside:
// now a third of those present stand aside, which counts as a block.
TEST(Evaluate, InvalidBlocksAreStandAsidesBeforeStandAsidesBecomeABlock) {
  Situation situation = Agreeing(9, 6);
  situation.given[v1::STANCE_STAND_ASIDE] = 2;
  situation.given[v1::STANCE_BLOCK] = 1;
  const v1::DecisionRule& rule = *FindPreset("right_of_way");
  const Evaluation evaluation = Evaluate(rule, rule.phases(0), situation);
  EXPECT_EQ(evaluation.outcome, v1::OUTCOME_BLOCKED);
  EXPECT_TRUE(Find(evaluation, C::KIND_BLOCKS)->includes_stand_asides);
  EXPECT_TRUE(Find(evaluation, C::KIND_STAND_ASIDES)->decides);
}

TEST(Evaluate, PresentIsTheAttendanceRecordAndNeverFewerThanAnswered) {
  Situation situation = Agreeing(20, 9);
  const v1::DecisionRule& rule = *FindPreset("supermajority_75_present");
  const auto base = [&] {
    const Evaluation evaluation = Evaluate(rule, rule.phases(0), situation);
    return Find(evaluation, C::KIND_SUPPORT_SHARE)->base_count;
  };
  EXPECT_EQ(base(), 9);
  situation.present = 12;
  EXPECT_EQ(base(), 12);
  situation.present = 8;  // one has answered and is not on the list
  EXPECT_EQ(base(), 9);
}

TEST(Evaluate, AMinimumTimeWaitsUntilItsLastMomentAndNotBeyond) {
  Situation situation = Agreeing(8, 8);
  situation.min_time_until = absl::FromUnixSeconds(1000);
  situation.now = absl::FromUnixSeconds(999);
  EXPECT_EQ(OutcomeOf(RuleWithPhase(kVeto), situation), v1::OUTCOME_NOT_READY);
  situation.now = absl::FromUnixSeconds(1000);
  EXPECT_EQ(OutcomeOf(RuleWithPhase(kVeto), situation), v1::OUTCOME_ADOPTED);
}

TEST(Evaluate, UnmetSupportIsSaidBeforeAMinimumTime) {
  Situation situation = Agreeing(8, 0);
  situation.given[v1::STANCE_ABSTAIN] = 3;
  situation.min_time_until = absl::FromUnixSeconds(1000);
  situation.now = absl::FromUnixSeconds(1);
  EXPECT_EQ(OutcomeOf(RuleWithPhase(kVeto), situation), v1::OUTCOME_NOT_ADOPTED);
}

TEST(Evaluate, WhoeverIsToCarryItOutAndStandsAsideReturnsIt) {
  const Hold bo = {.member = "assemblies/a/members/1", .handle = "bo", .revision = 1};
  Situation situation = Agreeing(8, 6);
  situation.given[v1::STANCE_STAND_ASIDE] = 1;
  situation.implementers_aside = absl::MakeConstSpan(&bo, 1);
  EXPECT_EQ(OutcomeOf(*FindPreset("mutual_aid_default"), situation),
            v1::OUTCOME_RETURN_TO_DISCUSSION);
  const auto warns =
      RuleWithPhase(absl::StrCat(kVeto, "stand_aside { implementer_check: EFFECT_WARN }"));
  EXPECT_EQ(OutcomeOf(warns, situation), v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_EQ(OutcomeOf(*FindPreset("sfc_consensus"), situation), v1::OUTCOME_ADOPTED_WITH_DISSENT);
}

TEST(Evaluate, TooManyStandAsidesMayOnlyWarn) {
  const auto rule =
      RuleWithPhase(absl::StrCat(kVeto, "stand_aside { limit_count: 1 effect: EFFECT_WARN }"));
  Situation situation = Agreeing(8, 6);
  situation.given[v1::STANCE_STAND_ASIDE] = 1;
  const Evaluation evaluation = Evaluate(rule, rule.phases(0), situation);
  EXPECT_EQ(evaluation.outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_FALSE(Find(evaluation, C::KIND_STAND_ASIDES)->holds);
}

// Omni Commons' ladder, written with ANY: two thirds for, or at least half for
// and at most two against.
TEST(Evaluate, OfSeveralWaysOneIsEnough) {
  const auto rule = RuleWithPhase(
      "block { mode: MODE_COUNTED } support { combine: COMBINE_ANY "
      "conditions { share { stances: [STANCE_AGREE] fraction { numerator: 2 denominator: 3 } "
      "base { kind: KIND_PRESENT } comparison: COMPARISON_AT_LEAST } } "
      "conditions { most { stances: [STANCE_DISAGREE] count: 2 } } }");
  Situation situation = Agreeing(12, 6);
  situation.given[v1::STANCE_ABSTAIN] = 4;
  situation.given[v1::STANCE_DISAGREE] = 2;
  const Evaluation evaluation = Evaluate(rule, rule.phases(0), situation);
  EXPECT_EQ(evaluation.outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT);
  EXPECT_FALSE(Find(evaluation, C::KIND_SUPPORT_SHARE)->holds);
  EXPECT_FALSE(Find(evaluation, C::KIND_SUPPORT_SHARE)->decides);

  situation.given[v1::STANCE_ABSTAIN] = 3;
  situation.given[v1::STANCE_DISAGREE] = 3;
  EXPECT_EQ(OutcomeOf(rule, situation), v1::OUTCOME_NOT_ADOPTED);
}

TEST(Evaluate, MoreThanAThirdNotReadyReturnsItToDiscussion) {
  v1::DecisionRule rule = *FindPreset("mutual_aid_default");
  v1::MoreDiscussionLimit& limit = *rule.mutable_phases(0)->mutable_more_discussion();
  limit.mutable_fraction()->set_numerator(1);
  limit.mutable_fraction()->set_denominator(3);
  limit.mutable_base()->set_kind(v1::Base::KIND_PRESENT);
  Situation situation = Agreeing(9, 6);
  situation.given[v1::STANCE_MORE_DISCUSSION] = 3;
  EXPECT_EQ(OutcomeOf(rule, situation), v1::OUTCOME_ADOPTED);
  situation.given[v1::STANCE_AGREE] = 5;
  situation.given[v1::STANCE_MORE_DISCUSSION] = 4;
  EXPECT_EQ(OutcomeOf(rule, situation), v1::OUTCOME_RETURN_TO_DISCUSSION);
}

TEST(Evaluate, ACompositionIsOfThosePresent) {
  const v1::DecisionRule& rule = *FindPreset("composition_quorum_40");
  const auto with = [&](int64_t women) {
    const AttributeCount part = {"women", women};
    Situation situation = Agreeing(40, 30);
    situation.present_with = absl::MakeConstSpan(&part, 1);
    return OutcomeOf(rule, situation);
  };
  EXPECT_EQ(with(11), v1::OUTCOME_NO_QUORUM);
  EXPECT_EQ(with(12), v1::OUTCOME_ADOPTED);
}

TEST(Evaluate, TheProposerDecidesOnceEverybodyWasAsked) {
  const v1::DecisionRule& rule = *FindPreset("advice");
  Situation situation = Agreeing(6, 1);
  situation.given[v1::STANCE_DISAGREE] = 5;
  EXPECT_EQ(OutcomeOf(rule, situation), v1::OUTCOME_FACILITATOR_MAY_DECLARE);
  situation.unaddressed = 1;
  EXPECT_EQ(OutcomeOf(rule, situation), v1::OUTCOME_NOT_READY);
}

TEST(Evaluate, DebianNeedsThreeTimesHalfTheRootOfApprovals) {
  const v1::DecisionRule& rule = *FindPreset("debian_gr");
  EXPECT_EQ(OutcomeOf(rule, Agreeing(1000, 47)), v1::OUTCOME_NO_QUORUM);
  EXPECT_EQ(OutcomeOf(rule, Agreeing(1000, 48)), v1::OUTCOME_ADOPTED);
  EXPECT_EQ(SponsorsNeeded(rule, 1000), 5);
  EXPECT_EQ(SponsorsNeeded(rule, 30), 3);  // 2.74
  EXPECT_EQ(SponsorsNeeded(*FindPreset("sfc_consensus"), 30), 0);
}

// CoLab, article 3.2: how to go on is no decision on the proposal, whatever is said of it.
TEST(Evaluate, WhereRoadsAreChosenNothingElseIsDecided) {
  v1::DecisionRule rule = *FindPreset("colab_vote");
  const v1::Phase& road = rule.phases(0);
  Situation situation = Agreeing(8, 8);
  situation.open_objections = 3;
  Evaluation none = Evaluate(rule, road, situation);
  EXPECT_EQ(none.outcome, v1::OUTCOME_NOT_READY);
  ASSERT_EQ(none.conditions.size(), 1u);
  EXPECT_EQ(none.conditions[0].kind, C::KIND_ROADS);
  EXPECT_FALSE(none.conditions[0].holds);
  situation.road = "Put it to a vote";
  Evaluation one = Evaluate(rule, road, situation);
  EXPECT_EQ(one.outcome, v1::OUTCOME_ROAD_CHOSEN);
  EXPECT_EQ(one.conditions[0].attribute, "Put it to a vote");
  v1::Quorum& quorum = *rule.mutable_phases(0)->mutable_quorum();
  quorum.set_kind(v1::Quorum::KIND_COUNT);
  quorum.set_count(9);
  quorum.mutable_counts()->set_kind(v1::Base::KIND_PRESENT);
  EXPECT_EQ(Evaluate(rule, rule.phases(0), situation).outcome, v1::OUTCOME_NO_QUORUM);
}

TEST(Evaluate, CountsAtTheirLimitDoNotOverflow) {
  constexpr int64_t kMost = 100'000'000;
  for (const v1::DecisionRule* rule : ListPresets()) {
    const Situation situation = Agreeing(kMost, kMost);
    const v1::Outcome outcome = OutcomeOf(*rule, situation);
    const bool waits = FirstAsking(*rule).has_judged() || rule->id() == "composition_quorum_40";
    EXPECT_EQ(outcome == v1::OUTCOME_ADOPTED, !waits) << rule->id();
  }
}

// Two Acre Wood's vote, five households: 12 votes, of which one household has 4. Two
// thirds are 8.
TEST(Evaluate, AWeightedPhaseCountsVotesOfUnits) {
  const v1::DecisionRule& rule = *FindPreset("two_acre_wood");
  Situation situation;
  situation.members = 5;
  situation.votes = VoteCounts{};
  situation.votes->members = 12;
  const auto agreeing = [&](int64_t voices, int64_t votes) {
    situation.given[v1::STANCE_AGREE] = voices;
    situation.votes->given[v1::STANCE_AGREE] = votes;
    return Evaluate(rule, rule.phases(1), situation).outcome;
  };
  EXPECT_EQ(agreeing(2, 6), v1::OUTCOME_NOT_ADOPTED);
  EXPECT_EQ(agreeing(4, 7), v1::OUTCOME_NOT_ADOPTED) << "four of five voices";
  EXPECT_EQ(agreeing(3, 8), v1::OUTCOME_ADOPTED) << "three of five voices";
  EXPECT_EQ(agreeing(4, 10), v1::OUTCOME_ADOPTED);
  // Where nobody says it, every unit has two, as the rule has it.
  situation.votes.reset();
  situation.given[v1::STANCE_AGREE] = 3;
  const Evaluation all = Evaluate(rule, rule.phases(1), situation);
  EXPECT_EQ(all.outcome, v1::OUTCOME_NOT_ADOPTED);
  EXPECT_EQ(all.conditions.back().needed, 7);
  EXPECT_EQ(all.conditions.back().present, 6);
  EXPECT_TRUE(all.conditions.back().in_votes);
}

// However many votes a household has, its block is one.
TEST(Evaluate, ABlockIsOneAVoiceWhereVotesAreCounted) {
  v1::DecisionRule rule = *FindPreset("consensus_minus_1");
  rule.mutable_electorate()->set_basis(v1::Electorate::BASIS_UNITS);
  rule.mutable_phases(0)->set_weighted(true);
  Situation situation;
  situation.members = 4;
  situation.given[v1::STANCE_AGREE] = 3;
  situation.given[v1::STANCE_BLOCK] = 1;
  situation.valid_blocks = 1;
  situation.votes = VoteCounts{situation.given, 13, {}, 10, 0};
  situation.votes->given[v1::STANCE_BLOCK] = 10;
  EXPECT_EQ(Evaluate(rule, rule.phases(0), situation).outcome, v1::OUTCOME_NOT_ADOPTED)
      << "tolerated, and then 3 votes are not more than 10";
  situation.votes->given[v1::STANCE_AGREE] = 11;
  situation.votes->members = 21;
  EXPECT_EQ(Evaluate(rule, rule.phases(0), situation).outcome, v1::OUTCOME_ADOPTED_WITH_DISSENT);
  situation.given[v1::STANCE_AGREE] = 2;
  situation.given[v1::STANCE_BLOCK] = 2;
  situation.valid_blocks = 2;
  EXPECT_EQ(Evaluate(rule, rule.phases(0), situation).outcome, v1::OUTCOME_BLOCKED);
}

}  // namespace
}  // namespace assent::rules
