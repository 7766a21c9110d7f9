// `assent import`: an assembly moves from one real server to another.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/cli/run_program.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;

class ImportCommand : public testing::Test {
 protected:
  void SetUp() override {
    Do({"found", "Kitchen", "--as", "ana", "--rule", "quick_default", "--server", old_.address()});
    Do({"propose", "Open on Sundays", "-m", "We cook."});
    Do({"call", "1"});
    Do({"agree", "1"});
    Do({"propose", "A new pot", "-m", "A large one."});
    Do({"log", "export", folder_});
  }

  std::string Do(const std::vector<std::string>& arguments) {
    const Ran ran = program_.Run(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
  }
  Ran Import(std::vector<std::string> further = {}) {
    std::vector<std::string> arguments = {"import",       folder_,    "--server",
                                          new_.address(), "--reason", "The disk failed"};
    arguments.insert(arguments.end(), further.begin(), further.end());
    return program_.Run(arguments);
  }
  void MoveTo(const std::string& address) {
    program_.WriteConfig(
        absl::StrReplaceAll(ReadAll(program_.ConfigPath()), {{old_.address(), address}}));
  }

  TestServer old_;
  TestServer new_;
  Program program_;
  const std::string folder_ = program_.Path("kitchen");
};

TEST_F(ImportCommand, TheAssemblyGoesOnWithTheTokensThatItsMembersHave) {
  const Ran imported = Import();
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr(absl::StrCat("Kitchen goes on at ", new_.address())));
  MoveTo(new_.address());
  EXPECT_THAT(Do({"decisions"}), HasSubstr("Open on Sundays"));
  Do({"call", "2"});
  Do({"agree", "2"});
  EXPECT_THAT(Do({"show", "2"}), HasSubstr("adopted"));
  EXPECT_THAT(Do({"log"}), HasSubstr("The disk failed"));
  EXPECT_THAT(Do({"log", "-o", "json"}), HasSubstr("The disk failed"));
  // From the new key's record to what was known of the former one.
  Do({"verify"});
}

TEST_F(ImportCommand, ARehearsalSendsNothing) {
  EXPECT_EQ(Import({"--dry-run"}).exit_code, 0);
  EXPECT_EQ(new_.LastSequence("kitchen"), 0);
}

TEST_F(ImportCommand, WhatDoesNotVerifyIsNotSentAndNotTaken) {
  const std::string path =
      folder_ + "/tile/entries/000.p/" + absl::StrCat(old_.LastSequence("kitchen"));
  std::string entries = ReadAll(path);
  entries[entries.size() / 2] ^= 1;
  WriteAll(path, entries);
  const Ran refused = Import();
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("entries"));
  const Ran sent = Import({"--unverified"});
  EXPECT_NE(sent.exit_code, 0);
  EXPECT_THAT(sent.err, HasSubstr("LOG_NOT_VERIFIED"));
  EXPECT_EQ(new_.LastSequence("kitchen"), 0);
}

TEST_F(ImportCommand, WhereItIsAlreadyItStays) {
  const Ran there =
      program_.Run({"import", folder_, "--server", old_.address(), "--reason", "The disk failed"});
  EXPECT_NE(there.exit_code, 0);
  EXPECT_THAT(there.err, HasSubstr("ASSEMBLY_EXISTS"));
}

}  // namespace
}  // namespace assent::test
