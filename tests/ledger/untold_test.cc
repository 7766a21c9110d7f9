// What nobody is told: strangers whether there is such a member, and whoever rehearses what
// positions that are hidden say.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/access_service.pb.h"
#include "server/base/refusal.h"
#include "server/rules/presets.h"
#include "server/transparency/tlog/ed25519.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"

namespace assent::ledger {
namespace {

using test::HasReason;
using test::SimulatedClock;

constexpr char kId[] = "00000000-0000-0000-0000-000000000001";

class Untold : public ::testing::Test {
 protected:
  v1::SubmitApplicationRequest Reentry(const std::string& assembly,
                                       const std::string& handle) const {
    v1::SubmitApplicationRequest request;
    request.set_parent(absl::StrCat("assemblies/", assembly));
    request.set_kind(v1::Application::KIND_REENTRY);
    request.set_handle(handle);
    return request;
  }
  absl::StatusOr<v1::SubmitApplicationResponse> Ask(const v1::SubmitApplicationRequest& request) {
    const std::string assembly = request.parent().substr(std::string("assemblies/").size());
    return Await(*ledger_, {assembly, ""}, request);
  }
  std::vector<v1::Application> Kept() {
    std::vector<v1::Application> kept;
    const auto look = [&](const assembly::State& state, int32_t,
                          absl::Time) -> absl::StatusOr<int> {
      for (const auto& application : state.applications) kept.push_back(application.view);
      return 0;
    };
    ASSENT_EXPECT_OK(ledger_->Inspect(club_.As(0), look).response);
    return kept;
  }

  SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  Club club_{*ledger_, "quick_default", 3};
};

TEST_F(Untold, AStrangerGetsTheSameAnswerWhomeverTheyAskFor) {
  for (const auto& [assembly, handle] : std::vector<std::pair<std::string, std::string>>{
           {kKitchen, "m1"}, {kKitchen, "nobody"}, {"garden", "m1"}}) {
    v1::SubmitApplicationRequest request = Reentry(assembly, handle);
    auto answer = Ask(request);
    ASSENT_ASSERT_OK(answer);
    EXPECT_EQ(answer->token().size(), Ask(request)->token().size());
    EXPECT_NE(answer->token(), Ask(request)->token()) << "without an id each is another one";
    answer->clear_token();
    v1::SubmitApplicationResponse only;
    only.mutable_application()->set_kind(v1::Application::KIND_REENTRY);
    only.mutable_application()->set_handle(handle);
    EXPECT_EQ(answer->DebugString(), only.DebugString());
    request.set_request_id(kId);
    EXPECT_EQ(Ask(request)->token(), Ask(request)->token()) << handle;
    request.set_public_key("none");
    EXPECT_THAT(Ask(request).status(), HasReason("KEY_INVALID"));
    request.clear_public_key();
    request.set_kind(v1::Application::KIND_UNSPECIFIED);
    EXPECT_THAT(Ask(request).status(), HasReason("VALUE_INVALID"));
  }
  EXPECT_EQ(Kept().size(), 4U) << "three of m1 without an id, and one with";
}

TEST_F(Untold, AKeyThatWasBroughtBeforeIsNotKeptAndDoesNotShow) {
  v1::SubmitApplicationRequest request = Reentry(kKitchen, "m1");
  request.set_public_key(transparency::PublicKeyOf(std::string(32, 'k')));
  ASSENT_ASSERT_OK(Ask(request));
  ASSENT_ASSERT_OK(Ask(request));
  EXPECT_EQ(Kept().size(), 1U);
}

TEST_F(Untold, OneMembersApplicationsAreNeverMoreThanEight) {
  for (int i = 0; i < 30; ++i) ASSENT_ASSERT_OK(Ask(Reentry(kKitchen, "m1")));
  EXPECT_EQ(Kept().size(), 8U);
  clock_.Advance(absl::Hours(1));
  ASSENT_ASSERT_OK(Ask(Reentry(kKitchen, "m1")));
  const std::vector<v1::Application> kept = Kept();
  ASSERT_EQ(kept.size(), 9U);
  EXPECT_EQ(kept[0].state(), v1::Application::STATE_EXPIRED);
  EXPECT_EQ(kept[8].state(), v1::Application::STATE_WAITING);
}

// Two kitchens that differ only in what m0 and m1 said, and a third in how many have answered.
class Hiding {
 public:
  Hiding(v1::Stance stance, int answers) {
    v1::CreateAssemblyRequest found = FoundingRequest(kKitchen, "hiding");
    v1::DecisionRule& rule = *found.mutable_charter()->add_rules();
    rule = *rules::FindPreset("simple_majority");
    rule.set_id("hiding");
    rule.mutable_positions()->set_hide_until_close(true);
    rule.mutable_phases(0)->mutable_time()->clear_max();
    rule.mutable_phases(0)->mutable_time()->set_close_early_when_all_answered(true);
    tokens_.push_back(Await(*ledger_, {}, found).value().token());
    for (const char* handle : {"m1", "m2"}) {
      v1::CreateInvitationRequest invite;
      invite.set_parent(kKitchenName);
      v1::AcceptInvitationRequest join;
      join.set_parent(kKitchenName);
      join.set_secret(Do(0, invite).value().secret());
      join.set_handle(handle);
      tokens_.push_back(Await(*ledger_, {kKitchen, ""}, join).value().token());
    }
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("Soup");
    propose.set_text("On Mondays.");
    propose.set_introduce(true);
    EXPECT_TRUE(Do(0, propose).ok());
    v1::CallForConsensusRequest call;
    call.set_name(kProposal);
    EXPECT_TRUE(Do(0, call).ok());
    for (int who = 0; who < answers; ++who) EXPECT_TRUE(Do(who, PositionRequest(stance)).ok());
  }

  template <typename Request>
  absl::StatusOr<ResponseOf<Request>> Do(int who, const Request& request) {
    return Await(*ledger_, {kKitchen, tokens_[who]}, request);
  }
  template <typename Request>
  std::string Rehearsed(int who, Request request) {
    request.set_validate_only(true);
    const auto done = Do(who, request);
    if (!done.ok()) return base::ReasonOf(done.status());
    return absl::StrCat("done, at ", done->sequence());
  }

 private:
  SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  std::vector<std::string> tokens_;
};

TEST(UntoldHidden, ARehearsalTellsNothingOfWhatWasSaid) {
  v1::DecideProposalRequest decide;
  decide.set_name(kProposal);
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kKitchenName);
  for (const v1::Stance stance : {v1::STANCE_AGREE, v1::STANCE_DISAGREE}) {
    Hiding kitchen(stance, 2);
    EXPECT_EQ(kitchen.Rehearsed(2, decide), "HIDDEN_UNTIL_CLOSE");
    for (const v1::Stance last : {v1::STANCE_AGREE, v1::STANCE_DISAGREE}) {
      EXPECT_EQ(kitchen.Rehearsed(2, PositionRequest(last)), "HIDDEN_UNTIL_CLOSE") << "it closes";
    }
    Hiding early(stance, 1);
    EXPECT_EQ(early.Rehearsed(2, decide), "HIDDEN_UNTIL_CLOSE");
    const std::string second = early.Rehearsed(2, PositionRequest(v1::STANCE_AGREE));
    EXPECT_TRUE(absl::StartsWith(second, "done")) << second << ": it closes nothing";
    // On record it closes, with who did it.
    const auto closed = kitchen.Do(2, decide);
    ASSENT_ASSERT_OK(closed);
    EXPECT_EQ(closed->proposal().state(), stance == v1::STANCE_AGREE
                                              ? v1::Proposal::STATE_ADOPTED
                                              : v1::Proposal::STATE_REJECTED);
  }
}

}  // namespace
}  // namespace assent::ledger
