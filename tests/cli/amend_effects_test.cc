// What a proposal does by itself, amended on the command line: whatever can be proposed
// there can be changed there, against a real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/run_program.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AmendEffectsTest : public testing::Test {
 protected:
  void SetUp() override {
    Do({"found", "Kitchen", "--as", "ana", "--rule", "quick_default", "--server",
        server_.address()});
  }
  std::string Do(const std::vector<std::string>& arguments) {
    const Ran ran = program_.Run(arguments);
    EXPECT_EQ(ran.exit_code, 0) << arguments[0] << ": " << ran.err;
    return ran.out;
  }
  std::string Refused(const std::vector<std::string>& arguments) {
    const Ran ran = program_.Run(arguments);
    EXPECT_NE(ran.exit_code, 0) << ran.out;
    return ran.err;
  }
  // The proposal as programs read it.
  std::string Shown() { return Do({"show", "1", "-o", "json"}); }
  std::string File(const std::string& name, const std::string& content) {
    WriteAll(program_.Path(name), content);
    return program_.Path(name);
  }

  TestServer server_;
  Program program_;
};

TEST_F(AmendEffectsTest, WhomItLetsIn) {
  Do({"admit", "Eva from next door"});
  Do({"amend", "1", "-m", "Both cook.", "--admit", "Eva and Kim from next door"});
  EXPECT_THAT(Shown(), AllOf(HasSubstr("\"admit\": \"Eva and Kim from next door\""),
                             HasSubstr("\"text\": \"Both cook.\"")));
}

TEST_F(AmendEffectsTest, WhoHasARoleAndForHowLong) {
  Do({"role", "notes", "ana", "--term", "30d"});
  EXPECT_THAT(Shown(), HasSubstr("\"term\": \"2592000s\""));
  Do({"amend", "1", "-m", "Two months.", "--term", "60d"});
  EXPECT_THAT(Shown(),
              AllOf(HasSubstr("\"term\": \"5184000s\""), HasSubstr("\"role\": \"notes\"")));
  Do({"amend", "1", "-m", "One week.", "--members", "ana", "--term", "7d"});
  EXPECT_THAT(Shown(), AllOf(HasSubstr("\"term\": \"604800s\""), HasSubstr("/members/")));
  EXPECT_THAT(Refused({"amend", "1", "-m", "Nobody knows.", "--members", "zoe"}), HasSubstr("zoe"));
}

TEST_F(AmendEffectsTest, WhatMovesAndFromWhom) {
  Do({"contribute", "money", "50", "--unit", "EUR", "--party", "the street"});
  Do({"amend", "1", "-m", "Forty.", "--amount", "40"});
  EXPECT_THAT(Shown(), AllOf(HasSubstr("\"amount\": 40"), HasSubstr("\"party\": \"the street\""),
                             HasSubstr("\"unit\": \"EUR\"")))
      << "what is not said stays";
  Do({"amend", "1", "-m", "From the fair.", "--party", "the fair", "--unit", "EUR cent"});
  EXPECT_THAT(Shown(), AllOf(HasSubstr("\"amount\": 40"), HasSubstr("\"party\": \"the fair\""),
                             HasSubstr("\"unit\": \"EUR cent\"")));
  EXPECT_THAT(Refused({"amend", "1", "-m", "Many.", "--amount", "many"}), HasSubstr("many"));
}

TEST_F(AmendEffectsTest, WhatBecomesOfTheCharter) {
  const std::string first = File("first.json", R"({"timeZone": "Europe/Athens"})");
  const std::string second = File("second.json", R"({"timeZone": "Europe/Berlin"})");
  Do({"propose", "Our clocks", "-m", "Athens.", "--charter", first});
  EXPECT_THAT(Shown(), HasSubstr("\"timeZone\": \"Europe/Athens\""));
  Do({"amend", "1", "-m", "Berlin.", "--charter", second});
  EXPECT_THAT(Shown(), AllOf(HasSubstr("\"timeZone\": \"Europe/Berlin\""),
                             Not(HasSubstr("\"timeZone\": \"Europe/Athens\""))));
  EXPECT_THAT(Refused({"amend", "1", "-m", "x", "--charter", "/nowhere"}), HasSubstr("/nowhere"));
}

TEST_F(AmendEffectsTest, WhatIsAnotherKindIsRefused) {
  Do({"contribute", "money", "50", "--unit", "EUR"});
  EXPECT_THAT(Refused({"amend", "1", "-m", "Eva.", "--admit", "Eva"}),
              HasSubstr("membership_change"));
  EXPECT_THAT(Refused({"amend", "1", "-m", "Forty.", "--amount", "40", "--keeps-effect"}),
              HasSubstr("moves 50 into money"));
}

}  // namespace
}  // namespace assent::test
