#include "server/rules/strictness.h"

#include "gtest/gtest.h"
#include "server/rules/presets.h"

namespace assent::rules {
namespace {

bool AsStrict(absl::string_view rule, absl::string_view other) {
  return AsStrictAs(*FindPreset(rule), *FindPreset(other));
}

TEST(Strictness, EveryRuleIsAsStrictAsItselfWhateverItIsCalled) {
  for (const v1::DecisionRule* const rule : ListPresets()) {
    v1::DecisionRule renamed = *rule;
    renamed.set_id("another_name");
    renamed.set_version(7);
    renamed.set_title("another title");
    EXPECT_TRUE(AsStrictAs(renamed, *rule)) << rule->id();
  }
}

// By hand: 3 of 4 is two thirds but not the other way round (2 of 3 is no 3/4);
// 55 of 100 lets 3 of 5 through, a majority also 11 of 20.
TEST(Strictness, SharesOfOneBaseAreOrdered) {
  EXPECT_TRUE(AsStrict("two_thirds_cast", "simple_majority"));
  EXPECT_FALSE(AsStrict("simple_majority", "two_thirds_cast"));
  EXPECT_TRUE(AsStrict("two_thirds_members", "two_thirds_cast"));
  EXPECT_FALSE(AsStrict("two_thirds_cast", "two_thirds_members"));
  EXPECT_TRUE(AsStrict("supermajority_55_cast", "simple_majority"));
  EXPECT_FALSE(AsStrict("simple_majority", "supermajority_55_cast"))
      << "11 of 20 is 55 %, 6 of 11 not";
}

TEST(Strictness, AToleratedBlockIsMoreLenient) {
  EXPECT_TRUE(AsStrict("sfc_consensus", "consensus_minus_1"));
  EXPECT_FALSE(AsStrict("consensus_minus_1", "sfc_consensus"));
  EXPECT_FALSE(AsStrict("consensus_minus_2", "consensus_minus_1"));
  EXPECT_FALSE(AsStrict("simple_majority", "sfc_consensus")) << "a block is not counted there";
}

// What a rule asks of those who speak for units, a stricter one asks, too.
TEST(Strictness, SpokesMandatesAndRotation) {
  const v1::DecisionRule with = *FindPreset("woodbine_u1");
  v1::DecisionRule without = with;
  without.mutable_electorate()->clear_spokes();
  EXPECT_TRUE(AsStrictAs(with, without));
  EXPECT_FALSE(AsStrictAs(without, with));
  v1::DecisionRule rotating = with;
  rotating.mutable_electorate()->mutable_spokes()->set_rotate_after_meetings(2);
  EXPECT_TRUE(AsStrictAs(rotating, with));
  EXPECT_FALSE(AsStrictAs(with, rotating));
  v1::DecisionRule slower = rotating;
  slower.mutable_electorate()->mutable_spokes()->set_rotate_after_meetings(3);
  EXPECT_TRUE(AsStrictAs(rotating, slower));
  EXPECT_FALSE(AsStrictAs(slower, rotating));
  slower.mutable_electorate()->mutable_spokes()->set_mandate_required(false);
  EXPECT_FALSE(AsStrictAs(slower, with));
}

// Two thirds of the votes are not two thirds of the voices, nor the other way round:
// one household may have ten. More votes for every unit reach a number sooner.
TEST(Strictness, VotesOfUnitsAndVoicesAreNotTheSame) {
  v1::DecisionRule votes = *FindPreset("two_acre_wood");
  votes.mutable_phases()->DeleteSubrange(0, 1);
  votes.mutable_phases(0)->clear_start();
  votes.mutable_phases(0)->clear_start_share();
  v1::DecisionRule voices = votes;
  voices.mutable_phases(0)->set_weighted(false);
  voices.mutable_electorate()->clear_unit_weight();
  EXPECT_FALSE(AsStrictAs(votes, voices));
  EXPECT_FALSE(AsStrictAs(voices, votes));
  v1::DecisionRule more = votes;
  more.mutable_phases(0)
      ->mutable_support()
      ->mutable_conditions(0)
      ->mutable_share()
      ->mutable_fraction()
      ->set_denominator(4);
  more.mutable_phases(0)
      ->mutable_support()
      ->mutable_conditions(0)
      ->mutable_share()
      ->mutable_fraction()
      ->set_numerator(3);
  EXPECT_TRUE(AsStrictAs(more, votes));
  EXPECT_FALSE(AsStrictAs(votes, more));
  v1::DecisionRule five = votes;
  v1::SupportCondition& number = *five.mutable_phases(0)->mutable_support()->mutable_conditions(0);
  number.mutable_min()->add_stances(v1::STANCE_AGREE);
  number.mutable_min()->set_count(5);
  v1::DecisionRule sooner = five;
  sooner.mutable_electorate()->set_unit_weight(3);
  EXPECT_TRUE(AsStrictAs(five, sooner));
  EXPECT_FALSE(AsStrictAs(sooner, five));
}

// One agreement among many that are silent is consensus and no majority of all.
TEST(Strictness, RulesMayBeInNoOrder) {
  EXPECT_FALSE(AsStrict("sfc_consensus", "absolute_majority"));
  EXPECT_FALSE(AsStrict("absolute_majority", "sfc_consensus"));
}

}  // namespace
}  // namespace assent::rules
