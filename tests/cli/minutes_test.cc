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

TEST_F(MinutesTest, TellTheBallotsAndTheCount) {
  v1::Election& election = *minutes_.proposal.mutable_election();
  election.set_method("schulze");
  for (const char* const title : {"Red", "Blue"}) {
    v1::Option& option = *election.add_options();
    option.set_number(election.options_size());
    option.set_title(title);
    option.set_state(v1::Option::STATE_STANDING);
  }
  election.add_chosen(2);
  v1::Ballot& ballot = minutes_.ballots.emplace_back();
  ballot.set_member(kAna);
  ballot.mutable_marks()->add_ranking()->add_options(2);
  EXPECT_THAT(Markdown(), Not(HasSubstr("## Count")));
  minutes_.result.emplace().add_winners(2);
  EXPECT_THAT(Markdown(),
              AllOf(HasSubstr("- 2: Blue: chosen\n"), HasSubstr("## Ballots\n\n- @ana: Blue\n"),
                    HasSubstr("## Count"), HasSubstr("| winners | Blue |")));
}

// Sent back because too many stood aside: there is a reason, and nothing that is counted.
TEST_F(MinutesTest, BackInDiscussionTheReasonIsAllThereIs) {
  minutes_.proposal.set_state(v1::Proposal::STATE_DISCUSSION);
  minutes_.proposal.set_state_reason("return to discussion: 1 stands aside");
  EXPECT_THAT(Markdown(), HasSubstr("**discussion**\n\nreturn to discussion: 1 stands aside\n"));
}

// Whatever a server sends, a newer one too.
TEST_F(MinutesTest, AreWrittenInEveryStateAndOfEveryOutcome) {
  for (int state = 0; state <= v1::Proposal::State_ARRAYSIZE; ++state) {
    for (int outcome = 0; outcome <= v1::Outcome_ARRAYSIZE; ++outcome) {
      minutes_.proposal.set_state(static_cast<v1::Proposal::State>(state));
      minutes_.proposal.mutable_tally()->set_outcome(static_cast<v1::Outcome>(outcome));
      v1::Condition& condition = *minutes_.proposal.mutable_tally()->add_conditions();
      condition.set_kind(static_cast<v1::Condition::Kind>(outcome));
      condition.set_decides(true);
      EXPECT_THAT(Markdown(), HasSubstr("## Outcome\n\n**"));
      minutes_.proposal.clear_tally();
      EXPECT_THAT(Markdown(), HasSubstr("## Outcome\n\n**"));
    }
  }
}

TEST_F(MinutesTest, TheDayStandsApartFromTheOutcome) {
  minutes_.decision.emplace();
  minutes_.decision->mutable_decide_time()->set_seconds(86400);
  EXPECT_THAT(Markdown(), HasSubstr("**adopted** on 1970-01-02"));
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

TEST_F(MinutesTest, StatementsOfDissentersAndWhatBecameOfActionPointsAreThere) {
  v1::DissentStatement& statement = *minutes_.decision.emplace().add_dissent_statements();
  statement.set_member(kBo);
  statement.set_text("It will be one person each time.");
  minutes_.decision->add_dissent()->set_member(kBo);
  v1::ActionPoint& point = *minutes_.decision->add_action_points();
  point.set_task("find a key");
  point.set_state(v1::ActionPoint::STATE_DROPPED);
  point.set_moved_by(kAna);
  point.set_reason("there is none");
  EXPECT_THAT(Markdown(), HasSubstr("Statement of @bo,"));
  EXPECT_THAT(Markdown(), HasSubstr("> It will be one person each time.\n"));
  EXPECT_THAT(Markdown(), HasSubstr("- find a key – nobody yet, dropped by @ana: there is none\n"));
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

TEST_F(MinutesTest, WhatAHolderSaysInResolvingIsNoAnswer) {
  v1::Concern concern;
  concern.set_name("assemblies/kitchen/proposals/17/concerns/1");
  concern.set_kind(v1::Concern::KIND_OBJECTION);
  concern.set_state(v1::Concern::STATE_RESOLVED);
  concern.set_author(kBo);
  concern.set_holder(kBo);
  const auto say = [&](const char* who, const char* text, int64_t second, const char* type) {
    v1::Answer& answer = *concern.add_answers();
    answer.set_author(who);
    answer.set_text(text);
    answer.mutable_create_time()->set_seconds(second);
    v1::Entry& entry = minutes_.entries.emplace_back();
    entry.set_author(who);
    entry.set_type(type);
    entry.mutable_time()->set_seconds(second);
  };
  say(kAna, "we rent another room", 60, "concern_answered");
  say(kBo, "which one?", 120, "concern_answered");
  say(kBo, "that one will do", 180, "concern_moved");
  minutes_.concerns.push_back(concern);
  EXPECT_THAT(Markdown(), AllOf(HasSubstr("\nanswered by @ana, 1970-01-01 00:01:\n\n> we rent"),
                                HasSubstr("\nanswered by @bo, 1970-01-01 00:02:\n\n> which"),
                                HasSubstr("\nresolved by @bo, 1970-01-01 00:03:\n\n> that one")));
}

TEST_F(MinutesTest, TheCourseIsToldInMilestones) {
  v1::Entry& position = minutes_.entries.emplace_back();
  position.set_type("position_taken");
  position.set_author(kBo);
  EXPECT_THAT(Markdown(), Not(HasSubstr("## How it went")));
  v1::Entry& called = minutes_.entries.emplace_back();
  called.set_type("phase_started");
  called.set_author(kAna);
  called.set_sequence(12);
  called.mutable_time()->set_seconds(60);
  EXPECT_THAT(Markdown(), testing::EndsWith("## How it went\n\n- 1970-01-01 00:01 @ana: "
                                            "phase started\n"));
}

TEST_F(MinutesTest, QuestionsStandApartFromConcerns) {
  v1::Concern question;
  question.set_name("assemblies/kitchen/proposals/17/concerns/1");
  question.set_kind(v1::Concern::KIND_QUESTION);
  question.set_state(v1::Concern::STATE_DECLINED);
  question.set_author(kBo);
  question.set_holder(kBo);
  v1::Answer& answer = *question.add_answers();
  answer.set_author(kAna);
  answer.set_text("the lawyer asked us not to");
  v1::Entry& entry = minutes_.entries.emplace_back();
  entry.set_author(kAna);
  entry.set_type("concern_moved");
  minutes_.concerns.push_back(question);
  EXPECT_THAT(Markdown(), AllOf(HasSubstr("## Questions\n"), HasSubstr("\ndeclined by @ana"),
                                testing::Not(HasSubstr("## Concerns\n"))));
}

TEST_F(MinutesTest, AsJsonTheyAreOneObject) {
  EXPECT_THAT(JsonOf(minutes_), testing::StartsWith("{\"proposal\":{"));
  EXPECT_THAT(JsonOf(minutes_), HasSubstr(",\"revisions\":[]"));
}

}  // namespace
}  // namespace assent::cli
