// What `assent export` writes, against a real server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/cli/run_program.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class ExportTest : public testing::Test {
 protected:
  void SetUp() override {
    Do({"found", "Kitchen", "--as", "ana", "--rule", "quick_default", "--server",
        server_.address()});
  }

  void Do(const std::vector<std::string>& arguments) {
    const Ran ran = program_.Run(arguments);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
  }
  std::vector<std::string> Lines(const std::string& file) const {
    return absl::StrSplit(ReadAll(absl::StrCat(folder_, "/", file)), '\n', absl::SkipEmpty());
  }

  TestServer server_;
  Program program_;
  const std::string folder_ = program_.Path("kitchen");
};

TEST_F(ExportTest, EverythingThatAMemberMayReadIsInOneFolder) {
  Do({"propose", "Open on Sundays", "-m", "We cook.", "--do", "buy pots @ana 2999-12-01"});
  Do({"call", "1"});
  Do({"agree", "1"});
  Do({"contribute", "money", "50", "--unit", "EUR"});
  Do({"call", "2"});
  Do({"agree", "2"});
  Do({"export", folder_});
  EXPECT_THAT(ReadAll(folder_ + "/assembly.json"), HasSubstr("\"displayName\": \"Kitchen\""));
  EXPECT_THAT(Lines("members.jsonl"), SizeIs(1));
  EXPECT_THAT(ReadAll(folder_ + "/proposals/1.json"), HasSubstr("\"text\":\"We cook.\""));
  EXPECT_THAT(ReadAll(folder_ + "/proposals/1.md"), HasSubstr("**adopted**"));
  EXPECT_THAT(ReadAll(folder_ + "/proposals/2.md"), HasSubstr("Contribute 50 money"));
  EXPECT_THAT(ReadAll(folder_ + "/in-force.md"),
              HasSubstr("- 1. [Open on Sundays](proposals/1.md), "));
  EXPECT_THAT(Lines("action-points.jsonl"), SizeIs(1));
  EXPECT_THAT(Lines("pool-money.jsonl"), SizeIs(1));
  EXPECT_THAT(Lines("entries.jsonl"), SizeIs(server_.LastSequence("kitchen")));
}

TEST_F(ExportTest, AFolderThatIsThereIsLeftAlone) {
  std::filesystem::create_directory(folder_);
  const Ran ran = program_.Run({"export", folder_});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("is there already"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(ExportTest, WhatBreaksOffLeavesNothing) {
  program_.WriteConfig(absl::StrCat("current = \"k\"\n[contexts.k]\nserver = \"", server_.address(),
                                    "\"\nassembly = \"kitchen\"\ntoken = \"wrong\"\n"));
  EXPECT_NE(program_.Run({"export", folder_}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_));
  EXPECT_FALSE(std::filesystem::exists(folder_ + ".part"));
}

}  // namespace
}  // namespace assent::test
