// `assent rule show`: a rule in plain sentences, without a server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run_program.h"

namespace assent::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(RuleTest, APresetIsShownInPlainSentences) {
  Program program;
  const Ran shown = program.Run({"rule", "show", "consensus_minus_1"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("Who decides\n  - Every member has one voice."),
                               HasSubstr("The proposal can pass over 1 block; one more stops")));
  EXPECT_THAT(program.Run({"rule", "show", "consensus_minus_1", "-o", "jsonl"}).out,
              StartsWith("{\"heading\":\"Who decides\""));
}

TEST(RuleTest, ARuleFromAFileIsCheckedAndShown) {
  Program program;
  const std::string path = program.Path("rule.json");
  WriteAll(path, program.Run({"rule", "n_street", "-o", "json"}).out);
  EXPECT_EQ(program.Run({"rule", "show", "--rule-file", path}).out,
            program.Run({"rule", "show", "n_street"}).out);
  WriteAll(path, "{\"id\": \"x\"}");
  EXPECT_THAT(program.Run({"rule", "show", "--rule-file", path}).err, HasSubstr("RULE_"));
}

TEST(RuleTest, ExactlyOneRuleIsNamed) {
  Program program;
  EXPECT_EQ(program.Run({"rule", "show"}).exit_code, 2);
  EXPECT_EQ(program.Run({"rule", "show", "n_street", "--rule-file", "x.json"}).exit_code, 2);
  EXPECT_EQ(program.Run({"rule"}).exit_code, 2);
  EXPECT_THAT(program.Run({"rule", "show", "n_streat"}).err, HasSubstr("did you mean n_street?"));
}

}  // namespace
}  // namespace assent::test
