// What only happens where a person sits: the editor, questions, redrawing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/fake_server.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kCodePrompt[] = "invitation code: ";

class TerminalTest : public testing::Test {
 protected:
  TerminalTest() {
    program_.WriteConfig(server_.Config());
    program_.Set("TERM", "xterm");
    program_.Set("PAGER", "cat");
  }

  // The editor is a script that gets the file's path.
  void SetEditor(const std::string& script) {
    WriteAll(program_.Path("editor"), "#!/bin/sh\n" + script + "\n", 0700);
    program_.Set("EDITOR", program_.Path("editor"));
  }

  std::vector<std::string> Drafts() const {
    std::vector<std::string> texts;
    const std::string folder = program_.Path("state/assent/drafts");
    if (!std::filesystem::exists(folder)) return texts;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      texts.push_back(ReadAll(file.path().string()));
    }
    return texts;
  }

  FakeServer server_;
  Program program_;
};

TEST_F(TerminalTest, AMissingTextIsWrittenInTheEditor) {
  SetEditor(
      "grep -q 'Write the proposal' \"$1\" && { echo We cook.; cat \"$1\"; } > \"$1.new\" && "
      "mv \"$1.new\" \"$1\"");
  const Ran ran = program_.RunOnTerminal({"propose", "Open"});
  ASSERT_THAT(server_.created, SizeIs(1)) << ran.out;
  EXPECT_EQ(server_.created[0].request.text(), "We cook.");
  EXPECT_THAT(Drafts(), IsEmpty());
}

TEST_F(TerminalTest, WhatTheEditorWroteSurvivesAFailedSendAndADryRun) {
  SetEditor("echo 'We cook.' > \"$1\"");
  server_.refusals = {Refusal(grpc::StatusCode::FAILED_PRECONDITION, "not now", "NOT_NOW")};
  EXPECT_EQ(program_.RunOnTerminal({"propose", "Open"}).exit_code, 5);
  EXPECT_EQ(Drafts(), std::vector<std::string>{"We cook.\n"});
  EXPECT_EQ(program_.RunOnTerminal({"propose", "Open", "--dry-run"}).exit_code, 0);
  EXPECT_THAT(Drafts(), SizeIs(2));
}

TEST_F(TerminalTest, WhyABlockIsWrittenThereUnlessAConcernSaysIt) {
  SetEditor("echo 'One person would be alone.' > \"$1\"");
  EXPECT_EQ(program_.RunOnTerminal({"block", "17"}).exit_code, 0);
  EXPECT_EQ(program_.RunOnTerminal({"block", "17", "--concern", "2"}).exit_code, 0);
  ASSERT_THAT(server_.positions, SizeIs(2));
  EXPECT_EQ(server_.positions[0].request.reason(), "One person would be alone.");
  EXPECT_EQ(server_.positions[1].request.reason(), "");
}

TEST_F(TerminalTest, WhoWritesNothingSendsNothing) {
  SetEditor("true");
  EXPECT_EQ(program_.RunOnTerminal({"propose", "Open"}).exit_code, 2);
  EXPECT_THAT(server_.created, IsEmpty());
  EXPECT_THAT(Drafts(), IsEmpty());
}

TEST_F(TerminalTest, WithoutInputNoEditorIsOpened) {
  SetEditor("echo 'We cook.' > \"$1\"");
  EXPECT_EQ(program_.RunOnTerminal({"propose", "Open", "--no-input"}).exit_code, 2);
  EXPECT_THAT(server_.created, IsEmpty());
}

TEST_F(TerminalTest, AnInvitationCodeIsTypedUnseen) {
  const Ran ran =
      program_.RunOnTerminal({"join", "--as", "bo"}, kCodePrompt, "kitchen/the-secret\n");
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(server_.joined.at(0).request.secret(), "the-secret");
  EXPECT_THAT(ran.out, Not(HasSubstr("the-secret")));
}

TEST_F(TerminalTest, AWatchDrawsTheScreenAnew) {
  const Ran ran = program_.RunOnTerminal({"watch", "17", "--until-ended"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("\x1b[2J"));
  EXPECT_THAT(ran.out, HasSubstr("adopted"));
}

TEST_F(TerminalTest, ColourIsLeftOutWhereItIsNotWanted) {
  EXPECT_THAT(program_.RunOnTerminal({"list"}).out, HasSubstr("\x1b["));
  program_.Set("NO_COLOR", "1");
  EXPECT_THAT(program_.RunOnTerminal({"list"}).out, Not(HasSubstr("\x1b")));
}

TEST_F(TerminalTest, ATextOfSomebodyElseCannotDriveTheTerminal) {
  program_.Set("NO_COLOR", "1");
  server_.proposal.set_title("calm\x1b]0;owned\x07\xe2\x80\xae");
  for (const char* format : {"table", "json", "jsonl", "csv"}) {
    const Ran ran = program_.RunOnTerminal({"list", "-o", format});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_THAT(ran.out, Not(HasSubstr("\x1b"))) << format;
    EXPECT_THAT(ran.out, Not(HasSubstr("\xe2\x80\xae"))) << format;
  }
}

TEST_F(TerminalTest, CtrlCIsExitCode130) {
  const Ran ran = program_.RunOnTerminal({"join", "--as", "bo"}, kCodePrompt, "kitch\x03");
  EXPECT_EQ(ran.exit_code, 130);
  EXPECT_THAT(server_.joined, IsEmpty());
}

}  // namespace
}  // namespace assent::test
