#include "client/cli/json.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "assent/v1/proposal.pb.h"
#include "assent/v1/tally.pb.h"
#include "client/cli/parse_message.h"
#include "server/rules/presets.h"
#include "tests/support/status_matchers.h"

namespace assent::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(JsonTest, EnumValuesStandWithoutThePrefixOfTheirType) {
  v1::Tally tally;
  tally.set_outcome(v1::OUTCOME_ADOPTED_WITH_DISSENT);
  tally.add_conditions()->add_stances(v1::STANCE_STAND_ASIDE);
  EXPECT_THAT(CompactJson(tally), HasSubstr(R"("outcome":"ADOPTED_WITH_DISSENT")"));
  EXPECT_THAT(CompactJson(tally), HasSubstr(R"("stances":["STAND_ASIDE"])"));
  v1::Proposal proposal;
  proposal.set_state(v1::Proposal::STATE_REVIEW_DUE);
  EXPECT_THAT(CompactJson(proposal), HasSubstr(R"("state":"REVIEW_DUE")"));
}

TEST(JsonTest, ScalarsAreWrittenWithTheirDefaultsAndAbsentMessagesAreNot) {
  const std::string json = CompactJson(v1::Condition());
  EXPECT_THAT(json, HasSubstr(R"("holds":false)"));
  EXPECT_THAT(json, HasSubstr(R"("present":0)"));
  EXPECT_THAT(json, HasSubstr(R"("obstacles":[])"));
  EXPECT_THAT(json, Not(HasSubstr("fraction")));
  EXPECT_THAT(CompactJson(v1::Counts()), Not(HasSubstr("validBlocks")));  // optional
}

TEST(JsonTest, LargeNumbersAreNumbersAndTimesAreThoseOfProtoJson) {
  v1::Proposal proposal;
  proposal.set_sequence(9007199254740991);
  proposal.mutable_create_time()->set_seconds(1'772'366'400);
  EXPECT_THAT(CompactJson(proposal), HasSubstr(R"("sequence":9007199254740991)"));
  EXPECT_THAT(CompactJson(proposal), HasSubstr(R"("createTime":"2026-03-01T12:00:00Z")"));
}

TEST(JsonTest, WhatWouldActOnATerminalIsEscaped) {
  EXPECT_EQ(JsonString("a\"\\\n\x1b\xe2\x80\xae"), R"("a\"\\\n\u001b\u202e")");
  EXPECT_EQ(JsonString("\xf3\xa0\x80\x81"), R"("\udb40\udc01")");  // a tag character
}

TEST(JsonTest, MapsAreObjects) {
  v1::Counts counts;
  (*counts.mutable_present_with())["women"] = 12;
  EXPECT_THAT(CompactJson(counts), HasSubstr(R"("presentWith":{"women":12})"));
}

TEST(JsonTest, EveryPresetIsJsonThatReadsBackAsTheSameRule) {
  for (const v1::DecisionRule* rule : rules::ListPresets()) {
    google::protobuf::Struct any;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(PrettyJson(*rule), &any).ok())
        << PrettyJson(*rule);
    v1::DecisionRule read;
    ASSENT_ASSERT_OK(ParseMessage(PrettyJson(*rule), read));
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*rule, read)) << rule->id();
  }
}

TEST(ParseMessageTest, ReadsProtoJsonAndTextFormat) {
  v1::Tally json;
  ASSENT_ASSERT_OK(ParseMessage(R"({"outcome": "OUTCOME_BLOCKED", "revision": 2})", json));
  v1::Tally text;
  ASSENT_ASSERT_OK(ParseMessage("outcome: OUTCOME_BLOCKED revision: 2", text));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(json, text));
}

TEST(ParseMessageTest, SaysWhatIsWrong) {
  v1::Tally tally;
  EXPECT_THAT(ParseMessage("{\"outcome\": \"NONSENSE\"}", tally),
              test::StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseMessage("revision: 1\nnonsense: 2", tally),
              test::StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 2")));
}

TEST(CsvTest, QuotesWhatNeedsItAndWritesMessagesAsJson) {
  v1::Proposal proposal;
  proposal.set_title("say \"yes\", now");
  proposal.add_co_proposers("a");
  proposal.add_co_proposers("b");
  proposal.mutable_tally()->set_phase("call");
  const std::string csv = Csv(*v1::Proposal::descriptor(), {&proposal});
  EXPECT_THAT(csv, testing::StartsWith("name,kind,state,title,"));
  EXPECT_THAT(csv, HasSubstr("\"say \"\"yes\"\", now\""));
  EXPECT_THAT(csv, HasSubstr(",a;b,"));
  EXPECT_THAT(csv, HasSubstr("\"\"phase\"\":\"\"call\"\""));
}

}  // namespace
}  // namespace assent::cli
