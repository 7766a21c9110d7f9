// The main road of a proposal, act by act, without a ledger: what the core
// makes of commands, and that a replay of its events gives the same state.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/apply.h"
#include "server/assembly/decide.h"
#include "server/rules/presets.h"
#include "tests/support/repeating_notary.h"
#include "tests/support/status_matchers.h"

namespace assent::assembly {
namespace {

class RoadTest : public testing::Test {
 protected:
  RoadTest() : notary_(&events_) { state_.id = "kitchen"; }

  template <typename Request>
  auto By(int32_t actor, const Request& request)
      -> decltype(Decide(std::declval<Act&>(), request)) {
    Act act(state_, notary_, actor, now_);
    auto response = Perform(act, request);
    touched_.insert(act.touched().begin(), act.touched().end());
    return response;
  }

  void Found(const std::string& rule, int members) {
    v1::CreateAssemblyRequest request;
    request.set_assembly_id("kitchen");
    request.set_display_name("Kitchen");
    request.set_founder_handle("m0");
    request.set_default_rule(rule);
    ASSENT_ASSERT_OK(By(-1, request));
    for (int i = 1; i < members; ++i) {
      v1::CreateInvitationRequest invite;
      invite.set_parent("assemblies/kitchen");
      ASSENT_ASSERT_OK_AND_ASSIGN(const auto invitation, By(0, invite));
      v1::AcceptInvitationRequest join;
      join.set_parent("assemblies/kitchen");
      join.set_secret(invitation.secret());
      join.set_handle(absl::StrCat("m", i));
      ASSENT_ASSERT_OK(By(-1, join));
    }
  }

  void Propose() {
    v1::CreateProposalRequest request;
    request.set_parent("assemblies/kitchen");
    request.set_title("Open on Sundays");
    request.set_text("We open on Sundays.");
    request.set_introduce(true);
    ASSENT_ASSERT_OK(By(0, request));
  }

  absl::Status Call() {
    v1::CallForConsensusRequest request;
    request.set_name(kProposal);
    return By(0, request).status();
  }

  absl::Status Say(int32_t actor, v1::Stance stance) {
    v1::TakePositionRequest request;
    request.set_parent(kProposal);
    request.set_stance(stance);
    request.set_reason("because");
    if (stance == v1::STANCE_BLOCK) request.set_principle("nobody works alone");
    return By(actor, request).status();
  }

  absl::Status Ask() {
    v1::DecideProposalRequest request;
    request.set_name(kProposal);
    return By(0, request).status();
  }

  v1::Proposal::State StateOf() const { return state_.proposals.at(1).view.state(); }

  // The same state again from nothing but the events.
  void ExpectReplayGivesTheSameDocuments() {
    State replayed;
    replayed.id = "kitchen";
    Touched touched;
    for (const event::v1::Event& event : events_) Apply(replayed, event, &touched);
    // What a replay of the bytes reads out of them.
    replayed.view.set_log_key(state_.view.log_key());
    replayed.view.set_genesis_hash(state_.view.genesis_hash());
    EXPECT_EQ(Documents(state_, touched_), Documents(replayed, touched));
  }

  static std::map<std::string, std::string> Documents(const State& state, const Touched& touched) {
    std::map<std::string, std::string> documents;
    for (const DocumentRef& ref : touched) {
      if (ref.proposal != 0 && state.proposals.count(ref.proposal) == 0) continue;
      documents[DocumentKey(state, ref)] = DocumentValue(state, ref).value_or("");
    }
    return documents;
  }

  static constexpr char kProposal[] = "assemblies/kitchen/proposals/1";
  std::vector<event::v1::Event> events_;
  test::RepeatingNotary notary_;
  State state_;
  Touched touched_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
};

TEST_F(RoadTest, AgreementOfAllIsAdopted) {
  Found("quick_default", 3);
  Propose();
  ASSENT_ASSERT_OK(Call());
  for (int member = 0; member < 3; ++member) ASSENT_ASSERT_OK(Say(member, v1::STANCE_AGREE));
  EXPECT_EQ(StateOf(), v1::Proposal::STATE_ADOPTED);
  ExpectReplayGivesTheSameDocuments();
}

TEST_F(RoadTest, ABlockStopsUntilItIsWithdrawn) {
  Found("quick_default", 4);
  Propose();
  ASSENT_ASSERT_OK(Call());
  for (int member = 0; member < 3; ++member) ASSENT_ASSERT_OK(Say(member, v1::STANCE_AGREE));
  ASSENT_ASSERT_OK(Say(3, v1::STANCE_BLOCK));
  ASSENT_ASSERT_OK(Ask());
  EXPECT_EQ(StateOf(), v1::Proposal::STATE_RESOLVING);
  ASSENT_ASSERT_OK(Say(3, v1::STANCE_STAND_ASIDE));
  EXPECT_EQ(StateOf(), v1::Proposal::STATE_ADOPTED);
  EXPECT_EQ(state_.proposals.at(1).decision->tally().outcome(), v1::OUTCOME_ADOPTED_WITH_DISSENT);
  ExpectReplayGivesTheSameDocuments();
}

TEST_F(RoadTest, TheLateWindowRunsItsTime) {
  Found("mutual_aid_default", 3);
  Propose();
  ASSENT_ASSERT_OK(Call());
  for (int member = 0; member < 3; ++member) ASSENT_ASSERT_OK(Say(member, v1::STANCE_AGREE));
  EXPECT_EQ(StateOf(), v1::Proposal::STATE_PROVISIONAL);
  EXPECT_THAT(Ask(), test::HasReason("OUTCOME_NOT_REACHED"));
  now_ += absl::Hours(48);
  Act act(state_, notary_, -1, now_);
  Settle(act);
  ASSERT_EQ(act.entries().size(), 2);
  EXPECT_EQ(events_.back().body_case(), event::v1::Event::kDecisionMade);
  EXPECT_EQ(events_.back().decision_made().state(), v1::Proposal::STATE_ADOPTED);
}

// An entry is at most 32 KiB: so many absent members are not named in it, and
// a replay finds the same electorate all the same.
TEST_F(RoadTest, ManyInactiveMembersAreLeftOutByTheirReason) {
  Found("mutual_aid_default", 302);
  for (int member = 2; member < 302; ++member) {
    v1::UpdateMemberRequest away;
    away.set_name("assemblies/kitchen/members/-");
    away.set_away(true);
    ASSENT_ASSERT_OK(By(member, away));
  }
  Propose();
  const event::v1::Electorate& electorate = events_.back().proposal_introduced().electorate();
  EXPECT_EQ(electorate.size(), 2);
  EXPECT_EQ(electorate.exclusions_size(), 1);
  ExpectReplayGivesTheSameDocuments();
}

// What a newer client says beside the fields that are known here would go into
// the record unread, and an entry is at most 32 KiB.
TEST_F(RoadTest, WhatNobodyHereCanReadDoesNotGoIntoTheRecord) {
  Found("quick_default", 2);
  v1::CreateProposalRequest request;
  request.set_parent("assemblies/kitchen");
  request.set_title("Vote on it");
  request.set_text("We vote.");
  request.set_kind(v1::Proposal::KIND_CHARTER);
  v1::CharterChange& change = *request.mutable_charter_change();
  change.add_put_rules()->CopyFrom(*rules::FindPreset("simple_majority"));
  change.mutable_put_rules(0)
      ->GetReflection()
      ->MutableUnknownFields(change.mutable_put_rules(0))
      ->AddLengthDelimited(1000, std::string(40'000, 'x'));
  ASSENT_ASSERT_OK(By(0, request));
  EXPECT_LT(events_.back().ByteSizeLong(), 32 * 1024);
  // The same in fields that are known is too much.
  change.mutable_put_rules(0)->DiscardUnknownFields();
  for (int i = 0; i < 40; ++i) change.mutable_put_rules(0)->add_notes(std::string(1000, 'x'));
  EXPECT_FALSE(By(0, request).ok());
}

}  // namespace
}  // namespace assent::assembly
