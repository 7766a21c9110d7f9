// The log is the truth: a restart gives the same state from it, and everything
// else can be thrown away and worked out again, to the byte.

#include "server/ledger/rebuild.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "absl/strings/str_join.h"
#include "server/assembly/decide_presence.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/ledger/club.h"
#include "tests/support/temp_dir.h"

namespace assent::ledger {
namespace {

constexpr storage::ReadLimits kEverything{1 << 30, 1 << 30};

using Documents = std::vector<std::pair<std::string, std::string>>;

Documents DocumentsOf(storage::EventStore& store) {
  Documents documents;
  std::vector<storage::Document> stored =
      store.ScanDocuments(kKitchen, "", "", kEverything).value();
  for (storage::Document& document : stored) {
    documents.emplace_back(std::move(document.key), std::move(document.value));
  }
  return documents;
}

// What a state holds that matters to anybody.
std::map<std::string, std::string> Describe(const assembly::State& state) {
  std::map<std::string, std::string> all;
  all["assembly"] = state.view.DebugString();
  all["last"] = absl::StrCat(state.sequence, " at ", absl::ToUnixMicros(state.last_time));
  for (const auto& member : state.members) all[member.id] = member.view.DebugString();
  for (const auto& invitation : state.invitations) {
    all[invitation.view.name()] = invitation.view.DebugString();
  }
  for (const auto& [number, proposal] : state.proposals) {
    if (proposal.decision) continue;  // forgotten sooner or later
    all[proposal.view.name()] = proposal.view.DebugString();
    all[absl::StrCat(number, " in memory")] =
        absl::StrCat(proposal.phase, " ", proposal.positions.answered());
  }
  for (const auto& [number, points] : state.points) {
    std::string actions;
    for (const auto& action : points.actions) {
      absl::StrAppend(&actions, " ", action.state, " by ", action.moved_by);
    }
    all[absl::StrCat("points ", number)] = absl::StrCat(
        absl::StrJoin(points.dissenters, ","), " ", absl::StrJoin(points.authors, ","), actions);
  }
  for (const auto& [due, number] : state.due) {
    all[absl::StrCat("due ", number)] = absl::StrCat(absl::ToUnixMicros(due));
  }
  return all;
}

// Something of everything: drafts, amendments, concerns, blocks, meetings, two
// decisions, a leaver, a day and a week that pass.
class Life {
 public:
  Life(Club& club, test::SimulatedClock& clock) : club_(club), clock_(clock) {}

  void Live() {
    clock_.Advance(absl::Hours(24 * 90));  // newcomers may not block
    Draft();
    Discuss();
    CallAndBlock();
    Leave();
    clock_.Advance(absl::Hours(24 * 8));
    ASSENT_EXPECT_OK(club_.ledger().Authorize(club_.As(0)).response);
    AdoptAnother();
    clock_.Advance(absl::Hours(24 * 90));
    ASSENT_EXPECT_OK(club_.ledger().Authorize(club_.As(0)).response);
    UpdateMember();
    DecideAgainstSomebody();
    clock_.Advance(absl::Hours(24 * 90));
    Remember();
  }

 private:
  void Draft() {
    ASSENT_EXPECT_OK(club_.Propose());
    v1::CreateProposalRequest draft;
    draft.set_parent(kKitchenName);
    draft.set_title("A draft");
    draft.set_text("Not yet.");
    ASSENT_EXPECT_OK(club_.Do(1, draft));
    v1::UpdateDraftRequest update;
    update.set_name("assemblies/kitchen/proposals/2");
    update.set_text("Nearly.");
    ASSENT_EXPECT_OK(club_.Do(1, update));
  }

  void Discuss() {
    v1::RaiseConcernRequest concern;
    concern.set_parent(kProposal);
    concern.set_kind(v1::Concern::KIND_CONCERN);
    concern.set_text("Who opens?");
    ASSENT_EXPECT_OK(club_.Do(2, concern));
    v1::AnswerConcernRequest answer;
    answer.set_name(absl::StrCat(kProposal, "/concerns/1"));
    answer.set_text("Whoever has the key.");
    ASSENT_EXPECT_OK(club_.Do(0, answer));
    v1::CreateAmendmentRequest amendment;
    amendment.set_parent(kProposal);
    amendment.set_kind(v1::Amendment::KIND_SUBSTANTIVE);
    amendment.set_text("We open on Sundays at ten.");
    amendment.set_reason("Nine is early.");
    ASSENT_EXPECT_OK(club_.Do(1, amendment));
    v1::AcceptAmendmentRequest accept;
    accept.set_name(absl::StrCat(kProposal, "/amendments/1"));
    club_.Do(0, accept).status().IgnoreError();  // where it does not settle by itself
    v1::RecordMeetingRequest meeting;
    meeting.set_name(kProposal);
    meeting.add_present("m1");
    club_.Do(0, meeting).status().IgnoreError();  // where a rule has meetings
  }

  void CallAndBlock() {
    ASSENT_EXPECT_OK(club_.Call());
    for (int member = 0; member < 4; ++member) {
      ASSENT_EXPECT_OK(club_.Say(member, v1::STANCE_AGREE));
    }
    ASSENT_EXPECT_OK(club_.Say(4, v1::STANCE_BLOCK));
    v1::SupportBlockRequest support;
    support.set_name(absl::StrCat(kProposal, "/blocks/2"));
    ASSENT_EXPECT_OK(club_.Do(3, support));
    club_.Decide().status().IgnoreError();
    v1::WithdrawBlockRequest withdraw;
    withdraw.set_name(absl::StrCat(kProposal, "/blocks/2"));
    ASSENT_EXPECT_OK(club_.Do(4, withdraw));
  }

  void Leave() {
    v1::LeaveAssemblyRequest leave;
    leave.set_name(kKitchenName);
    ASSENT_EXPECT_OK(club_.Do(5, leave));
  }

  void AdoptAnother() {
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("Close on Mondays");
    propose.set_text("We close on Mondays.");
    propose.set_introduce(true);
    ASSENT_EXPECT_OK(club_.Do(1, propose));
    v1::CallForConsensusRequest call;
    call.set_name("assemblies/kitchen/proposals/3");
    ASSENT_EXPECT_OK(club_.Do(1, call));
    v1::TakePositionRequest agree;
    agree.set_parent("assemblies/kitchen/proposals/3");
    agree.set_stance(v1::STANCE_AGREE);
    for (int member = 0; member < 4; ++member) ASSENT_EXPECT_OK(club_.Do(member, agree));
    v1::WithdrawPositionRequest withdraw;
    withdraw.set_parent("assemblies/kitchen/proposals/3");
    club_.Do(3, withdraw).status().IgnoreError();
  }

  void UpdateMember() {
    v1::UpdateMemberRequest update;
    update.set_name("assemblies/kitchen/members/-");
    update.set_handle("mo");
    update.set_request_id("3f2b8c1e-7d4a-4e0b-9a55-0c6d1f2e3a4b");
    ASSENT_EXPECT_OK(club_.Do(2, update));
  }

  // With dissent and things to do.
  void DecideAgainstSomebody() {
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("Locks");
    propose.set_text("We change the locks.");
    propose.set_introduce(true);
    for (const char* task : {"buy locks", "hand out keys"}) {
      v1::ActionPoint& point = *propose.add_action_points();
      point.set_task(task);
      point.mutable_due_time()->set_seconds(2'000'000'000);
    }
    ASSENT_EXPECT_OK(club_.Do(1, propose));
    v1::CallForConsensusRequest call;
    call.set_name("assemblies/kitchen/proposals/4");
    ASSENT_EXPECT_OK(club_.Do(1, call));
    v1::TakePositionRequest position;
    position.set_parent("assemblies/kitchen/proposals/4");
    position.set_reason("because");
    for (int member = 0; member < 5; ++member) {
      position.set_stance(member == 4 ? v1::STANCE_STAND_ASIDE : v1::STANCE_AGREE);
      ASSENT_EXPECT_OK(club_.Do(member, position));
    }
  }

  // What is said and done after the proposal is forgotten.
  void Remember() {
    v1::WriteDissentRequest dissent;
    dissent.set_name("assemblies/kitchen/decisions/4");
    for (const char* text : {"Keys cost trust.", "Trust needs no keys."}) {
      dissent.set_text(text);
      ASSENT_EXPECT_OK(club_.Do(4, dissent));
    }
    v1::UpdateActionPointRequest action;
    action.set_name("assemblies/kitchen/decisions/4/actionPoints/2");
    action.set_state(v1::ActionPoint::STATE_TAKEN);
    ASSENT_EXPECT_OK(club_.Do(3, action));
    action.set_state(v1::ActionPoint::STATE_DONE);
    ASSENT_EXPECT_OK(club_.Do(4, action));
  }

  Club& club_;
  test::SimulatedClock& clock_;
};

class RebuildTest : public testing::TestWithParam<const char*> {
 protected:
  RebuildTest() {
    Life(club_, clock_).Live();
    ledger_->Flush();
  }

  std::vector<std::string> Differences() { return CompareDocuments(*store_, kKitchen).value(); }
  absl::Status RebuildAll() {
    ledger_.reset();
    return Rebuild(*store_, [](absl::string_view, int64_t) {});
  }

  const test::TempDir folder_;
  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = *storage::OpenRocksDbStore(folder_.Path("store"));
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  Club club_{*ledger_, GetParam(), 6};
};

TEST_P(RebuildTest, DocumentsFollowFromTheLogToTheByte) {
  EXPECT_GT(DocumentsOf(*store_).size(), 40u);
  EXPECT_THAT(Differences(), testing::IsEmpty());
}

TEST_P(RebuildTest, TheWordsOfDecisionsAndWhatIsDoneAboutThemAreAmongTheDocuments) {
  std::set<std::string> keys;
  for (const auto& [key, value] : DocumentsOf(*store_)) keys.insert(key);
  for (const char* key :
       {"term/locks/99999995", "term/trust/99999995/00000001", "in_force/99999995",
        "dissent/00000004/00000001", "action/00000004/00000001", "action/00000004/00000002",
        "action_due/2000000000000000/00000004/00000001"}) {
    EXPECT_EQ(keys.count(key), 1u) << key;
  }
  EXPECT_EQ(keys.count("action_due/2000000000000000/00000004/00000002"), 0u) << "it is done";
  EXPECT_EQ(keys.count("dissent/00000004/00000002"), 0u) << "written anew by the same member";
}

TEST_P(RebuildTest, ARestartGivesTheSameState) {
  const auto look = [](const assembly::State& state, int32_t,
                       absl::Time) -> absl::StatusOr<std::map<std::string, std::string>> {
    return Describe(state);
  };
  const auto before = ledger_->Inspect(club_.As(0), look).response.value();
  ledger_.reset();
  store_.reset();
  store_ = *storage::OpenRocksDbStore(folder_.Path("store"));
  ledger_ = OpenLedger(*store_, clock_);
  EXPECT_EQ(ledger_->Inspect(club_.As(0), look).response.value(), before);
}

TEST_P(RebuildTest, WhatWasThrownAwayComesBackAndRepliesStay) {
  const Documents before = DocumentsOf(*store_);
  const uint64_t last = *store_->LastSequence(kKitchen);
  ledger_.reset();
  std::vector<storage::Document> kept = {{"proposal/00000001", "wrong"}, {"proposal/9", "extra"}};
  for (const auto& [key, value] : before) {
    if (key.compare(0, 7, "request") == 0 || key.compare(0, 7, "record/") == 0) {
      kept.push_back({key, value});
    }
  }
  EXPECT_EQ(kept.size(), 5u);
  ASSENT_ASSERT_OK(store_->ReplaceDocuments(kKitchen, last, kept, {{"due/kitchen", "7"}}));
  EXPECT_GT(Differences().size(), 40u);  // canary: the comparison sees it
  ASSENT_ASSERT_OK(RebuildAll());
  EXPECT_THAT(Differences(), testing::IsEmpty());
  EXPECT_EQ(DocumentsOf(*store_), before);
}

TEST_P(RebuildTest, ADamagedLogIsNotRebuilt) {
  ledger_.reset();
  const Documents before = DocumentsOf(*store_);
  storage::AppendRequest append;
  append.assembly = kKitchen;
  append.expected_sequence = *store_->LastSequence(kKitchen);
  append.entries.push_back(
      {append.expected_sequence + 1, "no event", std::string(32, 'x'), "", ""});
  store_->Append({append}, [](std::vector<absl::Status>) {});
  EXPECT_THAT(RebuildAll(), test::HasReason("ASSEMBLY_DAMAGED"));
  EXPECT_EQ(DocumentsOf(*store_), before);
}

// A decision that falls with a contested hand takes its words along, also when
// it was made and fell within one act.
TEST(RebuildOfAFallenDecision, LeavesWhatTheNewOneHas) {
  const std::unique_ptr<storage::EventStore> store = storage::NewMemoryStore();
  test::SimulatedClock clock;
  const std::unique_ptr<Ledger> ledger = OpenLedger(*store, clock);
  Club club(*ledger, "simple_majority", 3);
  clock.Advance(absl::Hours(24 * 90));
  ASSENT_ASSERT_OK(club.Propose());
  v1::TakeFacilitationRequest facilitate;
  facilitate.set_name(kProposal);
  ASSENT_ASSERT_OK(club.Do(1, facilitate));
  ASSENT_ASSERT_OK(club.Call());
  ASSENT_ASSERT_OK(club.Say(0, v1::STANCE_AGREE));
  v1::SayPresenceRequest here;
  here.set_name(kProposal);
  ASSENT_ASSERT_OK(club.Do(2, here));
  v1::RecordPositionsRequest record;
  record.set_parent(kProposal);
  record.set_all_present(true);
  v1::RecordedPosition& hand = *record.add_positions();
  hand.set_member("assemblies/kitchen/members/@m2");
  hand.set_stance(v1::STANCE_DISAGREE);
  hand.set_reason("Overburdening");
  ASSENT_ASSERT_OK(club.Do(1, record));
  ASSENT_ASSERT_OK(club.Decide());
  ledger->Flush();
  const std::string word = "term/overburdening/99999998";
  EXPECT_TRUE(store->GetDocument(kKitchen, word)->has_value());
  v1::WriteDissentRequest dissent;
  dissent.set_name("assemblies/kitchen/decisions/1");
  dissent.set_text("I was not even there.");
  ASSENT_ASSERT_OK(club.Do(2, dissent));
  v1::ContestPositionRequest contest;
  contest.set_parent(kProposal);
  ASSENT_ASSERT_OK(club.Do(2, contest));
  EXPECT_THAT(club.Do(2, dissent), test::HasReason("NOT_A_DISSENTER"));
  ledger->Flush();
  EXPECT_FALSE(store->GetDocument(kKitchen, word)->has_value());
  EXPECT_THAT(CompareDocuments(*store, kKitchen).value(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Rules, RebuildTest, testing::Values("quick_default", "mutual_aid_default"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace assent::ledger
