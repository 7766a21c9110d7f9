// `assent tally` without a server: the rows of the vectors through the built
// program, and what it says to wrong input.

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/cli/run_program.h"

namespace assent::test {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kVectors[] = "tests/rules/data/tally.json";

// The letter of a stance in the vectors, and its flag.
const std::map<std::string, std::string> kFlags = {
    {"Y", "--agree"},    {"R", "--reservations"}, {"S", "--stand-aside"},    {"A", "--abstain"},
    {"N", "--disagree"}, {"B", "--block"},        {"D", "--more-discussion"}};

std::string Text(const Value& value) {
  return value.has_number_value() ? absl::StrCat(static_cast<int64_t>(value.number_value()))
                                  : value.string_value();
}

Struct Parse(const std::string& json) {
  Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &object).ok()) << json;
  return object;
}

std::vector<std::string> ArgumentsOf(const Struct& row) {
  std::vector<std::string> arguments = {"tally",
                                        "-o",
                                        "json",
                                        "--rule",
                                        row.fields().at("preset").string_value(),
                                        "--members",
                                        Text(row.fields().at("members"))};
  for (const auto& [letter, count] : row.fields().at("positions").struct_value().fields()) {
    arguments.insert(arguments.end(), {kFlags.at(letter), Text(count)});
  }
  for (const auto& [name, count] : row.fields().at("extra").struct_value().fields()) {
    std::string flag = name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    arguments.insert(arguments.end(), {absl::StrCat("--", flag), Text(count)});
  }
  return arguments;
}

TEST(TallyTest, EveryRowOfTheVectorsHasItsOutcome) {
  Program program;
  const Struct file = Parse(absl::StrCat("{\"rows\": ", ReadAll(kVectors), "}"));
  const auto& rows = file.fields().at("rows").list_value().values();
  ASSERT_GT(rows.size(), 40);
  for (const Value& value : rows) {
    const Struct& row = value.struct_value();
    const Ran ran = program.Run(ArgumentsOf(row));
    ASSERT_EQ(ran.exit_code, 0) << row.fields().at("id").string_value() << ": " << ran.err;
    EXPECT_EQ(Parse(ran.out).fields().at("outcome").string_value(),
              row.fields().at("expected").string_value())
        << row.fields().at("id").string_value() << "\n"
        << ran.out;
  }
}

TEST(TallyTest, ExplainsItsAnswerToPeople) {
  Program program;
  const Ran ran = program.Run(
      {"tally", "--rule", "right_of_way", "--members", "9", "--agree", "6", "--stand-aside", "3"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("blocked: "));
  EXPECT_THAT(ran.out, HasSubstr("\n  not met  blocks: 1"));
  EXPECT_EQ(ran.err, "");
}

TEST(TallyTest, AsCsvEveryConditionIsARow) {
  Program program;
  const Ran ran = program.Run({"tally", "--rule", "right_of_way", "--members", "9", "--agree", "6",
                               "--stand-aside", "3", "-o", "csv"});
  EXPECT_THAT(ran.out, StartsWith("kind,holds,"));
  EXPECT_THAT(ran.out, HasSubstr("\nBLOCKS,false,"));
}

TEST(TallyTest, WithoutMembersThePositionsAreAllThereAre) {
  Program program;
  const Ran ran = program.Run({"tally", "--rule", "sfc_consensus", "--agree", "5", "-o", "json"});
  EXPECT_THAT(ran.out, HasSubstr("\"members\": 5"));
}

TEST(TallyTest, APhaseIsNamedOrNumbered) {
  Program program;
  const std::vector<std::string> counts = {"tally",   "--rule", "occupy_seattle", "--members", "30",
                                           "--agree", "24",     "--block",        "6",         "-o",
                                           "jsonl",   "--phase"};
  const auto with = [&](const std::string& phase) {
    std::vector<std::string> arguments = counts;
    arguments.push_back(phase);
    return program.Run(arguments);
  };
  const Ran numbered = with("2");
  EXPECT_THAT(numbered.out, HasSubstr("ADOPTED_WITH_DISSENT"));
  const std::string name = Parse(numbered.out).fields().at("phase").string_value();
  EXPECT_EQ(with(name).out, numbered.out);
  EXPECT_EQ(with("9").exit_code, 2);
}

TEST(TallyTest, ARuleMayComeFromAFile) {
  Program program;
  const std::string json = program.Path("rule.json");
  WriteAll(json, program.Run({"rule", "right_of_way", "-o", "json"}).out);
  const Ran by_file = program.Run({"tally", "--rule", json, "--members", "9", "--agree", "6",
                                   "--stand-aside", "3", "-o", "jsonl"});
  const Ran by_name = program.Run({"tally", "--rule", "right_of_way", "--members", "9", "--agree",
                                   "6", "--stand-aside", "3", "-o", "jsonl"});
  EXPECT_EQ(by_file.exit_code, 0) << by_file.err;
  EXPECT_EQ(by_file.out, by_name.out);
}

// Section 3, a stated weight: 5 of 7 votes are two thirds, 4 are not. Sequence S37: whoever
// was never asked is waited for.
TEST(TallyTest, VotesOfUnitsAndPeopleNotAskedCanBeSaid) {
  Program program;
  const auto vote = [&](const std::string& votes) {
    return program.Run({"tally", "--rule", "two_acre_wood", "--phase", "vote", "--members", "4",
                        "--agree", "3", "--votes", votes});
  };
  EXPECT_THAT(vote("members=7,agree=5").out, HasSubstr("adopted: 3 agree (5 votes)"));
  EXPECT_THAT(vote("agree=5").out, HasSubstr("2/3 of 7 votes")) << "the fourth has two";
  EXPECT_THAT(vote("members=7,agree=4").out, HasSubstr("5 votes needed (at least 2/3 of 7 votes)"));
  const auto advice = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all = {"tally",      "--rule", "advice", "--members", "6",
                                    "--disagree", "5",      "-o",     "jsonl"};
    all.insert(all.end(), more.begin(), more.end());
    return program.Run(all).out;
  };
  EXPECT_THAT(advice({}), HasSubstr("FACILITATOR_MAY_DECLARE"));
  EXPECT_THAT(advice({"--not-asked", "0"}), HasSubstr("FACILITATOR_MAY_DECLARE"));
  EXPECT_THAT(advice({"--not-asked", "1"}), HasSubstr("NOT_READY"));
}

struct Wrong {
  std::vector<std::string> arguments;
  const char* said;
};

TEST(TallyTest, WrongInputIsWrongUsageWithASentence) {
  Program program;
  const Wrong wrongs[] = {
      {{"--rule", "sfc_consensu", "--agree", "3"}, "did you mean sfc_consensus?"},
      {{"--rule", "nothing-like-it", "--agree", "3"}, "there is no preset of that name"},
      {{"--rule", "no/such/file.json", "--agree", "3"}, "cannot read no/such/file.json"},
      {{"--agree", "-3"}, "--agree"},
      {{"--agree", "three"}, "--agree"},
      {{"--members", "2", "--agree", "3"}, "members"},
      {{"--agree", "99999999999999999999"}, "--agree"},
      {{"--block", "1", "--valid-blocks", "2"}, "blocks"},
      {{"--present-with", "women", "--agree", "3"}, "ATTRIBUTE=N"},
      {{"17", "--agree", "3"}, "not both"},
      {{"--agree", "3", "--votes", "agree=3"}, "--votes: this phase counts voices"},
      {{"--rule", "two_acre_wood", "--phase", "2", "--votes", "yes=3"}, "--votes wants COUNT=N"},
      {{"--rule", "two_acre_wood", "--phase", "2", "--agree", "1", "--votes", "agree=11"},
       "11 cannot be the votes of 1"},
      {{"--agree", "3", "--not-asked", "1"}, "--not-asked: this phase does not ask"},
      {{"--rule", "advice", "--not-asked", "-1"}, "--not-asked wants how many people"},
  };
  for (const Wrong& wrong : wrongs) {
    std::vector<std::string> arguments = {"tally"};
    arguments.insert(arguments.end(), wrong.arguments.begin(), wrong.arguments.end());
    const Ran ran = program.Run(arguments);
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(wrong.said));
    EXPECT_EQ(ran.out, "");
  }
}

}  // namespace
}  // namespace assent::test
