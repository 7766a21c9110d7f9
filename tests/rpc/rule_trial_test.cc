// Another rule on what an assembly has decided.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "assent/v1/rule_trial_service.pb.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

using ::testing::SizeIs;

class RuleTrial : public ::testing::Test {
 protected:
  // A proposal that the first members agree to, decided; its number is that of the decision.
  void Adopt(int agreeing, v1::Stance stance = v1::STANCE_AGREE) {
    const std::string proposal = kitchen_.Called();
    for (int i = 0; i < agreeing; ++i) {
      ASSERT_TRUE(kitchen_.Take(kitchen_.member(i), proposal, stance).ok());
    }
    v1::DecideProposalRequest decide;
    decide.set_name(proposal);
    v1::DecideProposalResponse decided;
    const Answer answer = kitchen_.founder().Call(decide, &decided);
    ASSERT_TRUE(answer.ok()) << answer;
    ASSERT_EQ(decided.proposal().state(), v1::Proposal::STATE_ADOPTED);
  }
  void Withdraw() {
    v1::WithdrawProposalRequest withdraw;
    withdraw.set_name(kitchen_.Introduced());
    v1::WithdrawProposalResponse withdrawn;
    ASSERT_TRUE(kitchen_.founder().Call(withdraw, &withdrawn).ok());
  }
  v1::TryRuleRequest Request(const std::string& preset) const {
    v1::TryRuleRequest request;
    request.set_parent(kitchen_.name());
    request.set_preset(preset);
    return request;
  }
  v1::TryRuleResponse Try(const v1::TryRuleRequest& request) const {
    v1::TryRuleResponse response;
    const Answer answer = kitchen_.founder().Call(request, &response);
    EXPECT_TRUE(answer.ok()) << answer;
    return response;
  }
  std::string ReasonOf(const v1::TryRuleRequest& request) const {
    v1::TryRuleResponse response;
    return kitchen_.founder().Call(request, &response).reason();
  }

  TestServer server_;
  Kitchen kitchen_{server_.Connect(), 4};
};

// Four members. Two thirds of them are three: the decision of two would have failed, that of three
// not; two cannot be compared.
TEST_F(RuleTrial, TellsWhatWouldHaveComeOutDifferently) {
  Adopt(2);
  Adopt(3);
  Adopt(3, v1::STANCE_RESERVATIONS);
  Withdraw();
  const v1::TryRuleResponse tried = Try(Request("two_thirds_members"));
  EXPECT_EQ(tried.phase(), "vote");
  EXPECT_EQ(tried.looked_at(), 4);
  EXPECT_EQ(tried.compared(), 2);
  ASSERT_THAT(tried.differing(), SizeIs(1));
  EXPECT_EQ(tried.differing(0).decision(), kitchen_.name() + "/decisions/1");
  EXPECT_TRUE(tried.differing(0).adopted());
  EXPECT_EQ(tried.differing(0).rule_id(), "quick_default");
  EXPECT_EQ(tried.differing(0).tried_outcome(), v1::OUTCOME_NOT_ADOPTED);
  ASSERT_THAT(tried.not_compared(), SizeIs(2));  // in the order met, newest first
  EXPECT_EQ(tried.not_compared(0).reason(), v1::NotCompared::REASON_NO_COUNTS);
  EXPECT_EQ(tried.not_compared(1).reason(), v1::NotCompared::REASON_STANCE_UNKNOWN);
  EXPECT_EQ(tried.not_compared(1).count(), 1);
  EXPECT_EQ(tried.sequence(), server_.LastSequence("kitchen"));
}

TEST_F(RuleTrial, UnderItsOwnRuleNothingChanges) {
  Adopt(2);
  Adopt(3);
  v1::TryRuleRequest request = Request("");
  request.set_rule_id("quick_default");
  const v1::TryRuleResponse tried = Try(request);
  EXPECT_EQ(tried.compared(), 2);
  EXPECT_THAT(tried.differing(), SizeIs(0));
}

TEST_F(RuleTrial, PagesAddUpAndTheTimeLimitsThem) {
  for (int i = 0; i < 3; ++i) Adopt(2);
  v1::TryRuleRequest request = Request("two_thirds_members");
  request.set_page_size(2);
  const v1::TryRuleResponse first = Try(request);
  EXPECT_THAT(first.differing(), SizeIs(2));
  request.set_page_token(first.next_page_token());
  const v1::TryRuleResponse second = Try(request);
  EXPECT_THAT(second.differing(), SizeIs(1));
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(first.looked_at() + second.looked_at(), 3);

  request.clear_page_token();
  request.mutable_since()->set_seconds(4'000'000'000);
  EXPECT_EQ(Try(request).looked_at(), 0);
  request.mutable_since()->set_nanos(-1);
  EXPECT_EQ(ReasonOf(request), "TIME_INVALID");
}

// A decision that was made later is newer, whatever its number.
TEST_F(RuleTrial, NewestFirstIsByTheTimeOfTheDecision) {
  const std::string early = kitchen_.Called();
  Adopt(2);
  ASSERT_TRUE(kitchen_.Take(kitchen_.member(0), early, v1::STANCE_AGREE).ok());
  ASSERT_TRUE(kitchen_.Take(kitchen_.member(1), early, v1::STANCE_AGREE).ok());
  v1::DecideProposalRequest decide;
  decide.set_name(early);
  v1::DecideProposalResponse decided;
  ASSERT_TRUE(kitchen_.founder().Call(decide, &decided).ok());
  v1::TryRuleRequest request = Request("two_thirds_members");
  const v1::TryRuleResponse tried = Try(request);
  ASSERT_THAT(tried.differing(), SizeIs(2));
  EXPECT_EQ(tried.differing(0).decision(), kitchen_.name() + "/decisions/1");
  EXPECT_EQ(tried.differing(1).decision(), kitchen_.name() + "/decisions/2");
  *request.mutable_since() = tried.differing(0).decide_time();
  EXPECT_EQ(Try(request).looked_at(), 1);
}

TEST_F(RuleTrial, WhatCannotBeTriedIsRefused) {
  v1::TryRuleRequest request = Request("two_thirds_member");
  EXPECT_EQ(ReasonOf(request), "PRESET_NOT_FOUND");
  request.set_rule_id("nowhere");
  EXPECT_EQ(ReasonOf(request), "RULE_NOT_FOUND");
  request.mutable_rule()->set_id("empty");
  EXPECT_EQ(ReasonOf(request), "RULE_FIELD_MISSING");
  request.clear_source();
  EXPECT_EQ(ReasonOf(request), "RULE_MISSING");
  request.set_preset("two_thirds_members");
  request.set_phase("nowhere");
  EXPECT_EQ(ReasonOf(request), "PHASE_UNKNOWN");
}

}  // namespace
}  // namespace assent::test
