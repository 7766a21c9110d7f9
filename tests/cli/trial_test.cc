// `assent try`: what it asks a server, and what it shows of several pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "assent/v1/rule_trial_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "tests/cli/run_program.h"

namespace assent::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Answers with the pages that it was given, one after the other.
class TrialTest : public testing::Test, private v1::RuleTrialService::Service {
 protected:
  TrialTest() {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<v1::RuleTrialService::Service*>(this));
    server_ = builder.BuildAndStart();
    program_.WriteConfig(absl::StrCat("current = \"kitchen\"\n[contexts.kitchen]\n",
                                      "server = \"127.0.0.1:", port, "\"\nassembly = \"kitchen\"\n",
                                      "handle = \"ana\"\ntoken = \"opensesame\"\n"));
  }

  // A page with one decision that differs, and more that do not or cannot.
  v1::TryRuleResponse& AddPage(int number, int compared, int without_counts) {
    v1::TryRuleResponse& page = pages_.emplace_back();
    v1::TriedDecision& tried = *page.add_differing();
    tried.set_decision(absl::StrCat("assemblies/kitchen/decisions/", number));
    tried.set_title("Open on Sundays");
    tried.set_outcome(v1::OUTCOME_BLOCKED);
    tried.set_headline("adopted with dissent: 7 agree, 1 blocks");
    page.set_phase("call");
    page.set_compared(compared);
    page.set_looked_at(compared + without_counts);
    v1::NotCompared& not_compared = *page.add_not_compared();
    not_compared.set_reason(v1::NotCompared::REASON_NO_COUNTS);
    not_compared.set_count(without_counts);
    return page;
  }

  Program program_;
  std::deque<v1::TryRuleResponse> pages_;
  std::vector<v1::TryRuleRequest> asked_;

 private:
  grpc::Status TryRule(grpc::ServerContext*, const v1::TryRuleRequest* request,
                       v1::TryRuleResponse* response) override {
    asked_.push_back(*request);
    *response = pages_.front();
    pages_.pop_front();
    return grpc::Status::OK;
  }

  std::unique_ptr<grpc::Server> server_;
};

TEST_F(TrialTest, TheTotalsOfAllPagesAreShownWithWhatDiffers) {
  AddPage(9, 30, 2).set_next_page_token("more");
  AddPage(4, 10, 1);
  const Ran ran = program_.Run({"try", "--rule", "consensus_minus_1"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("Under consensus_minus_1 (call), 2 of 40 decisions would have"),
                    HasSubstr("blocked"), HasSubstr("adopted with dissent: 7 agree, 1 blocks"),
                    HasSubstr("3: nothing was counted")));
  ASSERT_THAT(asked_, SizeIs(2));
  EXPECT_EQ(asked_[0].parent(), "assemblies/kitchen");
  EXPECT_EQ(asked_[0].preset(), "consensus_minus_1");
  EXPECT_FALSE(asked_[0].has_since());
  EXPECT_EQ(asked_[1].page_token(), "more");
}

TEST_F(TrialTest, ADurationLiesBehindAndADayIsADay) {
  AddPage(1, 1, 0);
  AddPage(1, 1, 0);
  const int64_t before = absl::ToUnixSeconds(absl::Now() - absl::Hours(24 * 30));
  program_.Run({"try", "--rule", "house", "--charter", "--phase", "2", "--since", "30d"});
  program_.Run({"try", "--rule", "house", "--charter", "--since", "2026-01-01"});
  ASSERT_THAT(asked_, SizeIs(2));
  EXPECT_EQ(asked_[0].rule_id(), "house");
  EXPECT_EQ(asked_[0].phase(), "2");
  EXPECT_GE(asked_[0].since().seconds(), before);
  EXPECT_LE(asked_[0].since().seconds(), before + 120);
  EXPECT_GT(asked_[1].since().seconds(), 1'767'000'000);
}

TEST_F(TrialTest, ProgramsGetOneMessageWithTheSums) {
  AddPage(9, 30, 2).set_next_page_token("more");
  AddPage(4, 10, 1);
  const Ran ran = program_.Run({"try", "--rule", "consensus_minus_1", "-o", "jsonl"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("\"compared\":40"), HasSubstr("\"lookedAt\":43")));
}

}  // namespace
}  // namespace assent::test
