// The stateless call: what it refuses, and with which reason and field.

#include "server/rules/evaluate_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/rules/presets.h"
#include "tests/rules/rules_testing.h"

namespace assent::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

v1::EvaluateTallyRequest Request(const std::string& counts) {
  v1::EvaluateTallyRequest request;
  request.set_preset("right_of_way");
  *request.mutable_counts() = Counts(counts);
  return request;
}

void ExpectRefused(const v1::EvaluateTallyRequest& request, const std::string& field,
                   const std::string& reason) {
  const auto response = EvaluateTally(request);
  ASSERT_FALSE(response.ok()) << request.ShortDebugString();
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(response.status()), reason) << response.status();
  EXPECT_EQ(base::FieldOf(response.status()), field) << response.status();
}

TEST(EvaluateTally, ExplainsItsAnswer) {
  const auto response = EvaluateTally(Request("members: 9 agree: 6 stand_aside: 3"));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->tally().outcome(), v1::OUTCOME_BLOCKED);
  EXPECT_EQ(response->tally().phase(), "consensus");
  EXPECT_EQ(response->tally().counts().agree(), 6);
  EXPECT_EQ(response->headline(), "blocked: block (the stand-asides count as one); tolerated 0");
  for (const v1::Condition& condition : response->tally().conditions()) {
    EXPECT_FALSE(condition.sentence().empty()) << condition.ShortDebugString();
  }
}

TEST(EvaluateTally, RefusesImpossibleCounts) {
  struct Case {
    const char *counts, *field, *reason;
  };
  const Case cases[] = {
      {"members: -1", "counts.members", "COUNT_NEGATIVE"},
      {"members: 5 agree: -1", "counts.agree", "COUNT_NEGATIVE"},
      {"members: 5 reservations: -1", "counts.reservations", "COUNT_NEGATIVE"},
      {"members: 5 stand_aside: -1", "counts.stand_aside", "COUNT_NEGATIVE"},
      {"members: 5 abstain: -1", "counts.abstain", "COUNT_NEGATIVE"},
      {"members: 5 disagree: -1", "counts.disagree", "COUNT_NEGATIVE"},
      {"members: 5 block: -1", "counts.block", "COUNT_NEGATIVE"},
      {"members: 5 more_discussion: -1", "counts.more_discussion", "COUNT_NEGATIVE"},
      {"members: 5 present: -1", "counts.present", "COUNT_NEGATIVE"},
      {"members: 5 valid_blocks: -1", "counts.valid_blocks", "COUNT_NEGATIVE"},
      {"members: 5 pending_blocks: -1", "counts.pending_blocks", "COUNT_NEGATIVE"},
      {"members: 5 open_objections: -1", "counts.open_objections", "COUNT_NEGATIVE"},
      {"members: 5 unaddressed: -1", "counts.unaddressed", "COUNT_NEGATIVE"},
      {"members: 100000001", "counts.members", "COUNT_TOO_LARGE"},
      {"members: 5 unaddressed: 9223372036854775807", "counts.unaddressed", "COUNT_TOO_LARGE"},
      {"members: 5 present: 6", "counts.present", "PRESENT_EXCEEDS_MEMBERS"},
      {"members: 5 agree: 4 abstain: 2", "counts.members", "POSITIONS_EXCEED_MEMBERS"},
      {"members: 5 block: 1 valid_blocks: 2", "counts.valid_blocks", "BLOCKS_INCONSISTENT"},
      {"members: 5 block: 2 valid_blocks: 2 pending_blocks: 1", "counts.pending_blocks",
       "BLOCKS_INCONSISTENT"},
      {"members: 5 pending_blocks: 1", "counts.pending_blocks", "BLOCKS_INCONSISTENT"},
      {"members: 5 present: 3 present_with { key: 'women' value: 4 }", "counts.present_with",
       "ATTRIBUTE_EXCEEDS_PRESENT"},
      {"members: 5 present: 3 present_with { key: '' value: 1 }", "counts.present_with",
       "ATTRIBUTE_INVALID"},
      {"members: 5 present: 3 present_with { key: 'women' value: -1 }", "counts.present_with",
       "COUNT_NEGATIVE"},
  };
  for (const Case& c : cases) ExpectRefused(Request(c.counts), c.field, c.reason);
}

// Each voice has one vote at least and ten at most, and none has more than there are.
TEST(EvaluateTally, RefusesImpossibleVotes) {
  const struct {
    const char* votes;
    const char* field;
  } rows[] = {
      {"members: 7 agree: 2", "counts.votes.agree"},
      {"members: 31 agree: 31", "counts.votes.agree"},
      {"members: 3 agree: 3", "counts.votes.members"},
      {"members: 41 agree: 3", "counts.votes.members"},
      {"members: 4 agree: 5", "counts.votes.members"},
      {"members: 4 agree: 3 disagree: 1", "counts.votes.disagree"},
      {"members: 4 agree: 3 present: 4", "counts.votes.present"},
      {"members: 4 agree: -3", "counts.votes.agree"},
      {"members: 4 agree: 9223372036854775807", "counts.votes.agree"},
  };
  for (const auto& row : rows) {
    v1::EvaluateTallyRequest request;
    request.set_preset("two_acre_wood");
    request.set_phase("vote");
    *request.mutable_counts() = Counts("members: 4 agree: 3");
    *request.mutable_counts()->mutable_votes() = Votes(row.votes);
    const auto response = EvaluateTally(request);
    EXPECT_EQ(base::ReasonOf(response.status()), "VOTES_INCONSISTENT") << row.votes;
    EXPECT_EQ(base::FieldOf(response.status()), row.field) << row.votes;
  }
}

TEST(EvaluateTally, AcceptsCountsAtTheirLimits) {
  EXPECT_TRUE(EvaluateTally(Request("members: 100000000 agree: 100000000")).ok());
  EXPECT_TRUE(EvaluateTally(Request("")).ok()) << "an assembly of nobody is possible";
  EXPECT_TRUE(EvaluateTally(Request("members: 5 present: 2 agree: 5")).ok())
      << "people may answer from outside the room";
}

TEST(EvaluateTally, RefusesMissingParts) {
  v1::EvaluateTallyRequest request = Request("members: 5");
  request.clear_counts();
  ExpectRefused(request, "counts", "COUNTS_MISSING");
  request = Request("members: 5");
  request.clear_preset();
  ExpectRefused(request, "preset", "RULE_MISSING");
}

TEST(EvaluateTally, SaysWhichPresetWasProbablyMeant) {
  v1::EvaluateTallyRequest request = Request("members: 5");
  request.set_preset("right_of_wy");
  const auto response = EvaluateTally(request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::ReasonOf(response.status()), "PRESET_NOT_FOUND");
  EXPECT_THAT(base::MetadataOf(response.status()), ElementsAre(Pair("suggestion", "right_of_way")));
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("did you mean right_of_way?"));
  request.set_preset(std::string(5000, 'x'));
  EXPECT_THAT(base::MetadataOf(EvaluateTally(request).status()), ElementsAre());
}

TEST(EvaluateTally, FindsAPhaseByNameAndByNumber) {
  v1::EvaluateTallyRequest request = Request("members: 30 agree: 24 block: 6");
  request.set_preset("occupy_seattle");
  request.set_phase("vote");
  EXPECT_EQ(EvaluateTally(request)->tally().outcome(), v1::OUTCOME_ADOPTED_WITH_DISSENT);
  request.set_phase("2");
  EXPECT_EQ(EvaluateTally(request)->tally().phase(), "vote");
  for (const char* unknown : {"0", "3", "-1", "plenary", "99999999999"}) {
    request.set_phase(unknown);
    ExpectRefused(request, "phase", "PHASE_UNKNOWN");
  }
}

TEST(EvaluateTally, EvaluatesARuleThatIsGivenInFull) {
  v1::EvaluateTallyRequest request = Request("members: 3 agree: 2 disagree: 1");
  *request.mutable_rule() = *FindPreset("two_thirds_cast");
  EXPECT_EQ(EvaluateTally(request)->tally().outcome(), v1::OUTCOME_ADOPTED_WITH_DISSENT);
  request.mutable_rule()->clear_id();
  ExpectRefused(request, "rule.id", "RULE_ID_INVALID");
  request.mutable_rule()->Clear();
  ExpectRefused(request, "rule.id", "RULE_ID_INVALID");
}

TEST(PageOfPresets, GoesThroughAllOfThemInOrder) {
  v1::ListPresetsRequest request;
  request.set_page_size(7);
  std::vector<std::string> ids;
  do {
    const auto page = PageOfPresets(request);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_LE(page->presets_size(), 7);
    for (const v1::DecisionRule& rule : page->presets()) ids.push_back(rule.id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(ids.size(), ListPresets().size());
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

TEST(PageOfPresets, RefusesWhatItDidNotGiveOut) {
  v1::ListPresetsRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(base::ReasonOf(PageOfPresets(request).status()), "PAGE_SIZE_NEGATIVE");
  request.set_page_size(1'000'000);
  EXPECT_EQ(PageOfPresets(request)->presets_size(), static_cast<int>(ListPresets().size()));
  request.set_page_size(0);
  EXPECT_EQ(PageOfPresets(request)->presets_size(), 50);
  for (const char* token : {"x", "bm9zdWNocHJlc2V0", "!!"}) {
    request.set_page_token(token);
    EXPECT_EQ(base::ReasonOf(PageOfPresets(request).status()), "PAGE_TOKEN_INVALID") << token;
  }
}

}  // namespace
}  // namespace assent::rules
