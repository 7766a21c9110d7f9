// Block challenges at unit level: the worked cases of the vectors (C01 to C11)
// and each test by itself.

#include "server/rules/block_validity.h"

#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "server/base/check.h"
#include "server/rules/presets.h"

namespace assent::rules {
namespace {

const v1::BlockPolicy& PolicyOf(const char* preset) {
  return FindPreset(preset)->phases(0).block();
}

v1::BlockPolicy Policy(const std::string& text) {
  v1::BlockPolicy policy;
  ASSENT_CHECK(google::protobuf::TextFormat::ParseFromString(text, &policy), text);
  return policy;
}

BlockFacts Present(int64_t present) {
  BlockFacts facts;
  facts.challenged = true;
  facts.present = present;
  facts.members = present;
  facts.blockers_present = 1;
  facts.blockers = 1;
  return facts;
}

BlockFacts Over(BlockFacts facts) {
  facts.test_time_over = true;
  return facts;
}

TEST(BlockValidity, C01TierraNuevaAsksForAQuarterOfThosePresent) {
  BlockFacts facts = Present(20);
  facts.supporters = 5;
  EXPECT_EQ(ValidateBlock(PolicyOf("tierra_nueva"), facts), BlockValidity::kValid);
  facts.supporters = 4;
  EXPECT_EQ(ValidateBlock(PolicyOf("tierra_nueva"), facts), BlockValidity::kPending);
  EXPECT_EQ(ValidateBlock(PolicyOf("tierra_nueva"), Over(facts)), BlockValidity::kInvalid);
}

TEST(BlockValidity, C04BellinghamConfirmsAndThenSupports) {
  BlockFacts facts = Present(50);
  const v1::BlockPolicy& policy = PolicyOf("occupy_bellingham");
  facts.votes_valid = 39;
  facts.supporters = 5;
  EXPECT_EQ(ValidateBlock(policy, Over(facts)), BlockValidity::kInvalid);
  facts.votes_valid = 40;
  facts.supporters = 4;
  EXPECT_EQ(ValidateBlock(policy, facts), BlockValidity::kPending);
  EXPECT_EQ(ValidateBlock(policy, Over(facts)), BlockValidity::kInvalid);
  facts.supporters = 5;
  EXPECT_EQ(ValidateBlock(policy, facts), BlockValidity::kValid);
  EXPECT_EQ(FindPreset("occupy_bellingham")->phases(0).on_blocked().ending(),
            v1::Next::ENDING_TABLED);
}

TEST(BlockValidity, C05ManzanitaNeedsOneOtherWhoSeesItsSense) {
  BlockFacts facts = Present(20);
  EXPECT_EQ(ValidateBlock(PolicyOf("manzanita"), Over(facts)), BlockValidity::kInvalid);
  facts.supporters = 1;
  EXPECT_EQ(ValidateBlock(PolicyOf("manzanita"), facts), BlockValidity::kValid);
}

TEST(BlockValidity, C07AnObjectorWhoRefusesToLookForAnAmendmentHasDroppedIt) {
  BlockFacts facts = Present(6);
  facts.logic_passed = true;
  facts.attempt_made = false;
  EXPECT_EQ(ValidateBlock(PolicyOf("holacracy_idm"), facts), BlockValidity::kInvalid);
}

TEST(BlockValidity, C08TheFacilitatorTestsLogicAndNotTruth) {
  BlockFacts facts = Present(6);
  facts.logic_passed = true;  // though the facilitator thinks it false
  facts.attempt_made = true;
  EXPECT_EQ(ValidateBlock(PolicyOf("holacracy_idm"), facts), BlockValidity::kValid);
  facts.logic_passed = false;
  EXPECT_EQ(ValidateBlock(PolicyOf("holacracy_idm"), facts), BlockValidity::kInvalid);
}

TEST(BlockValidity, C10ButlersBlockIsAcceptedAndAnAttemptWasMade) {
  BlockFacts facts = Present(9);
  facts.votes_valid = 4;  // half of the eight who do not block
  facts.attempt_made = true;
  EXPECT_EQ(ValidateBlock(PolicyOf("butler_formal"), Over(facts)), BlockValidity::kValid);
  EXPECT_EQ(FindPreset("butler_formal")->phases(0).on_blocked().ending(),
            v1::Next::ENDING_REJECTED);
  facts.votes_valid = 3;
  EXPECT_EQ(ValidateBlock(PolicyOf("butler_formal"), Over(facts)), BlockValidity::kInvalid);
}

// C11: the policy is an argument, frozen with the proposal's rule: one adopted
// later is never asked.
TEST(BlockValidity, C11ARuleWithoutTestsFindsEveryBlockValid) {
  EXPECT_EQ(ValidateBlock(PolicyOf("sfc_consensus"), Over(Present(9))), BlockValidity::kValid);
}

TEST(BlockValidity, StandsUntilSomebodyChallengesIt) {
  BlockFacts facts = Over(Present(9));
  facts.challenged = false;
  EXPECT_EQ(ValidateBlock(PolicyOf("mutual_aid_default"), facts), BlockValidity::kValid);
  EXPECT_EQ(ValidateBlock(PolicyOf("manzanita"), facts), BlockValidity::kInvalid)
      << "a rule that tests every block does not wait for a challenge";
  facts.challenged = true;
  EXPECT_EQ(ValidateBlock(PolicyOf("mutual_aid_default"), facts), BlockValidity::kInvalid);
  facts.supporters = 1;
  EXPECT_EQ(ValidateBlock(PolicyOf("mutual_aid_default"), facts), BlockValidity::kValid);
}

TEST(BlockValidity, LaReunionStrikesItWithNineTenthsOfThoseWhoDoNotBlock) {
  BlockFacts facts = Present(11);
  facts.votes_invalid = 9;
  EXPECT_EQ(ValidateBlock(PolicyOf("la_reunion"), facts), BlockValidity::kInvalid);
  facts.votes_invalid = 8;
  facts.blocker_votes_invalid = 1;  // does not count
  EXPECT_EQ(ValidateBlock(PolicyOf("la_reunion"), facts), BlockValidity::kPending);
  EXPECT_EQ(ValidateBlock(PolicyOf("la_reunion"), Over(facts)), BlockValidity::kValid);
}

TEST(BlockValidity, AResolutionsBlockNeedsASecondWhoStays) {
  BlockFacts facts = Present(9);
  facts.seconders = 1;
  EXPECT_EQ(ValidateBlock(PolicyOf("rust_lang_resolution"), facts), BlockValidity::kValid);
  facts.seconders = 0;  // left
  EXPECT_EQ(ValidateBlock(PolicyOf("rust_lang_resolution"), Over(facts)), BlockValidity::kInvalid);
}

TEST(BlockValidity, AShareOfTheVotesCastIsKnownOnlyAtTheEnd) {
  const v1::BlockPolicy policy = Policy(
      "asked: ASKED_ALWAYS validation { group_accepts { fraction { numerator: 1 denominator: 2 } "
      "base { kind: KIND_STANCES } } }");
  BlockFacts facts = Present(9);
  facts.votes_valid = 1;
  EXPECT_EQ(ValidateBlock(policy, facts), BlockValidity::kPending);
  EXPECT_EQ(ValidateBlock(policy, Over(facts)), BlockValidity::kValid);
  facts.votes_valid = 0;
  EXPECT_EQ(ValidateBlock(policy, Over(facts)), BlockValidity::kInvalid) << "nobody voted";
}

TEST(BlockValidity, BlockersVoteWhereTheRuleDoesNotLeaveThemOut) {
  const v1::BlockPolicy policy = Policy(
      "asked: ASKED_ALWAYS validation { invalidate { fraction { numerator: 3 denominator: 4 } "
      "base { kind: KIND_MEMBERS } } }");
  BlockFacts facts = Present(8);
  facts.votes_invalid = 5;
  facts.blocker_votes_invalid = 1;
  EXPECT_EQ(ValidateBlock(policy, facts), BlockValidity::kInvalid);
}

TEST(BlockValidity, AFacilitatorsSilenceTakesNoBlockAway) {
  BlockFacts facts = Present(9);
  EXPECT_EQ(ValidateBlock(PolicyOf("s3_consent"), facts), BlockValidity::kPending);
  EXPECT_EQ(ValidateBlock(PolicyOf("s3_consent"), Over(facts)), BlockValidity::kValid);
}

TEST(BlockValidity, NobodyPresentSupportsNothing) {
  EXPECT_EQ(ValidateBlock(PolicyOf("tierra_nueva"), Over(Present(0))), BlockValidity::kInvalid);
}

}  // namespace
}  // namespace assent::rules
