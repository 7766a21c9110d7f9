// The log is the truth: a restart gives the same state from it, and everything
// else can be thrown away and worked out again, to the byte.

#include "server/ledger/rebuild.h"

#include <gtest/gtest.h>

#include <map>

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
    if (key.compare(0, 7, "request") == 0) kept.push_back({key, value});
  }
  EXPECT_EQ(kept.size(), 4u);
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
  append.entries.push_back({append.expected_sequence + 1, "no event", std::string(32, 'x'), ""});
  store_->Append({append}, [](std::vector<absl::Status>) {});
  EXPECT_THAT(RebuildAll(), test::HasReason("ASSEMBLY_DAMAGED"));
  EXPECT_EQ(DocumentsOf(*store_), before);
}

INSTANTIATE_TEST_SUITE_P(Rules, RebuildTest, testing::Values("quick_default", "mutual_aid_default"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace assent::ledger
