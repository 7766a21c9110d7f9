// Verbs of decision memory: what they send, and what they make of the answers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "assent/v1/decision_memory_service.grpc.pb.h"
#include "assent/v1/decision_service.grpc.pb.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "grpcpp/server_builder.h"
#include "tests/cli/run_program.h"

namespace assent::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kKitchen[] = "assemblies/kitchen";

// Answers as it was told, and keeps what it was asked.
class MemoryServer final : public v1::DecisionMemoryService::Service,
                           public v1::DecisionService::Service,
                           public v1::MemberService::Service,
                           public v1::ProposalService::Service {
 public:
  MemoryServer() {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<v1::DecisionMemoryService::Service*>(this));
    builder.RegisterService(static_cast<v1::DecisionService::Service*>(this));
    builder.RegisterService(static_cast<v1::MemberService::Service*>(this));
    builder.RegisterService(static_cast<v1::ProposalService::Service*>(this));
    server_ = builder.BuildAndStart();
    port_ = port;
  }
  std::string Config() const {
    return absl::StrCat("current = \"k\"\n[contexts.k]\nserver = \"127.0.0.1:", port_,
                        "\"\nassembly = \"kitchen\"\ntoken = \"opensesame\"\n");
  }

  v1::SearchDecisionsRequest searched;
  v1::SearchDecisionsResponse found;
  v1::ListRelatedDecisionsResponse related;
  v1::WriteDissentRequest dissent;
  v1::UpdateActionPointRequest moved;
  v1::ListActionPointsRequest listed;
  v1::ListActionPointsResponse actions;
  v1::ListDecisionsRequest decisions;

 private:
  using Call = grpc::ServerContext;

  grpc::Status SearchDecisions(Call*, const v1::SearchDecisionsRequest* request,
                               v1::SearchDecisionsResponse* response) override {
    searched = *request;
    *response = found;
    return grpc::Status::OK;
  }
  grpc::Status ListRelatedDecisions(Call*, const v1::ListRelatedDecisionsRequest*,
                                    v1::ListRelatedDecisionsResponse* response) override {
    *response = related;
    return grpc::Status::OK;
  }
  grpc::Status WriteDissent(Call*, const v1::WriteDissentRequest* request,
                            v1::WriteDissentResponse*) override {
    dissent = *request;
    return grpc::Status::OK;
  }
  grpc::Status UpdateActionPoint(Call*, const v1::UpdateActionPointRequest* request,
                                 v1::UpdateActionPointResponse* response) override {
    moved = *request;
    response->mutable_action_point()->set_state(request->state());
    return grpc::Status::OK;
  }
  grpc::Status ListActionPoints(Call*, const v1::ListActionPointsRequest* request,
                                v1::ListActionPointsResponse* response) override {
    listed = *request;
    *response = actions;
    return grpc::Status::OK;
  }
  grpc::Status ListDecisions(Call*, const v1::ListDecisionsRequest* request,
                             v1::ListDecisionsResponse*) override {
    decisions = *request;
    return grpc::Status::OK;
  }
  grpc::Status ListMembers(Call*, const v1::ListMembersRequest*,
                           v1::ListMembersResponse* response) override {
    v1::Member& ana = *response->add_members();
    ana.set_name(absl::StrCat(kKitchen, "/members/1"));
    ana.set_handle("ana");
    return grpc::Status::OK;
  }
  grpc::Status CallForConsensus(Call*, const v1::CallForConsensusRequest* request,
                                v1::CallForConsensusResponse* response) override {
    response->mutable_proposal()->set_name(request->name());
    response->mutable_proposal()->set_state(v1::Proposal::STATE_CALLED);
    return grpc::Status::OK;
  }

  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

class MemoryVerbs : public testing::Test {
 protected:
  MemoryVerbs() { program_.WriteConfig(server_.Config()); }

  static v1::Decision DecisionOf(int number, const std::string& title) {
    v1::Decision decision;
    decision.set_name(absl::StrCat(kKitchen, "/decisions/", number));
    decision.set_state(v1::Proposal::STATE_ADOPTED);
    decision.set_title(title);
    return decision;
  }
  void AddRelated(int number, const std::string& title, v1::RelatedDecision::Why why,
                  bool in_force = true) {
    v1::RelatedDecision& related = *server_.related.add_decisions();
    *related.mutable_decision() = DecisionOf(number, title);
    related.add_why(why);
    related.set_in_force(in_force);
    if (why == v1::RelatedDecision::WHY_RESEMBLES) related.add_shared_words("courtyard");
  }

  MemoryServer server_;
  Program program_;
};

TEST_F(MemoryVerbs, SearchSendsItsWordsAndShowsWhatIsInForce) {
  v1::FoundDecision& found = *server_.found.add_results();
  *found.mutable_decision() = DecisionOf(4, "Quiet hours");
  server_.found.set_some_words_only(true);
  const Ran ran = program_.Run({"search", "--in-force", "quiet", "\"after ten\""});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(server_.searched.parent(), kKitchen);
  EXPECT_EQ(server_.searched.query(), "quiet \"after ten\"");
  EXPECT_EQ(server_.searched.filter(), "in_force=true");
  EXPECT_THAT(ran.out, AllOf(HasSubstr("Quiet hours"), HasSubstr("adopted (not in force)")));
  EXPECT_THAT(ran.err, AllOf(HasSubstr("no decision has all of these words"),
                             HasSubstr("next: assent decision 4")));
}

TEST_F(MemoryVerbs, SearchIsDataForPrograms) {
  *server_.found.add_results()->mutable_decision() = DecisionOf(4, "Quiet hours");
  const Ran ran = program_.Run({"search", "quiet", "-o", "jsonl"});
  EXPECT_THAT(ran.out, HasSubstr("\"title\":\"Quiet hours\""));
}

TEST_F(MemoryVerbs, RelatedSaysWhy) {
  AddRelated(4, "Quiet hours", v1::RelatedDecision::WHY_RESEMBLES);
  AddRelated(9, "Old rent", v1::RelatedDecision::WHY_NAMED, /*in_force=*/false);
  const Ran ran = program_.Run({"related", "17"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("alike: courtyard"), HasSubstr("the text names it"),
                             HasSubstr("(not in force)")));
}

TEST_F(MemoryVerbs, ACallSaysFirstOnStderrWhatIsInForce) {
  AddRelated(4, "Quiet hours", v1::RelatedDecision::WHY_CHANGES);
  AddRelated(9, "Old rent", v1::RelatedDecision::WHY_NAMED, /*in_force=*/false);
  const Ran ran = program_.Run({"call", "17"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("4  Quiet hours (it changes this one, or raises its question again)"));
  EXPECT_THAT(ran.err, Not(HasSubstr("Old rent")));
  EXPECT_THAT(ran.out, Not(HasSubstr("Quiet hours")));
}

TEST_F(MemoryVerbs, DissentSendsTheStatement) {
  const Ran ran = program_.Run({"dissent", "17", "-m", "It will not last."});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(server_.dissent.name(), "assemblies/kitchen/decisions/17");
  EXPECT_EQ(server_.dissent.text(), "It will not last.");
  EXPECT_THAT(ran.out, HasSubstr("stands beside decision 17"));
}

TEST_F(MemoryVerbs, AnActionPointIsCalledByTwoNumbers) {
  const Ran ran = program_.Run({"action", "17.2", "drop", "-m", "sold"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(server_.moved.name(), "assemblies/kitchen/decisions/17/actionPoints/2");
  EXPECT_EQ(server_.moved.state(), v1::ActionPoint::STATE_DROPPED);
  EXPECT_EQ(server_.moved.reason(), "sold");
  EXPECT_EQ(program_.Run({"action", "17", "done"}).exit_code, 2);
  EXPECT_EQ(program_.Run({"action", "17.2", "finish"}).exit_code, 2);
}

TEST_F(MemoryVerbs, ActionsAskForWhatIsWanted) {
  v1::ActionPoint& point = *server_.actions.add_action_points();
  point.set_name("assemblies/kitchen/decisions/17/actionPoints/2");
  point.set_task("paint it");
  point.set_member("assemblies/kitchen/members/1");
  point.set_state(v1::ActionPoint::STATE_TAKEN);
  EXPECT_THAT(program_.Run({"actions"}).out, AllOf(HasSubstr("17.2"), HasSubstr("taken"),
                                                   HasSubstr("@ana"), HasSubstr("paint it")));
  EXPECT_EQ(server_.listed.filter(), "");
  program_.Run({"actions", "--mine"});
  EXPECT_EQ(server_.listed.filter(), "member=- AND open=true");
  program_.Run({"actions", "--overdue"});
  EXPECT_EQ(server_.listed.filter(), "overdue=true");
  program_.Run({"actions", "--open", "--filter", "member=@ana"});
  EXPECT_EQ(server_.listed.filter(), "open=true AND member=@ana");
}

TEST_F(MemoryVerbs, DecisionsInForceAreAFilter) {
  program_.Run({"decisions", "--in-force", "--filter", "rule_id=x"});
  EXPECT_EQ(server_.decisions.filter(), "in_force=true AND rule_id=x");
  program_.Run({"decisions", "--in-force"});
  EXPECT_EQ(server_.decisions.filter(), "in_force=true");
}

}  // namespace
}  // namespace assent::test
