// Erased texts are gone: from reads, from the index, and from every file of the
// store; the log still verifies and comes to the same outcome.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "assent/event/v1/text.pb.h"
#include "server/base/refusal.h"
#include "server/ledger/erasures.h"
#include "server/ledger/rebuild.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/tree.h"
#include "server/transparency/verify.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/ledger/club.h"
#include "tests/ledger/troubled_store.h"
#include "tests/support/files_with.h"
#include "tests/support/temp_dir.h"

namespace assent::ledger {
namespace {

using event::v1::Event;
using test::FilesWith;
using test::HasReason;

constexpr char kSecret[] = "Marmelade-Qu4rtz-Zeppelin";

class ErasureTest : public testing::Test {
 protected:
  void SetUp() override {
    v1::CreateAssemblyRequest found = FoundingRequest(kKitchen, "quick_default");
    found.mutable_charter()->set_erasure(true);
    token_ = Await(*ledger_, {}, found)->token();
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("Open on Sundays");
    propose.set_text(absl::StrCat("We open on Sundays, ", kSecret));
    propose.set_introduce(true);
    ASSENT_ASSERT_OK(Do(propose));
    v1::CallForConsensusRequest call;
    call.set_name(kProposal);
    ASSENT_ASSERT_OK(Do(call));
  }

  // Everybody agrees, with a reason that they come to regret.
  void Agree() { Answer(v1::STANCE_AGREE); }
  // So it does not become a decision.
  void Disagree() { Answer(v1::STANCE_DISAGREE); }
  void Answer(v1::Stance stance) {
    v1::TakePositionRequest answer;
    answer.set_parent(kProposal);
    answer.set_stance(stance);
    answer.set_reason(absl::StrCat("because of ", kSecret));
    ASSENT_ASSERT_OK(Do(answer));
    clock_.Advance(absl::Hours(24 * 60));
    ledger_->SettleDue();
    ledger_->Flush();
  }

  // What the founder is called today.
  std::string Handle() {
    return *ledger_
                ->Inspect(AsFounder(),
                          [](const assembly::State& state, int32_t reader,
                             absl::Time) -> absl::StatusOr<std::string> {
                            return state.members[reader].view.handle();
                          })
                .response;
  }
  Access AsFounder() const { return {kKitchen, token_}; }
  template <typename Request>
  absl::StatusOr<ResponseOf<Request>> Do(const Request& request) {
    return Await(*ledger_, AsFounder(), request);
  }
  int64_t EntryOf(Event::BodyCase body) {
    for (const Event& event : EventsOf(*store_)) {
      if (event.body_case() == body) return event.sequence();
    }
    return 0;
  }
  int Count(Event::BodyCase body) {
    int count = 0;
    for (const Event& event : EventsOf(*store_)) count += event.body_case() == body ? 1 : 0;
    return count;
  }
  absl::StatusOr<v1::EraseTextResponse> Erase(Event::BodyCase body, int32_t index = -1,
                                              const std::string& request_id = "") {
    v1::EraseTextRequest request;
    request.set_parent(kKitchenName);
    request.set_entry(EntryOf(body));
    request.set_index(index);
    request.set_request_id(request_id);
    return AwaitErased(*ledger_, AsFounder(), request);
  }
  absl::Status Verified() {
    transparency::Verification verification(kKitchen);
    const auto entries = *store_->ReadLog(kKitchen, 0, {});
    for (const storage::Entry& entry : entries) {
      const absl::Status status =
          verification.Add({entry.sequence, entry.leaf, entry.leaf_hash, entry.openings});
      if (!status.ok()) return status;
    }
    return verification.Finish();
  }

  test::TempDir folder_;
  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ =
      *storage::OpenRocksDbStore(folder_.Path("store"), {.compress = false});
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  std::string token_;
};

// Neither may bring back what the other took out.
TEST_F(ErasureTest, OfTwoAtOnceInOneEntryBothStay) {
  Disagree();
  absl::Notification go;
  std::vector<std::thread> both;
  for (int32_t index = 0; index < 2; ++index) {
    both.emplace_back([&, index] {
      go.WaitForNotification();
      ASSENT_EXPECT_OK(Erase(Event::kProposalDrafted, index));
    });
  }
  go.Notify();
  for (std::thread& one : both) one.join();
  const auto entry = store_->ReadLog(
      kKitchen, static_cast<uint64_t>(EntryOf(Event::kProposalDrafted)) - 1, {.max_items = 1});
  ASSENT_ASSERT_OK(entry);
  event::v1::Openings left;
  ASSERT_TRUE(left.ParseFromString(entry->front().openings));
  for (const event::v1::Opening& opening : left.openings()) EXPECT_GT(opening.index(), 1);
}

TEST_F(ErasureTest, LeavesNoTraceInAnyFileAndTheOutcomeStands) {
  Disagree();
  const std::string path = folder_.Path("store");
  EXPECT_THAT(FilesWith(path, kSecret), testing::Not(testing::IsEmpty()));  // canary
  std::vector<std::string> salts;
  for (const Event& event : EventsOf(*store_)) {
    if (event.has_position_taken()) salts.push_back(event.position_taken().reason().salt());
    if (event.has_proposal_drafted()) salts.push_back(event.proposal_drafted().text().salt());
  }
  for (const std::string& salt : salts) EXPECT_EQ(salt.size(), 16u);
  const auto decision = [this] { return store_->GetDocument(kKitchen, "decision/00000001"); };
  ASSENT_ASSERT_OK(Verified());
  ASSENT_ASSERT_OK_AND_ASSIGN(const v1::EraseTextResponse erased, Erase(Event::kPositionTaken));
  EXPECT_EQ(erased.erased(), 1);
  EXPECT_THAT(erased.out_of_reach(), testing::Not(testing::IsEmpty()));
  EXPECT_EQ(FilesWith(path, absl::StrCat("because of ", kSecret)), std::vector<std::string>());
  ASSENT_ASSERT_OK(Erase(Event::kProposalDrafted));
  EXPECT_EQ(FilesWith(path, kSecret), std::vector<std::string>());
  for (const std::string& salt : salts) {
    EXPECT_EQ(FilesWith(path, salt), std::vector<std::string>());
  }
  ASSENT_EXPECT_OK(decision().status());
  ASSENT_EXPECT_OK(Verified());
  EXPECT_THAT(*CompareDocuments(*store_, kKitchen), testing::IsEmpty());
  // And it goes on.
  v1::CreateProposalRequest propose;
  propose.set_parent(kKitchenName);
  propose.set_title("Another");
  propose.set_text("Something else.");
  ASSENT_EXPECT_OK(Do(propose));
  ledger_.reset();
  store_.reset();
  store_ = *storage::OpenRocksDbStore(path, {.compress = false});
  ledger_ = OpenLedger(*store_, clock_);
  ASSENT_EXPECT_OK(ledger_->Authorize(AsFounder()).response);
  EXPECT_EQ(FilesWith(path, kSecret), std::vector<std::string>());
}

TEST_F(ErasureTest, OneTextGoesAndTheOthersStay) {
  Disagree();
  ASSENT_ASSERT_OK_AND_ASSIGN(const v1::EraseTextResponse erased,
                              Erase(Event::kProposalDrafted, /*index=*/1));
  EXPECT_EQ(erased.erased(), 1);
  for (const Event& event : EventsOf(*store_)) {
    if (!event.has_proposal_drafted()) continue;
    EXPECT_EQ(event.proposal_drafted().title().content(), "Open on Sundays");
    EXPECT_EQ(event.proposal_drafted().text().content(), "");
    EXPECT_EQ(event.proposal_drafted().text().commitment().size(), 32u);
  }
  EXPECT_THAT(Erase(Event::kProposalDrafted, 1), HasReason("TEXT_NOT_FOUND"));
}

TEST_F(ErasureTest, IsRefusedWhileTheTextIsAskedAboutAndToOthers) {
  EXPECT_THAT(Erase(Event::kProposalDrafted), HasReason("TEXT_NEEDED"));
  Agree();
  EXPECT_THAT(Erase(Event::kAssemblyFounded), HasReason("NOT_THE_AUTHOR"));
  EXPECT_THAT(Erase(Event::kPositionTaken, 7), HasReason("TEXT_NOT_FOUND"));
  v1::EraseTextRequest request;
  request.set_parent(kKitchenName);
  request.set_entry(999);
  EXPECT_THAT(AwaitErased(*ledger_, AsFounder(), request), HasReason("TEXT_NOT_FOUND"));
  EXPECT_THAT(AwaitErased(*ledger_, {kKitchen, "assent_x"}, request),
              HasReason("ASSEMBLY_NOT_FOUND"));
}

// One member's will does not take back what everybody decided on.
TEST_F(ErasureTest, TheTextOfADecisionStaysForAsLongAsItIsInForce) {
  Agree();
  EXPECT_THAT(Erase(Event::kProposalDrafted), HasReason("TEXT_NEEDED"));
  ASSENT_EXPECT_OK(Erase(Event::kPositionTaken));
  v1::CreateProposalRequest repeal;
  repeal.set_parent(kKitchenName);
  repeal.set_title("Closed on Sundays");
  repeal.set_text("No more Sundays.");
  repeal.add_replaces("assemblies/kitchen/decisions/1");
  repeal.set_introduce(true);
  ASSENT_ASSERT_OK(Do(repeal));
  v1::CallForConsensusRequest call;
  call.set_name("assemblies/kitchen/proposals/2");
  ASSENT_ASSERT_OK(Do(call));
  v1::TakePositionRequest agree;
  agree.set_parent(call.name());
  agree.set_stance(v1::STANCE_AGREE);
  ASSENT_ASSERT_OK(Do(agree));
  clock_.Advance(absl::Hours(24 * 60));
  ASSENT_EXPECT_OK(Erase(Event::kProposalDrafted));
  EXPECT_EQ(FilesWith(folder_.Path("store"), kSecret), std::vector<std::string>());
  ASSENT_EXPECT_OK(Verified());
}

TEST_F(ErasureTest, AHandleGoesOnceItsMemberHasAnotherOne) {
  EXPECT_THAT(Erase(Event::kMemberJoined), HasReason("TEXT_NEEDED"));
  v1::UpdateMemberRequest update;
  update.set_name("assemblies/kitchen/members/-");
  update.set_handle("rosa");
  ASSENT_ASSERT_OK(Do(update));
  EXPECT_THAT(Erase(Event::kMemberUpdated), HasReason("TEXT_NEEDED"));
  ASSENT_EXPECT_OK(Erase(Event::kMemberJoined));
  EXPECT_EQ(Handle(), "rosa");
  for (const Event& event : EventsOf(*store_)) {
    if (!event.has_member_joined()) continue;
    EXPECT_EQ(event.member_joined().handle().content(), "");
  }
  ASSENT_EXPECT_OK(Verified());
  EXPECT_THAT(*CompareDocuments(*store_, kKitchen), testing::IsEmpty());
}

// The record says so first. Wherever it stops then, it goes on at the next start.
TEST_F(ErasureTest, IsFinishedByTheNextServerIfThisOneStopsHalfWay) {
  Disagree();
  const std::string path = folder_.Path("store");
  const auto Left = [&] { return FilesWith(path, kSecret).size(); };
  ASSENT_ASSERT_OK(Erase(Event::kPositionTaken));
  for (int steps = 0; steps < 3; ++steps) {
    SCOPED_TRACE(steps);
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("Another");
    propose.set_text(absl::StrCat("Once more ", kSecret, steps));
    ASSENT_ASSERT_OK(Do(propose));
    ledger_->Flush();
    const int64_t entry = EventsOf(*store_).back().sequence();
    v1::WithdrawProposalRequest withdraw;
    withdraw.set_name(absl::StrCat("assemblies/kitchen/proposals/", steps + 2));
    ASSENT_ASSERT_OK(Do(withdraw));
    ledger_.reset();
    TroubledStore troubled(*store_);
    ledger_ = OpenLedger(troubled, clock_);
    troubled.RefuseErasingAfter(steps);
    v1::EraseTextRequest erase;
    erase.set_parent(kKitchenName);
    erase.set_entry(entry);
    erase.set_index(-1);
    EXPECT_THAT(AwaitErased(*ledger_, AsFounder(), erase), HasReason("STORE_UNAVAILABLE"));
    ledger_->Flush();
    EXPECT_NE(FilesWith(path, absl::StrCat("Once more ", kSecret, steps)).size(), 0u);  // canary
    ledger_.reset();
    ledger_ = OpenLedger(*store_, clock_);
    ledger_->SettleDue();
    ledger_->Flush();
    EXPECT_EQ(FilesWith(path, absl::StrCat("Once more ", kSecret, steps)),
              std::vector<std::string>());
    EXPECT_TRUE(store_->ScanSharedDocuments("erase/", "", {}).value().empty());
    ASSENT_EXPECT_OK(Verified());
  }
  EXPECT_NE(Left(), 0u);  // what nobody erased
}

// An erasure writes all of the assembly anew: many at once are two passes, not many, and
// nobody else's reads or rehearsals wait meanwhile.
TEST_F(ErasureTest, ManyAtOnceGoInOnePassThatHoldsUpNobody) {
  Disagree();
  std::vector<int64_t> entries;
  for (int i = 0; i < 12; ++i) {
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("Another");
    propose.set_text(absl::StrCat("Number ", i, kSecret));
    ASSENT_ASSERT_OK(Do(propose));
    ledger_->Flush();
    entries.push_back(EventsOf(*store_).back().sequence());
    v1::WithdrawProposalRequest withdraw;
    withdraw.set_name(absl::StrCat("assemblies/kitchen/proposals/", i + 2));
    ASSENT_ASSERT_OK(Do(withdraw));
  }
  ledger_.reset();
  TroubledStore troubled(*store_);
  ledger_ = OpenLedger(troubled, clock_);
  ASSENT_ASSERT_OK(ledger_->Authorize(AsFounder()).response);
  troubled.HoldErasing();
  absl::BlockingCounter gone(static_cast<int>(entries.size()));
  std::atomic<int> refused = 0;
  const auto erase = [&](int64_t entry) {
    v1::EraseTextRequest request;
    request.set_parent(kKitchenName);
    request.set_entry(entry);
    request.set_index(-1);
    ledger_->Run<v1::EraseTextResponse>(
        [this, request](auto patience) {
          return ledger_->EraseText(AsFounder().With(patience), request);
        },
        [&](const absl::StatusOr<v1::EraseTextResponse>& response) {
          if (!response.ok()) ++refused;
          gone.DecrementCount();
        });
  };
  erase(entries[0]);
  troubled.AwaitHeldErasing();
  for (size_t i = 1; i < entries.size(); ++i) erase(entries[i]);
  // The lanes are free, though a dozen wait.
  v1::CreateProposalRequest propose;
  propose.set_parent(kKitchenName);
  propose.set_title("Meanwhile");
  propose.set_text("Something else.");
  propose.set_validate_only(true);
  ASSENT_EXPECT_OK(Do(propose));
  propose.set_validate_only(false);
  ASSENT_EXPECT_OK(Do(propose));
  // All of them are on record by now.
  while (Count(Event::kTextsErased) < static_cast<int>(entries.size()))
    absl::SleepFor(absl::Milliseconds(1));
  troubled.ReleaseErasing();
  gone.Wait();
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(FilesWith(folder_.Path("store"), absl::StrCat("Number ")), std::vector<std::string>());
  EXPECT_LE(troubled.scrubs(), 3);
  ledger_->Flush();
  EXPECT_TRUE(store_->ScanSharedDocuments("erase/", "", {}).value().empty());
  EXPECT_THAT(*CompareDocuments(*store_, kKitchen), testing::IsEmpty());
  ASSENT_EXPECT_OK(Verified());
  ledger_.reset();
}

TEST_F(ErasureTest, IsDoneOnceForARequestThatIsRepeated) {
  Agree();
  const std::string id = "3f2b8c1e-7d4a-4e0b-9a55-0c6d1f2e3a4b";
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto first, Erase(Event::kPositionTaken, -1, id));
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto again, Erase(Event::kPositionTaken, -1, id));
  EXPECT_EQ(first.sequence(), again.sequence());
  EXPECT_EQ(EventsOf(*store_).back().sequence(), first.sequence());
}

// A key's label is all that somebody has written who has only just got the key.
TEST(SignedErasure, WhereSignaturesAreRequiredItIsSignedAndTheRecordSaysSo) {
  test::SimulatedClock clock;
  test::TempDir folder;
  const auto store = *storage::OpenRocksDbStore(folder.Path("store"));
  const auto ledger = OpenLedger(*store, clock);
  v1::CreateAssemblyRequest found = FoundingRequest(kKitchen, "quick_default");
  found.mutable_charter()->set_erasure(true);
  found.mutable_charter()->set_signing(v1::SIGNING_REQUIRED);
  const auto founded = Await(*ledger, {}, found);
  const Access founder = {kKitchen, founded->token()};
  const std::string seed(transparency::kSeedBytes, 's');
  v1::AddDeviceKeyRequest add;
  add.set_parent(kKitchenName);
  add.set_public_key(transparency::PublicKeyOf(seed));
  add.set_label("a phone");
  ASSENT_ASSERT_OK(Await(*ledger, founder, add));
  v1::EraseTextRequest erase;
  erase.set_parent(kKitchenName);
  erase.set_entry(EventsOf(*store).back().sequence());
  erase.set_index(-1);
  EXPECT_THAT(AwaitErased(*ledger, founder, erase), HasReason("SIGNATURE_REQUIRED"));

  erase.set_request_id("3f2b8c1e-7d4a-4e0b-9a55-0c6d1f2e3a4b");
  assembly::SignedAct act;
  transparency::PutRequest(
      erase, /*hides=*/false, [](size_t) { return ""; }, act.payload);
  transparency::Frontier seen;
  const auto before = *store->ReadLog(kKitchen, 0, {});
  for (const storage::Entry& entry : before) seen.Append(entry.leaf_hash);
  const std::string& member = founded->member().name();
  act.payload.set_origin(EventsOf(*store).back().origin());
  act.payload.set_member(member.substr(member.rfind('/') + 1));
  act.payload.set_key(1);
  act.payload.set_key_sequence(1);
  act.payload.set_seen_size(static_cast<int64_t>(before.size()));
  act.payload.set_seen_root(seen.Root());
  act.envelope = transparency::SealAct(act.payload, seed);
  act.hash = transparency::EnvelopeHash(act.envelope);
  ASSENT_ASSERT_OK(AwaitErased(*ledger, founder, erase, &act));

  const auto verified = [&](bool with_envelope) {
    transparency::Verification verification(kKitchen);
    const auto entries = *store->ReadLog(kKitchen, 0, {});
    for (const storage::Entry& entry : entries) {
      Event event;
      EXPECT_TRUE(event.ParseFromString(entry.leaf));
      if (event.has_texts_erased() && !with_envelope) event.clear_envelope();
      const absl::Status status = verification.Add(
          {entry.sequence, event.SerializeAsString(), /*leaf_hash=*/"", entry.openings});
      if (!status.ok()) return status;
    }
    return verification.Finish();
  };
  ASSENT_EXPECT_OK(verified(/*with_envelope=*/true));
  EXPECT_FALSE(verified(/*with_envelope=*/false).ok());
}

// Over a store that says that an entry is there and has not written it, passes would begin for ever.
TEST(Erasures, AnotherPassIsMadeOnlyWhereOneWasToBeginMeanwhile) {
  Erasures erasures;
  EXPECT_FALSE(erasures.Begin(kKitchen)) << "nothing has to go";
  erasures.Note(kKitchen, 7);
  ASSERT_TRUE(erasures.Begin(kKitchen));
  EXPECT_FALSE(erasures.End(kKitchen));
  ASSERT_TRUE(erasures.Begin(kKitchen));
  EXPECT_FALSE(erasures.Begin(kKitchen)) << "one is under way";
  EXPECT_TRUE(erasures.End(kKitchen));
  ASSERT_TRUE(erasures.Begin(kKitchen));
  EXPECT_FALSE(erasures.End(kKitchen));
}

TEST(ErasureByRule, IsTheAssemblysToAllow) {
  test::SimulatedClock clock;
  test::TempDir folder;
  const auto store = *storage::OpenRocksDbStore(folder.Path("store"));
  const auto ledger = OpenLedger(*store, clock);
  Club club(*ledger, "quick_default", 1);
  ASSENT_ASSERT_OK(club.Propose());
  v1::EraseTextRequest request;
  request.set_parent(kKitchenName);
  request.set_entry(club.Sequence());
  EXPECT_THAT(AwaitErased(*ledger, club.As(0), request), HasReason("ERASURE_NOT_ALLOWED"));
}

}  // namespace
}  // namespace assent::ledger
