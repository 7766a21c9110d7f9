// Choices, elections and budgets on the command line: what is sent, how ballots are read, what is
// shown of them, and that `assent count` says of the ballots what the service said.

#include "client/cli/elections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/election_service.grpc.pb.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/ballot_words.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "server/base/check.h"
#include "tests/cli/run_program.h"

namespace assent::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

template <typename Message>
Message From(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

bool Same(const google::protobuf::Message& one, const google::protobuf::Message& other) {
  return google::protobuf::util::MessageDifferencer::Equals(one, other);
}

constexpr char kVans[] =
    "method: 'schulze' seats: 1 none_of_these: true "
    "options { number: 1 title: 'Red' state: STATE_STANDING } "
    "options { number: 2 title: 'Dark blue' state: STATE_STANDING } "
    "options { number: 3 member: 'assemblies/kitchen/members/1' state: STATE_WITHDRAWN } "
    "options { number: 4 none_of_these: true state: STATE_STANDING } ";

class BallotWordsTest : public testing::Test {
 protected:
  explicit BallotWordsTest(const char* election = kVans)
      : election_(From<v1::Election>(election)),
        handles_({{"assemblies/kitchen/members/1", "ana"}}),
        reader_(handles_, absl::Now(), absl::UTCTimeZone()),
        options_(reader_, election_) {}

  std::string Words(const std::string& text) const {
    const absl::StatusOr<v1::Marks> marks = cli::ReadBallot(options_, text);
    return marks.ok() ? cli::WordsOf(options_, *marks) : std::string(marks.status().message());
  }

  const v1::Election election_;
  const cli::MemberHandles handles_;
  const cli::Reader reader_;
  const cli::Options options_;
};

TEST_F(BallotWordsTest, ARankingIsReadByNumbersAndByNames) {
  const auto ranking = From<v1::Marks>("ranking { options: 2 } ranking { options: 1 options: 4 }");
  for (const char* const text : {"2>1=4", " 2 > 1 = 4\n", "dark BLUE>red=none", "#2>#1=#4",
                                 "Dark blue > Red = none of these", "rank 2>1=4"}) {
    const auto read = cli::ReadBallot(options_, text);
    ASSERT_TRUE(read.ok()) << text << read.status();
    EXPECT_TRUE(Same(*read, ranking)) << text;
  }
  EXPECT_EQ(Words("2>1=4"), "Dark blue > Red = none of these");
  EXPECT_EQ(Words("@ANA>1"), "@ana > Red");
  EXPECT_EQ(Words("ana"), "@ana");
}

TEST_F(BallotWordsTest, NothingIsAnAbstention) {
  for (const char* const text : {"", "\n", "abstain", "-"})
    EXPECT_EQ(Words(text), "abstains") << text;
}

TEST_F(BallotWordsTest, ApprovalsAndPointsBeginWithTheirWord) {
  EXPECT_EQ(Words("approve 1, 4"), "Red, none of these");
  EXPECT_EQ(Words("score 1=5,2=0"), "Red 5, Dark blue 0");
  EXPECT_EQ(Words("spend red=3,\ndark blue=7"), "Red 3, Dark blue 7");
}

TEST_F(BallotWordsTest, WhatCannotBeReadIsSaidAndNamesWhatThereIs) {
  EXPECT_EQ(Words("5>1"),
            "there is no option \"5\" here; there are 1 Red, 2 Dark blue, 4 none of these");
  EXPECT_THAT(Words("green"), HasSubstr("no option \"green\""));
  EXPECT_THAT(Words("0"), HasSubstr("no option \"0\""));
  EXPECT_THAT(Words("-1"), HasSubstr("no option \"-1\""));
  EXPECT_THAT(Words("99999999999"), HasSubstr("no option"));
  EXPECT_THAT(Words("2>>1"), HasSubstr("a place is empty"));
  EXPECT_THAT(Words("2>"), HasSubstr("a place is empty"));
  EXPECT_THAT(Words("score 1"), HasSubstr("gives no points"));
  EXPECT_THAT(Words("score 1=x"), HasSubstr("gives no points"));
  EXPECT_THAT(Words("approve 1,,2"), HasSubstr("no option \"\""));
}

class ApprovalWordsTest : public BallotWordsTest {
 protected:
  ApprovalWordsTest()
      : BallotWordsTest(
            "method: 'approval' options { number: 1 title: 'Red' state: "
            "STATE_STANDING } options { number: 2 title: 'Blue' state: STATE_STANDING "
            "}") {}
};
TEST_F(ApprovalWordsTest, ABareListIsReadAsTheMethodCounts) {
  EXPECT_TRUE(Same(*cli::ReadBallot(options_, "1,2"), From<v1::Marks>("approved: [1, 2]")));
}

class ScoreWordsTest : public BallotWordsTest {
 protected:
  ScoreWordsTest()
      : BallotWordsTest("method: 'star' options { number: 1 title: 'a=b' state: STATE_STANDING }") {
  }
};
TEST_F(ScoreWordsTest, ATitleMayHaveAnEqualsSign) {
  EXPECT_TRUE(
      Same(*cli::ReadBallot(options_, "a=b=4"), From<v1::Marks>("scores { option: 1 points: 4 }")));
  EXPECT_EQ(cli::HighestScore(election_), 5);
}

TEST_F(BallotWordsTest, BltPutsEqualBallotsTogetherAndSaysWhoIsGone) {
  const std::vector<v1::Ballot> ballots = {
      From<v1::Ballot>("marks { ranking { options: 2 } ranking { options: 1 options: 4 } }"),
      From<v1::Ballot>("marks { }"),
      From<v1::Ballot>("marks { ranking { options: 2 } ranking { options: 1 options: 4 } }"),
      From<v1::Ballot>("marks { ranking { options: 1 } }"),
  };
  const auto election = cli::ToCount(options_, "Which \"van\"?", ballots);
  ASSERT_TRUE(election.ok()) << election.status();
  EXPECT_EQ(*cli::BltOf(*election),
            "4 1\n-3\n1 1 0\n2 2 1=4 0\n0\n\"Red\"\n\"Dark blue\"\n\"@ana\"\n\"none of these\"\n"
            "\"Which \\\"van\\\"?\"\n");
  EXPECT_FALSE(cli::ToCount(options_, "x", {From<v1::Ballot>("hidden: true")}).ok());
  const auto twice = From<v1::Ballot>("marks { ranking { options: 1 } ranking { options: 1 } }");
  EXPECT_FALSE(cli::ToCount(options_, "x", {twice}).ok());
}

TEST_F(ApprovalWordsTest, BltHasApprovalsInItsFirstPlace) {
  const auto election =
      cli::ToCount(options_, "", {From<v1::Ballot>("marks { approved: [1, 2] }")});
  ASSERT_TRUE(election.ok()) << election.status();
  EXPECT_THAT(*cli::BltOf(*election), HasSubstr("\n1 1=2 0\n"));
}

TEST_F(ScoreWordsTest, BltHasNoPoints) {
  const auto election =
      cli::ToCount(options_, "", {From<v1::Ballot>("marks { scores { option: 1 points: 4 } }")});
  ASSERT_TRUE(election.ok()) << election.status();
  EXPECT_THAT(cli::BltOf(*election).status().message(), HasSubstr("--to-count"));
}

// Answers as it was told.
class ElectionServer final : public v1::ProposalService::Service,
                             public v1::ElectionService::Service,
                             public v1::MemberService::Service {
 public:
  ElectionServer() {
    proposal.set_name("assemblies/kitchen/proposals/17");
    proposal.set_title("Which van?");
    proposal.set_state(v1::Proposal::STATE_CALLED);
    *proposal.mutable_election() = From<v1::Election>(kVans);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<v1::ProposalService::Service*>(this));
    builder.RegisterService(static_cast<v1::ElectionService::Service*>(this));
    builder.RegisterService(static_cast<v1::MemberService::Service*>(this));
    server_ = builder.BuildAndStart();
    ASSENT_CHECK(server_ != nullptr && port > 0);
    config = absl::StrCat("current = \"kitchen\"\n[contexts.kitchen]\nserver = \"127.0.0.1:", port,
                          "\"\nassembly = \"kitchen\"\nhandle = \"ana\"\ntoken = \"t\"\n");
  }

  std::string config;
  v1::Proposal proposal;
  v1::ElectionResult result;
  std::vector<v1::Ballot> ballots;
  std::vector<v1::CreateProposalRequest> created;
  std::vector<v1::AddOptionRequest> added;
  std::vector<v1::WithdrawOptionRequest> withdrawn;
  std::vector<v1::AcceptNominationRequest> accepted;
  std::vector<v1::CastBallotRequest> cast;

 private:
  using Context = grpc::ServerContext;
  using Status = grpc::Status;

  Status CreateProposal(Context*, const v1::CreateProposalRequest* request,
                        v1::CreateProposalResponse* response) override {
    created.push_back(*request);
    *response->mutable_proposal() = proposal;
    return Status::OK;
  }
  Status GetProposal(Context*, const v1::GetProposalRequest*,
                     v1::GetProposalResponse* response) override {
    *response->mutable_proposal() = proposal;
    return Status::OK;
  }
  Status ListMembers(Context*, const v1::ListMembersRequest*,
                     v1::ListMembersResponse* response) override {
    response->add_members()->set_name("assemblies/kitchen/members/1");
    response->mutable_members(0)->set_handle("ana");
    return Status::OK;
  }
  Status AddOption(Context*, const v1::AddOptionRequest* request,
                   v1::AddOptionResponse* response) override {
    added.push_back(*request);
    *response->mutable_option() = request->option();
    response->mutable_option()->set_number(5);
    response->mutable_option()->set_state(v1::Option::STATE_STANDING);
    return Status::OK;
  }
  Status WithdrawOption(Context*, const v1::WithdrawOptionRequest* request,
                        v1::WithdrawOptionResponse*) override {
    withdrawn.push_back(*request);
    return Status::OK;
  }
  Status AcceptNomination(Context*, const v1::AcceptNominationRequest* request,
                          v1::AcceptNominationResponse*) override {
    accepted.push_back(*request);
    return Status::OK;
  }
  Status CastBallot(Context*, const v1::CastBallotRequest* request,
                    v1::CastBallotResponse* response) override {
    cast.push_back(*request);
    *response->mutable_ballot()->mutable_marks() = request->marks();
    return Status::OK;
  }
  Status ListBallots(Context*, const v1::ListBallotsRequest*,
                     v1::ListBallotsResponse* response) override {
    response->mutable_ballots()->Assign(ballots.begin(), ballots.end());
    return Status::OK;
  }
  Status GetElectionResult(Context*, const v1::GetElectionResultRequest*,
                           v1::GetElectionResultResponse* response) override {
    *response->mutable_result() = result;
    return Status::OK;
  }

  std::unique_ptr<grpc::Server> server_;
};

class ElectionVerbs : public testing::Test {
 protected:
  ElectionVerbs() { program_.WriteConfig(server_.config); }

  std::string Ok(const std::vector<std::string>& arguments, const std::string& input = "") {
    const Ran ran = program_.Run(arguments, input);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
  }
  std::string Wrong(const std::vector<std::string>& arguments) {
    const Ran ran = program_.Run(arguments);
    EXPECT_NE(ran.exit_code, 0) << ran.out;
    return ran.err;
  }

  ElectionServer server_;
  Program program_;
};

TEST_F(ElectionVerbs, AChoiceHasNoneOfTheseUnlessItIsLeftOut) {
  Ok({"propose", "Which van?", "--option", "Red", "--option", "Blue"});
  Ok({"propose", "Which van?", "--method", "debian", "--option", "Red", "--without-none"});
  EXPECT_THAT(program_.Run({"propose", "x", "--option", "Red"}).err,
              HasSubstr("next: assent vote 17"));
  ASSERT_THAT(server_.created, SizeIs(3));
  const v1::CreateProposalRequest& first = server_.created[0];
  EXPECT_EQ(first.kind(), v1::Proposal::KIND_CHOICE);
  EXPECT_EQ(first.title(), "Which van?");
  EXPECT_EQ(first.text(), "Which van?");
  EXPECT_TRUE(Same(first.election(),
                   From<v1::Election>("method: 'schulze' none_of_these: true options { title: "
                                      "'Red' } options { title: 'Blue' }")));
  EXPECT_EQ(server_.created[1].election().method(), "debian");
  EXPECT_FALSE(server_.created[1].election().none_of_these());
}

TEST_F(ElectionVerbs, AnElectionNamesRoleTermAndMembers) {
  Ok({"propose", "--elect", "council", "--term", "90d", "--seats", "2", "--option", "bo",
      "--option", "@cy"});
  Ok({"propose", "--elect", "notes", "--term", "1d", "--option", "bo"});
  ASSERT_THAT(server_.created, SizeIs(2));
  EXPECT_EQ(server_.created[0].kind(), v1::Proposal::KIND_ELECTION);
  EXPECT_EQ(server_.created[0].title(), "Elect council");
  EXPECT_TRUE(Same(server_.created[0].election(),
                   From<v1::Election>("method: 'scottish-stv' seats: 2 role: 'council' term { "
                                      "seconds: 7776000 } "
                                      "options { member: 'assemblies/kitchen/members/@bo' } "
                                      "options { member: 'assemblies/kitchen/members/@cy' }")));
  EXPECT_TRUE(server_.created[1].election().none_of_these());
  EXPECT_EQ(server_.created[1].election().method(), "schulze");
  EXPECT_THAT(Wrong({"propose", "--elect", "council", "--option", "bo"}), HasSubstr("--term"));
  EXPECT_THAT(
      Wrong({"propose", "x", "--elect", "a", "--term", "1d", "--budget", "money", "--amount", "5"}),
      HasSubstr("excludes"));
}

TEST_F(ElectionVerbs, ABudgetHasProjectsWithCosts) {
  Ok({"propose", "--budget", "money", "--amount", "500", "--completion", "add1u", "--option",
      "Bike shed=300", "--option", "1=1=20"});
  ASSERT_THAT(server_.created, SizeIs(1));
  EXPECT_EQ(server_.created[0].kind(), v1::Proposal::KIND_BUDGET);
  EXPECT_EQ(server_.created[0].title(), "Share out money");
  EXPECT_TRUE(Same(server_.created[0].election(),
                   From<v1::Election>("method: 'equal-shares' pool: 'money' budget: 500 "
                                      "completion: COMPLETION_ADD1U options { title: 'Bike shed' "
                                      "cost: 300 } options { title: '1=1' cost: 20 }")));
  for (const char* const bad : {"Shed", "Shed=", "Shed=x", "Shed=0", "Shed=-5"}) {
    EXPECT_THAT(Wrong({"propose", "--budget", "money", "--amount", "5", "--option", bad}),
                HasSubstr("does not say what it costs"))
        << bad;
  }
  EXPECT_THAT(Wrong({"propose", "--budget", "money", "--option", "Shed=3"}), HasSubstr("--amount"));
}

TEST_F(ElectionVerbs, OptionsAreAddedTakenBackAndAccepted) {
  EXPECT_EQ(Ok({"option", "add", "17", "Green", "-m", "It is new.", "--cost", "3"}),
            "option 5, Green: standing\n");
  EXPECT_TRUE(Same(server_.added.at(0).option(),
                   From<v1::Option>("title: 'Green' text: 'It is new.' cost: 3")));
  Ok({"option", "withdraw", "17", "dark blue"});
  EXPECT_EQ(server_.withdrawn.at(0).option(), 2);
  Ok({"option", "accept", "17"});
  EXPECT_EQ(server_.accepted.at(0).option(), 0);
  EXPECT_NE(program_.Run({"option", "withdraw", "17"}).exit_code, 0);
  server_.proposal.mutable_election()->set_role("council");
  Ok({"option", "add", "17"});
  Ok({"option", "add", "17", "bo"});
  EXPECT_EQ(server_.added.at(1).option().member(), "");
  EXPECT_EQ(server_.added.at(2).option().member(), "assemblies/kitchen/members/@bo");
}

TEST_F(ElectionVerbs, ABallotIsCastInWordsFlagsOrAFile) {
  EXPECT_EQ(Ok({"vote", "17", "2>1"}), "proposal 17, ballot: Dark blue > Red\n");
  Ok({"vote", "17", "--approve", "1,4", "--unit", "pod"});
  Ok({"vote", "17", "--spend", "1=3,2=7"});
  Ok({"vote", "17", "--abstain"});
  Ok({"vote", "17", "-F", "-"}, "dark blue > red\n");
  ASSERT_THAT(server_.cast, SizeIs(5));
  EXPECT_EQ(server_.cast[0].parent(), "assemblies/kitchen/proposals/17");
  EXPECT_TRUE(Same(server_.cast[0].marks(),
                   From<v1::Marks>("ranking { options: 2 } ranking { options: 1 }")));
  EXPECT_TRUE(Same(server_.cast[1].marks(), From<v1::Marks>("approved: [1, 4]")));
  EXPECT_EQ(server_.cast[1].unit(), "pod");
  EXPECT_TRUE(
      Same(server_.cast[2].marks(),
           From<v1::Marks>("scores { option: 1 points: 3 } scores { option: 2 points: 7 }")));
  EXPECT_TRUE(Same(server_.cast[3].marks(), v1::Marks()));
  EXPECT_TRUE(Same(server_.cast[4].marks(), server_.cast[0].marks()));
}

TEST_F(ElectionVerbs, NothingIsCastThatWasNotUnderstoodOrNotGiven) {
  EXPECT_THAT(Wrong({"vote", "17", "9>1"}), HasSubstr("there is no option \"9\""));
  EXPECT_THAT(Wrong({"vote", "17"}), HasSubstr("say what your ballot says"));
  EXPECT_EQ(program_.Run({"vote", "17", "2>1", "--abstain"}).exit_code, 2);
  server_.proposal.clear_election();
  EXPECT_THAT(Wrong({"vote", "17", "1"}), HasSubstr("no options to choose among"));
  EXPECT_THAT(server_.cast, IsEmpty());
}

TEST_F(ElectionVerbs, OnATerminalTheOrderIsAskedForAndConfirmed) {
  const Ran ran = program_.RunOnTerminal({"vote", "17"}, "empty: done): ", "2\n9\n2\nred\n\ny\n");
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("Which van? (schulze)"), HasSubstr("  2  Dark blue"),
                             HasSubstr("there is no option \"9\""),
                             HasSubstr("Dark blue has its place already"),
                             HasSubstr("your ballot: Dark blue > Red"), Not(HasSubstr("  3  "))));
  ASSERT_THAT(server_.cast, SizeIs(1));
  EXPECT_TRUE(Same(server_.cast[0].marks(),
                   From<v1::Marks>("ranking { options: 2 } ranking { options: 1 }")));
}

TEST_F(ElectionVerbs, OnATerminalWhoDoesNotConfirmCastsNothing) {
  const Ran ran = program_.RunOnTerminal({"vote", "17"}, "empty: done): ", "2\n\nn\n");
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("it was not cast"));
  EXPECT_THAT(server_.cast, IsEmpty());
}

TEST_F(ElectionVerbs, OnATerminalPointsAreAskedForOneByOne) {
  server_.proposal.mutable_election()->set_method("star");
  const Ran ran = program_.RunOnTerminal({"vote", "17"}, "(empty: 0): ", "5\nx\n2\n\ny\n");
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  ASSERT_THAT(server_.cast, SizeIs(1)) << ran.out;
  EXPECT_TRUE(
      Same(server_.cast[0].marks(),
           From<v1::Marks>("scores { option: 1 points: 5 } scores { option: 2 points: 2 }")));
}

TEST_F(ElectionVerbs, ShowDrawsWhatIsChosenAmong) {
  v1::Election& election = *server_.proposal.mutable_election();
  election.mutable_open_time()->set_seconds(1);
  election.set_ballots(7);
  election.set_counted(true);
  election.add_chosen(2);
  EXPECT_THAT(Ok({"show", "17"}),
              AllOf(HasSubstr("To choose among"), HasSubstr("schulze"), HasSubstr("7, counted"),
                    HasSubstr("@ana"), HasSubstr("withdrawn"), HasSubstr("none of these"),
                    ::testing::ContainsRegex("chosen +Dark blue")));
}

// Roads are no answers to the question: they have no seats, and once one is taken members are
// asked where they stand.
TEST_F(ElectionVerbs, RoadsAreRankedFirstAndThenPositionsAreAskedFor) {
  v1::Proposal& proposal = server_.proposal;
  v1::Phase& road = *proposal.mutable_rule()->add_phases();
  road.set_name("road");
  road.mutable_roads()->set_method("schulze");
  proposal.mutable_rule()->add_phases()->set_name("vote");
  proposal.set_state(v1::Proposal::STATE_CALLED);
  for (v1::Option& option : *proposal.mutable_election()->mutable_options()) {
    option.set_road(true);
  }
  proposal.set_phase("road");
  EXPECT_THAT(Ok({"show", "17"}), AllOf(HasSubstr("Roads to choose among"), Not(HasSubstr("seats"))));
  const auto next = [&] { return program_.Run({"propose", "Sign the lease", "-m", "Now"}).err; };
  EXPECT_THAT(next(), AllOf(HasSubstr("next: assent vote 17"), Not(HasSubstr("decide"))));
  proposal.set_phase("vote");
  EXPECT_THAT(next(), HasSubstr("next: assent agree 17"));
}

TEST_F(ElectionVerbs, BallotsAreShownOrSaidToBeHidden) {
  server_.ballots = {From<v1::Ballot>("member: 'assemblies/kitchen/members/1' marks { ranking { "
                                      "options: 1 } }"),
                     From<v1::Ballot>("member: 'x' hidden: true")};
  EXPECT_THAT(Ok({"ballots", "17"}),
              AllOf(HasSubstr("@ana"), HasSubstr("Red"), HasSubstr("hidden until the close")));
  EXPECT_THAT(Wrong({"ballots", "17", "-o", "blt"}), HasSubstr("hidden until the close"));
  EXPECT_EQ(program_.Run({"show", "17", "-o", "blt"}).exit_code, 2);
}

// Three for blue first, two for red.
std::vector<v1::Ballot> FiveBallots() {
  const auto blue = From<v1::Ballot>("marks { ranking { options: 2 } ranking { options: 1 } }");
  const auto red = From<v1::Ballot>("marks { ranking { options: 1 } ranking { options: 4 } }");
  return {blue, red, blue, red, blue};
}

TEST_F(ElectionVerbs, ResultsHaveRoundsTiesMatrixAndPaths) {
  server_.result = From<v1::ElectionResult>(
      "method: 'schulze' seats: 1 ballots: 5 abstentions: 2 winners: 2 options: [1, 2, 3, 4] "
      "obstacle: 'it rains' rounds { what: 'compared' options: [1, 2] totals { option: 2 total: "
      "'3' } } "
      "ties { round: 1 tied: [1, 4] chosen: 1 broken_by: 'lot' } "
      "matrix { votes: [0, 2, 0, 5] } matrix { votes: [3, 0, 0, 3] } matrix { votes: [0, 0, 0, 0] "
      "} "
      "matrix { votes: [0, 2, 0, 0] } paths { votes: [0, 0, 0, 5] } paths { votes: [3, 0, 0, 3] } "
      "paths { votes: [0, 0, 0, 0] } paths { votes: [0, 0, 0, 0] } ranking { options: 2 }");
  EXPECT_THAT(
      Ok({"results", "17"}),
      AllOf(HasSubstr("compared"), HasSubstr("broken by lot: Red"), HasSubstr("winners"),
            HasSubstr("abstentions 2"), HasSubstr("obstacle it rains"),
            HasSubstr("prefer the row to the column"),
            ::testing::ContainsRegex("2 Dark blue +3 +- +0 +3"), HasSubstr("strongest path")));
  EXPECT_THAT(Ok({"results", "17", "-o", "json"}),
              AllOf(HasSubstr("\"winners\":[\"Dark blue\"]"),
                    HasSubstr("\"matrix\":[[0,2,0,5],[3,0,0,3]"), HasSubstr("\"ballots\":\"5\"")));
  EXPECT_THAT(Ok({"results", "17", "-o", "csv"}), HasSubstr("1,tie,\"Red, none of these\""));
}

TEST_F(ElectionVerbs, AServerThatNamesWhatThereIsNotStopsNothing) {
  server_.result = From<v1::ElectionResult>(
      "method: 'x' winners: [9, -1, 0] options: [7] rounds { options: 99 elected: -7 totals { "
      "option: 50 } } ties { round: -4 tied: 0 } matrix { votes: [1, 2] } paths { } ranking { "
      "options: 12 }");
  server_.ballots = {From<v1::Ballot>("marks { ranking { options: 77 } ranking { } }")};
  for (const char* const format : {"table", "json", "jsonl", "csv"}) {
    Ok({"results", "17", "-o", format});
    Ok({"ballots", "17", "-o", format});
  }
  EXPECT_EQ(program_.Run({"ballots", "17", "-o", "blt"}).exit_code, 2);
  server_.proposal.mutable_election()->add_chosen(44);
  server_.proposal.mutable_election()->set_counted(true);
  Ok({"show", "17"});
}

TEST_F(ElectionVerbs, CountSaysOfTheBallotsWhatTheRuleSays) {
  server_.ballots = FiveBallots();
  const std::string blt = Ok({"results", "17", "-o", "blt"});
  EXPECT_EQ(blt, Ok({"ballots", "17", "-o", "blt"}));
  WriteAll(program_.Path("van.blt"), blt);
  EXPECT_THAT(Ok({"count", program_.Path("van.blt"), "--method", "schulze", "-o", "json"}),
              AllOf(HasSubstr("\"winners\":[\"Dark blue\"]"), HasSubstr("[3,0,0,3]")));
  WriteAll(program_.Path("van.json"), Ok({"ballots", "17", "--to-count"}));
  EXPECT_THAT(Ok({"count", program_.Path("van.json"), "--method", "schulze", "-o", "json"}),
              HasSubstr("\"winners\":[\"Dark blue\"]"));
}

TEST_F(ElectionVerbs, HowToCountAgainIsSaidBesideTheFile) {
  v1::Election& election = *server_.proposal.mutable_election();
  for (const int number : {2, 4, 1, 3}) election.add_lot_order(number);
  election.set_method("debian");
  EXPECT_THAT(
      program_.Run({"ballots", "17", "-o", "blt"}).err,
      HasSubstr("assent count FILE --method debian --default-option 4 --lot-order 2,4,1,3"));
}

}  // namespace
}  // namespace assent::test
