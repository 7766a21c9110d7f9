#include "client/cli/minutes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assent::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAna[] = "assemblies/kitchen/members/1";
constexpr char kBo[] = "assemblies/kitchen/members/2";

class MinutesTest : public testing::Test {
 protected:
  MinutesTest() {
    minutes_.proposal.set_name("assemblies/kitchen/proposals/17");
    minutes_.proposal.set_title("Open on Sundays");
    minutes_.proposal.set_proposer(kAna);
    minutes_.proposal.set_state(v1::Proposal::STATE_ADOPTED);
    minutes_.proposal.set_text("We cook.\n\n# Not a heading of the minutes\x1b[2J");
    minutes_.proposal.set_revision(1);
  }

  std::string Markdown() const {
    return MarkdownOf(minutes_, Reader(handles_, absl::UnixEpoch(), absl::UTCTimeZone()));
  }

  Minutes minutes_;
  const MemberHandles handles_ = {{kAna, "ana"}, {kBo, "bo"}};
};

TEST_F(MinutesTest, SayWhatWasDecidedInWhichWords) {
  EXPECT_THAT(Markdown(),
              testing::StartsWith("# Open on Sundays\n\n- proposal 17, brought by @ana\n"));
  EXPECT_THAT(Markdown(), HasSubstr("## Outcome\n\n**adopted**"));
}

TEST_F(MinutesTest, TextsAreQuotationsAndCannotActOnATerminal) {
  EXPECT_THAT(Markdown(),
              AllOf(HasSubstr("> We cook.\n>\n> # Not a heading"), Not(HasSubstr("\x1b"))));
}

TEST_F(MinutesTest, PartsThatHaveNothingToSayAreLeftOut) {
  for (const char* part :
       {"## Positions", "## Concerns", "## Blocks", "## Dissent", "## How it went"}) {
    EXPECT_THAT(Markdown(), Not(HasSubstr(part)));
  }
}

TEST_F(MinutesTest, DissentStandsBesideTheDecision) {
  minutes_.decision.emplace();
  v1::Position& position = *minutes_.decision->add_stand_asides();
  position.set_member(kBo);
  position.set_stance(v1::STANCE_STAND_ASIDE);
  position.set_reason("I cannot staff it");
  EXPECT_THAT(Markdown(),
              HasSubstr("## Dissent\n\n- @bo, stand aside: I cannot staff it\n\n## Text"));
}

TEST_F(MinutesTest, ATableCellCannotBreakItsTable) {
  v1::Position position;
  position.set_member(kBo);
  position.set_stance(v1::STANCE_AGREE);
  position.set_reason("a | b\nc");
  position.set_counts(true);
  position.set_revision(1);
  minutes_.positions.push_back(position);
  EXPECT_THAT(Markdown(), HasSubstr("| @bo | agree | 1 | a \\| b c |\n"));
}

TEST_F(MinutesTest, AsJsonTheyAreOneObject) {
  EXPECT_THAT(JsonOf(minutes_), testing::StartsWith("{\"proposal\":{"));
  EXPECT_THAT(JsonOf(minutes_), HasSubstr(",\"revisions\":[]"));
}

}  // namespace
}  // namespace assent::cli
