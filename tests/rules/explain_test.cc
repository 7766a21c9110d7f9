// Sentences: one for every kind, held or not, with the numbers in them.

#include "server/rules/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "server/base/check.h"
#include "server/rules/presets.h"
#include "server/rules/to_proto.h"
#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Sentence(const std::string& condition) {
  v1::Condition message;
  ASSENT_CHECK(google::protobuf::TextFormat::ParseFromString(condition, &message), condition);
  return Explain(message);
}

TEST(Explain, SaysEveryKindInOneSentence) {
  const struct {
    const char *condition, *sentence;
  } cases[] = {
      {"kind: KIND_ALLOWED_POSITIONS holds: true", "positions: all are known to the rule"},
      {"kind: KIND_ALLOWED_POSITIONS present: 1 stances: [STANCE_STAND_ASIDE]",
       "positions: 1 voice gives a position that this rule does not know (stand aside)"},
      {"kind: KIND_ALLOWED_POSITIONS present: 2 stances: [STANCE_DISAGREE, STANCE_BLOCK]",
       "positions: 2 voices give a position that this rule does not know (disagree, block)"},
      {"kind: KIND_PARTICIPATION", "nobody took part"},
      {"kind: KIND_PARTICIPATION holds: true present: 3 base_count: 8", "taking part: 3 of 8"},
      {"kind: KIND_QUORUM needed: 12 base_count: 20 present: 10",
       "quorum: 12 of 20 needed, 10 so far"},
      {"kind: KIND_QUORUM holds: true needed: 12 base_count: 20 present: 14",
       "quorum: 12 of 20 needed, 14 so far"},
      {"kind: KIND_COMPOSITION attribute: 'women' needed: 12 base_count: 30 present: 11",
       "women: 12 of 30 present needed, 11 so far"},
      {"kind: KIND_MORE_DISCUSSION present: 1", "more discussion: 1 wanted, 0 let through"},
      {"kind: KIND_OBJECTIONS present: 1 obstacles { handle: 'ana' revision: 3 }",
       "objections: 1 open, by ana on revision 3"},
      {"kind: KIND_OBJECTIONS holds: true present: 1 obstacles { handle: 'ana' revision: 3 }",
       "objections: 1 open, tolerated, by ana on revision 3"},
      {"kind: KIND_BLOCKS_UNTESTED present: 2", "blocks: 2 waiting to be tested"},
      {"kind: KIND_BLOCKS decides: true stances: [STANCE_BLOCK] present: 1 "
       "obstacles { member: 'members/ana' revision: 3 }",
       "blocks: 1, tolerated 0, by members/ana on revision 3"},
      {"kind: KIND_BLOCKS decides: true stances: [STANCE_BLOCK] present: 4 needed: 1 "
       "obstacles { handle: 'ana' revision: 3 } obstacles { handle: 'bo' }",
       "blocks: 4, tolerated 1, by ana on revision 3, bo and 2 more"},
      {"kind: KIND_BLOCKS decides: true stances: [STANCE_DISAGREE] present: 3 needed: 2",
       "disagreements: 3, tolerated 2"},
      {"kind: KIND_BLOCKS decides: true stances: [STANCE_BLOCK] present: 1 "
       "includes_stand_asides: true",
       "blocks: 1 (the stand-asides count as one), tolerated 0"},
      {"kind: KIND_BLOCKS stances: [STANCE_BLOCK] present: 5", "blocks: 5, to be weighed"},
      {"kind: KIND_STAND_ASIDES present: 3 needed: 2", "stand-asides: 3, 2 let through"},
      {"kind: KIND_IMPLEMENTERS present: 1 obstacles { handle: 'bo' revision: 1 }",
       "carrying it out: 1 named for it stands aside, by bo on revision 1"},
      {"kind: KIND_SUPPORT_MIN stances: [STANCE_AGREE] needed: 3 present: 2",
       "agree: 3 needed, 2 so far"},
      {"kind: KIND_SUPPORT_MOST stances: [STANCE_DISAGREE] needed: 0 present: 2",
       "disagree: 0 at most, 2 so far"},
      {"kind: KIND_SUPPORT_SHARE stances: [STANCE_AGREE] needed: 14 present: 10 "
       "fraction { numerator: 2 denominator: 3 } comparison: COMPARISON_AT_LEAST "
       "base { kind: KIND_PRESENT } base_count: 20",
       "agree: 14 needed (at least 2/3 of 20 present), 10 so far"},
      {"kind: KIND_SUPPORT_SHARE stances: [STANCE_AGREE] needed: 6 present: 5 "
       "fraction { numerator: 1 denominator: 2 } comparison: COMPARISON_MORE_THAN "
       "base { kind: KIND_MEMBERS } base_count: 10",
       "agree: 6 needed (more than 1/2 of 10 members), 5 so far"},
      {"kind: KIND_SUPPORT_SHARE stances: [STANCE_AGREE] needed: 10 present: 10 holds: true "
       "fraction { numerator: 2 denominator: 3 } comparison: COMPARISON_AT_LEAST "
       "base { kind: KIND_STANCES stances: [STANCE_AGREE, STANCE_DISAGREE] } base_count: 14",
       "agree: 10 needed (at least 2/3 of 14 (agree, disagree)), 10 so far"},
      {"kind: KIND_SUPPORT_GREATER stances: [STANCE_AGREE] against: [STANCE_DISAGREE] "
       "present: 2 base_count: 2",
       "agree: 2, against 2 (disagree); more are needed"},
      {"kind: KIND_SUPPORT_MISSING stances: [STANCE_AGREE] needed: 6 base_count: 8 present: 5",
       "agree: 6 of 8 needed, 5 so far"},
      {"kind: KIND_UNADDRESSED present: 1", "issues: 1 without an answer"},
      {"kind: KIND_UNADDRESSED holds: true", "issues: every one has an answer"},
      {"kind: KIND_MIN_TIME until { seconds: 1000000000 }",
       "minimum time: until 2001-09-09 01:46 UTC"},
      {"kind: KIND_MIN_TIME holds: true until { seconds: 1000000000 }",
       "minimum time: over since 2001-09-09 01:46 UTC"},
      {"kind: KIND_DECLARATION", "declaration: whoever judges may now declare it"},
  };
  for (const auto& c : cases) EXPECT_EQ(Sentence(c.condition), c.sentence);
}

TEST(Explain, HasWordsForEveryKindOutcomeAndStance) {
  for (int kind = 1; kind < v1::Condition::Kind_ARRAYSIZE; ++kind) {
    if (!v1::Condition::Kind_IsValid(kind)) continue;
    for (const bool holds : {false, true}) {
      v1::Condition condition;
      condition.set_kind(static_cast<v1::Condition::Kind>(kind));
      condition.set_holds(holds);
      EXPECT_THAT(Explain(condition), Not(testing::IsEmpty()));
      EXPECT_THAT(Explain(condition), Not(HasSubstr("{")));
    }
  }
  for (int outcome = 1; outcome < v1::Outcome_ARRAYSIZE; ++outcome) {
    EXPECT_FALSE(NameOf(static_cast<v1::Outcome>(outcome)).empty());
  }
  for (int stance = 1; stance < v1::Stance_ARRAYSIZE; ++stance) {
    EXPECT_NE(WhatVoicesDo(static_cast<v1::Stance>(stance), 1),
              WhatVoicesDo(static_cast<v1::Stance>(stance), 2));
  }
}

// A newer server, or a proposal that came back to discussion: see explain.cc.
TEST(Headline, WhatIsNotKnownIsSaidToBeSo) {
  v1::Tally tally;
  EXPECT_EQ(HeadlineOf(tally), "no outcome");
  tally.set_outcome(static_cast<v1::Outcome>(99));
  tally.add_conditions()->set_kind(static_cast<v1::Condition::Kind>(99));
  tally.mutable_conditions(0)->set_decides(true);
  tally.mutable_conditions(0)->add_stances(static_cast<v1::Stance>(99));
  EXPECT_EQ(HeadlineOf(tally), "no outcome: a condition that this program does not know");
  tally.mutable_conditions(0)->set_kind(v1::Condition::KIND_SUPPORT_MIN);
  EXPECT_EQ(Explain(tally.conditions(0)), "say something else: 0 needed, 0 so far");
}

TEST(Headline, EveryOutcomeAndEveryStanceHasAName) {
  for (int i = 1; i < v1::Outcome_ARRAYSIZE; ++i) {
    if (!v1::Outcome_IsValid(i)) continue;
    EXPECT_NE(NameOf(static_cast<v1::Outcome>(i)), "no outcome") << i;
  }
  for (int i = 1; i < v1::Stance_ARRAYSIZE; ++i) {
    EXPECT_NE(WhatVoicesDo(static_cast<v1::Stance>(i), 2), "say something else") << i;
  }
}

TEST(Headline, NamesWhoBlocks) {
  const Hold di = {
      .member = "assemblies/kitchen/members/4", .handle = "di", .revision = 1, .concern = 1};
  Situation situation;
  situation.members = 4;
  situation.given[v1::STANCE_AGREE] = 2;
  situation.given[v1::STANCE_STAND_ASIDE] = 1;
  situation.given[v1::STANCE_BLOCK] = 1;
  situation.valid_blocks = 1;
  situation.blocks = absl::MakeConstSpan(&di, 1);
  const v1::DecisionRule& rule = *FindPreset("sfc_consensus");
  const v1::Tally tally =
      ToProto(Evaluate(rule, rule.phases(0), situation), rule.phases(0), situation);
  EXPECT_EQ(HeadlineOf(tally), "blocked: block by di on revision 1; tolerated 0");
  // The sentence says which concern holds it, and on what principle.
  v1::Tally told = tally;
  for (v1::Condition& condition : *told.mutable_conditions()) {
    if (condition.kind() != v1::Condition::KIND_BLOCKS) continue;
    EXPECT_EQ(Explain(condition), "blocks: 1, tolerated 0, by di on revision 1; concern 1");
    condition.mutable_obstacles(0)->set_principle("No debts");
    EXPECT_EQ(Explain(condition),
              "blocks: 1, tolerated 0, by di on revision 1; concern 1, resting on \"No debts\"");
  }
  EXPECT_EQ(HeadlineOf(told), HeadlineOf(tally));
}

TEST(Headline, SaysWhatDecided) {
  const struct {
    const char *preset, *counts, *headline;
  } cases[] = {
      {"sfc_consensus", "members: 9 agree: 8 stand_aside: 1",
       "adopted with dissent: 8 agree, 1 stands aside"},
      {"mutual_aid_default", "members: 9 agree: 8 block: 1 valid_blocks: 0",
       "adopted with dissent: 8 agree, 1 blocks (1 found invalid)"},
      {"apache_lazy", "members: 9", "adopted: nobody took part"},
      {"sfc_consensus", "members: 9", "not adopted: nobody took part"},
      {"roberts_st_email", "members: 15 agree: 3", "no quorum: 8 of 15 needed, 3 so far"},
      {"ssb_consortium", "members: 6 agree: 4 more_discussion: 1",
       "back to discussion: more discussion: 1 wanted, 0 let through"},
      {"woodbine_u1", "members: 15 agree: 13 abstain: 1",
       "not ready: agree, agree with reservations: 14 of 15 needed, 13 so far"},
      {"dynamic_governance", "members: 6 agree: 5 stand_aside: 1",
       "position not allowed: positions: 1 voice gives a position that this rule does not know "
       "(stand aside)"},
      {"ietf_rough", "members: 9 agree: 3 block: 2",
       "may be declared: whoever judges may now declare it"},
      {"colab_vote", "members: 9 agree: 6 disagree: 3", "blocked: 3 disagreements; tolerated 2"},
      {"simple_majority", "members: 20 agree: 10 disagree: 10",
       "not adopted: agree: 11 needed (more than 1/2 of 20 (agree, disagree)), 10 so far"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(HeadlineOf(Tally(c.preset, Counts(c.counts))), c.headline) << c.preset;
  }
}

TEST(FewAnswered, IsSaidOfOutcomesToWhichFewerThanHalfGaveAnAnswer) {
  const struct {
    const char *preset, *counts, *said;
  } cases[] = {
      {"sfc_consensus", "members: 9 agree: 3 stand_aside: 1", "4 of 9 have answered"},
      {"sfc_consensus", "members: 8 agree: 4", ""},
      {"simple_majority", "members: 9 disagree: 1", "1 of 9 have answered"},
      {"apache_lazy", "members: 9", "0 of 9 have answered"},
      {"ietf_rough", "members: 9 agree: 1", "1 of 9 have answered"},
      // What waits may still be answered, and a block takes but one.
      {"roberts_st_email", "members: 15 agree: 3", ""},
      {"sfc_consensus", "members: 9 agree: 1 block: 1", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(FewAnswered(Tally(c.preset, Counts(c.counts))), c.said) << c.preset;
  }
}

TEST(ToProto, ListsAtMostFiftyObstaclesAndCountsThemAll) {
  const std::vector<Hold> holds(60, Hold{.member = "m", .handle = "h", .revision = 1});
  Condition condition{.kind = v1::Condition::KIND_BLOCKS, .holds = false};
  condition.present = 60;
  condition.obstacles = holds;
  EXPECT_EQ(ToProto(condition).obstacles_size(), 50);
  EXPECT_THAT(Explain(condition), HasSubstr("and 10 more"));
}

}  // namespace
}  // namespace assent::rules
