// What the command line sends, and what it makes of answers and refusals.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/fake_server.h"

namespace assent::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class CallsTest : public testing::Test {
 protected:
  CallsTest() { program_.WriteConfig(server_.Config()); }

  std::vector<std::string> Drafts() const {
    std::vector<std::string> paths;
    const std::string folder = program_.Path("state/assent/drafts");
    if (!std::filesystem::exists(folder)) return paths;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      paths.push_back(file.path().string());
    }
    return paths;
  }

  FakeServer server_;
  Program program_;
};

TEST_F(CallsTest, AnActCarriesTheTokenAndAFreshRequestId) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(program_.Run({"decide", "17"}).exit_code, 0);
  ASSERT_THAT(server_.decided, SizeIs(2));
  EXPECT_EQ(server_.decided[0].authorization, "Bearer opensesame");
  EXPECT_EQ(server_.decided[0].request.name(), "assemblies/kitchen/proposals/17");
  EXPECT_THAT(server_.decided[0].request.request_id(), SizeIs(36));
  EXPECT_NE(server_.decided[0].request.request_id(), server_.decided[1].request.request_id());
  EXPECT_FALSE(server_.decided[0].request.validate_only());
}

TEST_F(CallsTest, ATextIsSentComposedHoweverItWasTyped) {
  EXPECT_EQ(program_.Run({"propose", "Cafe\xcc\x81", "-m", "Cre\xcc\x80me"}).exit_code, 0);
  EXPECT_EQ(server_.created.at(0).request.title(), "Caf\xc3\xa9");
  EXPECT_EQ(server_.created.at(0).request.text(), "Cr\xc3\xa8me");
}

TEST_F(CallsTest, ADryRunOnlyAsks) {
  const Ran ran = program_.Run({"decide", "#17", "--dry-run"});
  EXPECT_TRUE(server_.decided.at(0).request.validate_only());
  EXPECT_THAT(ran.err, AllOf(HasSubstr("nothing has changed"), Not(HasSubstr("next:"))));
}

TEST_F(CallsTest, TheAnswerIsDataOnStdoutAndTheNextCommandAMessage) {
  const Ran ran = program_.Run({"decide", "17"});
  EXPECT_EQ(ran.out, "proposal 17, revision 1: called – Open on Sundays\n");
  EXPECT_THAT(ran.err, StartsWith("next: assent agree 17"));
  const Ran json = program_.Run({"propose", "x", "-m", "y", "-o", "jsonl"});
  EXPECT_THAT(json.out, AllOf(StartsWith("{\"proposal\":{"), HasSubstr("\"state\":\"CALLED\""),
                              HasSubstr("\"sequence\":5")));
  EXPECT_EQ(json.err, "");
}

TEST_F(CallsTest, AServerThatAsksToWaitIsAskedAgainWithTheSameRequestId) {
  google::rpc::RetryInfo soon;
  soon.mutable_retry_delay()->set_nanos(1'000'000);
  server_.refusals = {
      Refusal(grpc::StatusCode::UNAVAILABLE, "draining", "DRAINING", {&soon}),
      Refusal(grpc::StatusCode::RESOURCE_EXHAUSTED, "too many", "TOO_MANY_REQUESTS", {&soon})};
  EXPECT_EQ(program_.Run({"decide", "17"}).exit_code, 0);
  ASSERT_THAT(server_.decided, SizeIs(3));
  EXPECT_EQ(server_.decided[0].request.request_id(), server_.decided[2].request.request_id());
}

TEST_F(CallsTest, ItGivesUpAfterAWhileAndAtOnceWhenTheWaitIsLong) {
  google::rpc::RetryInfo soon;
  soon.mutable_retry_delay()->set_nanos(1'000'000);
  const grpc::Status busy = Refusal(grpc::StatusCode::UNAVAILABLE, "busy", "BUSY", {&soon});
  server_.refusals = std::deque<grpc::Status>(20, busy);
  EXPECT_EQ(program_.Run({"decide", "17"}).exit_code, 6);
  EXPECT_THAT(server_.decided, SizeIs(5));
  google::rpc::RetryInfo tomorrow;
  tomorrow.mutable_retry_delay()->set_seconds(86400);
  server_.decided.clear();
  server_.refusals = {
      Refusal(grpc::StatusCode::RESOURCE_EXHAUSTED, "no more", "TOO_MANY", {&tomorrow})};
  const Ran ran = program_.Run({"decide", "17"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(server_.decided, SizeIs(1));
  EXPECT_THAT(ran.err, HasSubstr("try again in 1 day"));
}

TEST_F(CallsTest, ARefusalToDecideShowsTheConditions) {
  google::rpc::PreconditionFailure failure;
  auto& violation = *failure.add_violations();
  violation.set_type("BLOCKS");
  violation.set_subject("assemblies/kitchen/proposals/17");
  violation.set_description("blocks: 1, tolerated 0, by bo on revision 1\x1b[2J");
  server_.refusals = {Refusal(grpc::StatusCode::FAILED_PRECONDITION,
                              "the rule does not allow it yet", "OUTCOME_NOT_REACHED", {&failure})};
  const Ran ran = program_.Run({"decide", "17"});
  EXPECT_EQ(ran.exit_code, 5);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "assent: the rule does not allow it yet [OUTCOME_NOT_REACHED]\n"
            "  blocks: 1, tolerated 0, by bo on revision 1\\u{001B}[2J (BLOCKS)\n");
}

TEST_F(CallsTest, TheExitCodeSaysWhatKindOfRefusalItWas) {
  const std::pair<grpc::StatusCode, int> codes[] = {
      {grpc::StatusCode::INVALID_ARGUMENT, 2},
      {grpc::StatusCode::NOT_FOUND, 3},
      {grpc::StatusCode::PERMISSION_DENIED, 4},
      {grpc::StatusCode::UNAUTHENTICATED, 4},
      {grpc::StatusCode::FAILED_PRECONDITION, 5},
      {grpc::StatusCode::ABORTED, 5},
      {grpc::StatusCode::ALREADY_EXISTS, 5},
      {grpc::StatusCode::DEADLINE_EXCEEDED, 6},
      {grpc::StatusCode::INTERNAL, 1},
  };
  for (const auto& [code, exit_code] : codes) {
    server_.refusals = {Refusal(code, "no", "NO")};
    EXPECT_EQ(program_.Run({"decide", "17"}).exit_code, exit_code) << code;
  }
  // Nothing is wrong with it but for the group's rule.
  server_.refusals = {Refusal(grpc::StatusCode::INVALID_ARGUMENT, "no", "REASON_REQUIRED")};
  EXPECT_EQ(program_.Run({"decide", "17"}).exit_code, 5);
}

TEST_F(CallsTest, AFieldAtFaultIsNamed) {
  google::rpc::BadRequest request;
  request.add_field_violations()->set_field("title");
  server_.refusals = {Refusal(grpc::StatusCode::INVALID_ARGUMENT, "a title is needed",
                              "TITLE_MISSING", {&request})};
  EXPECT_THAT(program_.Run({"propose", "", "-m", "\ntext"}).err, HasSubstr("field: title"));
}

TEST_F(CallsTest, AServerThatIsNotThereIsExitCodeSixAtOnce) {
  program_.WriteConfig(
      "current = \"k\"\n[contexts.k]\nserver = \"127.0.0.1:1\"\nassembly = \"k\"\ntoken = \"t\"\n");
  const Ran ran = program_.Run({"list"});
  EXPECT_EQ(ran.exit_code, 6);
  EXPECT_THAT(ran.err, HasSubstr("no server answers at 127.0.0.1:1"));
}

TEST_F(CallsTest, WithoutANumberTheOpenProposalsAreNamedAndNothingIsGuessed) {
  const Ran ran = program_.Run({"decide"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("17  called  Open on Sundays"));
  EXPECT_THAT(server_.decided, IsEmpty());
}

TEST_F(CallsTest, ABlockSaysItsReasonPrincipleAndRelease) {
  program_.Run({"block", "17", "-m", "one would be alone", "--principle", "nobody works alone",
                "--release-if", "two sign up", "--revision", "2"});
  const v1::TakePositionRequest& request = server_.positions.at(0).request;
  EXPECT_EQ(request.stance(), v1::STANCE_BLOCK);
  EXPECT_EQ(request.reason(), "one would be alone");
  EXPECT_EQ(request.principle(), "nobody works alone");
  EXPECT_EQ(request.release_condition(), "two sign up");
  EXPECT_EQ(request.revision(), 2);
}

TEST_F(CallsTest, EveryStanceHasItsVerb) {
  const std::pair<std::vector<std::string>, v1::Stance> verbs[] = {
      {{"agree", "17"}, v1::STANCE_AGREE},
      {{"agree", "17", "--reservations"}, v1::STANCE_RESERVATIONS},
      {{"reserve", "17"}, v1::STANCE_RESERVATIONS},
      {{"stand-aside", "17"}, v1::STANCE_STAND_ASIDE},
      {{"abstain", "17"}, v1::STANCE_ABSTAIN},
      {{"disagree", "17"}, v1::STANCE_DISAGREE},
      {{"more-discussion", "17"}, v1::STANCE_MORE_DISCUSSION},
      {{"block", "17"}, v1::STANCE_BLOCK},
  };
  for (const auto& [arguments, stance] : verbs) {
    EXPECT_EQ(program_.Run(arguments).exit_code, 0);
    EXPECT_EQ(server_.positions.back().request.stance(), stance) << arguments[0];
  }
}

TEST_F(CallsTest, RaisedHandsAreRecordedByHandle) {
  EXPECT_EQ(program_.Run({"record", "17", "--agree", "ana,@bo", "--stand-aside", "cy"}).exit_code,
            0);
  const auto& positions = server_.recorded.at(0).request.positions();
  ASSERT_EQ(positions.size(), 3);
  EXPECT_EQ(positions[1].member(), "assemblies/kitchen/members/@bo");
  EXPECT_EQ(positions[2].stance(), v1::STANCE_STAND_ASIDE);
  EXPECT_EQ(program_.Run({"record", "17"}).exit_code, 2);
}

TEST_F(CallsTest, AProposalHasItsTitleInTheFirstLineAndItsActionPoints) {
  program_.Run({"propose", "-F", "-", "--do", "buy two pots @bo 2026-12-01", "--do", "tell people"},
               "# Open on Sundays\n\nFrom May.\n");
  const v1::CreateProposalRequest& request = server_.created.at(0).request;
  EXPECT_EQ(request.title(), "Open on Sundays");
  EXPECT_EQ(request.text(), "From May.");
  EXPECT_TRUE(request.introduce());
  ASSERT_EQ(request.action_points_size(), 2);
  EXPECT_EQ(request.action_points(0).task(), "buy two pots");
  EXPECT_EQ(request.action_points(0).member(), "assemblies/kitchen/members/@bo");
  EXPECT_EQ(request.action_points(0).due_time().seconds(), 1'796'083'200);
  EXPECT_EQ(request.action_points(1).task(), "tell people");
}

TEST_F(CallsTest, ATextSurvivesAFailedSendAndGoesAfterASuccess) {
  server_.refusals = {Refusal(grpc::StatusCode::FAILED_PRECONDITION, "not now", "NOT_NOW")};
  const Ran failed = program_.Run({"propose", "Open", "-F", "-"}, "We cook.\n");
  ASSERT_THAT(Drafts(), SizeIs(1));
  EXPECT_EQ(ReadAll(Drafts()[0]), "We cook.\n");
  EXPECT_THAT(failed.err, HasSubstr("-F " + Drafts()[0]));
  EXPECT_EQ(program_.Run({"propose", "Open", "-F", Drafts()[0]}).exit_code, 0);
  EXPECT_EQ(server_.created.back().request.text(), "We cook.");
  std::filesystem::remove(Drafts()[0]);
  EXPECT_EQ(program_.Run({"propose", "Open", "-F", "-"}, "We cook.\n").exit_code, 0);
  EXPECT_THAT(Drafts(), IsEmpty());
}

TEST_F(CallsTest, WithoutATerminalAMissingTextIsAskedForByItsFlag) {
  const Ran ran = program_.Run({"propose", "Open"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("-m TEXT or -F FILE"));
  EXPECT_THAT(server_.created, IsEmpty());
}

TEST_F(CallsTest, AnInvitationCodeIsReadFromAFileAndItsTokenIsNeverShown) {
  const Ran ran = program_.Run({"join", "--as", "@bo", "-F", "-", "--context", "bo", "--server",
                                server_.address(), "-o", "json"},
                               "kitchen/the-secret\n");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  ASSERT_THAT(server_.joined, SizeIs(1));
  EXPECT_EQ(server_.joined[0].authorization, "");
  EXPECT_EQ(server_.joined[0].request.parent(), "assemblies/kitchen");
  EXPECT_EQ(server_.joined[0].request.secret(), "the-secret");
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("a-new-token")));
  EXPECT_THAT(ReadAll(program_.ConfigPath()), HasSubstr("a-new-token"));
  EXPECT_EQ(program_.Run({"decide", "17"}).exit_code, 0);
  EXPECT_EQ(server_.decided.at(0).authorization, "Bearer a-new-token");
}

TEST_F(CallsTest, AContextWithItsTokenIsNeverOverwritten) {
  const Ran ran =
      program_.Run({"join", "--as", "bo", "-F", "-", "--context", "kitchen"}, "kitchen/x");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(server_.joined, IsEmpty());
}

TEST_F(CallsTest, AContextIsChosenByFlagOrEnvironment) {
  EXPECT_EQ(program_.Run({"list", "--context", "garden"}).exit_code, 3);
  program_.Set("ASSENT_CONTEXT", "garden");
  EXPECT_EQ(program_.Run({"list"}).exit_code, 3);
  EXPECT_EQ(program_.Run({"list", "--context", "kitchen"}).exit_code, 0);
}

TEST_F(CallsTest, AConfigurationThatOthersCanReadIsNotUsed) {
  program_.WriteConfig(server_.Config(), 0644);
  const Ran ran = program_.Run({"list"});
  EXPECT_EQ(ran.exit_code, 4);
  EXPECT_THAT(ran.err, HasSubstr("chmod 600"));
}

TEST_F(CallsTest, ListsAreTablesJsonLinesOrCsv) {
  EXPECT_THAT(program_.Run({"list"}).out, HasSubstr("17  called  @ana"));
  EXPECT_THAT(program_.Run({"list", "-o", "json"}).out, StartsWith("[\n  {\n"));
  EXPECT_THAT(program_.Run({"list", "-o", "jsonl"}).out, StartsWith("{\"name\":"));
  EXPECT_THAT(program_.Run({"list", "-o", "csv"}).out, StartsWith("name,kind,state,"));
  EXPECT_EQ(program_.Run({"list", "-o", "xml"}).exit_code, 2);
}

TEST_F(CallsTest, AWatchGoesOnBehindWhatItHasToldAndPrintsLinesIntoAPipe) {
  const Ran ran = program_.Run({"watch", "17", "--until-ended"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  ASSERT_THAT(server_.watches, SizeIs(2));
  EXPECT_EQ(server_.watches[0].request.after_sequence(), 0);
  EXPECT_EQ(server_.watches[1].request.after_sequence(), 10);
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 2);
  EXPECT_THAT(ran.out, HasSubstr("\"state\":\"ADOPTED\""));
}

}  // namespace
}  // namespace assent::test
