// The disk: nothing is shown before it is durable, and what happens when the
// disk refuses.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "server/base/refusal.h"
#include "server/ledger/log_tree.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"
#include "tests/ledger/troubled_store.h"
#include "tests/support/forwarding_store.h"

namespace assent::ledger {
namespace {

using test::HasReason;

class TroubleTest : public testing::Test {
 protected:
  // A test that fails must not leave the ledger waiting.
  ~TroubleTest() override { store_.Release(); }

  // An act whose answer has not been waited for.
  Pending<v1::TakePositionResponse> Begin(int member, v1::Stance stance) {
    return ledger_->Perform(club_.As(member), PositionRequest(stance));
  }

  // Why the kitchen is only read; "": it is written too.
  std::string ReadOnlyReason() {
    std::string reason;
    ASSENT_EXPECT_OK(ledger_
                         ->Inspect(club_.As(0),
                                   [&](const assembly::State& state, int32_t,
                                       absl::Time) -> absl::StatusOr<int> {
                                     reason = state.view.read_only_reason();
                                     return 0;
                                   })
                         .response);
    return reason;
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> sound_ = storage::NewMemoryStore();
  TroubledStore store_{*sound_};
  std::unique_ptr<Ledger> ledger_ = OpenLedger(store_, clock_);
  Club club_{*ledger_, "mutual_aid_default", 3};
};

TEST_F(TroubleTest, NothingIsShownBeforeItIsDurable) {
  club_.OpenCall();
  store_.Hold();
  std::atomic<int> shown = 0;
  const auto count = [&shown](absl::Status status) {
    ASSENT_EXPECT_OK(status);
    ++shown;
  };
  const auto act = Begin(1, v1::STANCE_AGREE);
  ASSENT_ASSERT_OK(act.response);
  ledger_->WhenDurable(act.ticket, count);
  store_.AwaitHeld();
  // Decided on top of it, in memory; a read that has seen it; and a refusal.
  const auto second = Begin(1, v1::STANCE_RESERVATIONS);
  ASSENT_ASSERT_OK(second.response);
  ledger_->WhenDurable(second.ticket, count);
  const auto read = ledger_->Authorize(club_.As(0));
  ASSENT_ASSERT_OK(read.response);
  EXPECT_EQ(read.response->sequence, second.response->sequence());
  ledger_->WhenDurable(read.ticket, count);
  const auto refused = ledger_->Perform(club_.As(0), v1::TakePositionRequest());
  EXPECT_FALSE(refused.response.ok());
  ledger_->WhenDurable(refused.ticket, count);
  EXPECT_EQ(shown, 0);
  EXPECT_LT(static_cast<int64_t>(*sound_->LastSequence(kKitchen)), act.response->sequence());
  store_.Release();
  ledger_->Flush();
  EXPECT_EQ(shown, 4);
  EXPECT_EQ(static_cast<int64_t>(*sound_->LastSequence(kKitchen)), second.response->sequence());
}

TEST_F(TroubleTest, WhatIsDurableIsShownAtOnce) {
  const auto read = ledger_->Authorize(club_.As(0));
  bool shown = false;
  ledger_->WhenDurable(read.ticket, [&](absl::Status status) { shown = status.ok(); });
  EXPECT_TRUE(shown);
}

TEST_F(TroubleTest, WhatGathersWhileTheDiskIsBusyIsOneBatch) {
  club_.OpenCall();
  store_.Hold();
  Begin(0, v1::STANCE_AGREE);
  store_.AwaitHeld();
  const size_t before = store_.batch_sizes().size();
  for (int i = 0; i < 100; ++i) Begin(i % 2, i % 3 ? v1::STANCE_AGREE : v1::STANCE_RESERVATIONS);
  store_.Release();
  ledger_->Flush();
  EXPECT_EQ(store_.batch_sizes().size(), before + 2);
  EXPECT_EQ(store_.batch_sizes().back(), 100u);
}

TEST_F(TroubleTest, WhenTheDiskRefusesReadsGoOnFromWhatIsDurable) {
  club_.OpenCall();
  ASSENT_ASSERT_OK(club_.Say(0, v1::STANCE_AGREE));
  const int64_t durable = club_.Sequence();
  store_.Hold();
  const auto lost = Begin(1, v1::STANCE_AGREE);
  store_.AwaitHeld();
  const auto behind = Begin(2, v1::STANCE_AGREE);
  const auto read = ledger_->Authorize(club_.As(0));
  store_.Refuse();
  store_.Release();
  for (const Ticket& ticket : {lost.ticket, behind.ticket, read.ticket}) {
    const absl::Status status = AwaitTicket(*ledger_, ticket);
    EXPECT_THAT(status, HasReason("STORE_UNAVAILABLE"));
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_EQ(club_.Sequence(), durable);
  const std::vector<std::optional<v1::Stance>> one = {v1::STANCE_AGREE, {}, {}};
  EXPECT_EQ(club_.Positions(), one);
  EXPECT_THAT(club_.Say(1, v1::STANCE_AGREE), HasReason("STORE_UNAVAILABLE"));
  EXPECT_THAT(ledger_->Health(), HasReason("STORE_UNAVAILABLE"));
}

TEST_F(TroubleTest, AfterTheDiskRefusedNothingIsSettledThatCannotBeWritten) {
  club_.OpenCall();
  store_.Refuse();
  EXPECT_THAT(club_.Say(1, v1::STANCE_AGREE), HasReason("STORE_UNAVAILABLE"));
  clock_.Advance(absl::Hours(24 * 365));
  ledger_->SettleDue();
  EXPECT_EQ(club_.StateOfProposal(), v1::Proposal::STATE_CALLED);
  EXPECT_EQ(club_.Sequence(), static_cast<int64_t>(*sound_->LastSequence(kKitchen)));
}

TEST_F(TroubleTest, ARestartAfterTheDiskRefusedGoesOn) {
  club_.OpenCall();
  store_.Refuse();
  EXPECT_THAT(club_.Say(1, v1::STANCE_AGREE), HasReason("STORE_UNAVAILABLE"));
  ledger_.reset();
  ledger_ = OpenLedger(*sound_, clock_);
  club_.MoveTo(*ledger_);
  ASSENT_EXPECT_OK(ledger_->Health());
  ASSENT_EXPECT_OK(club_.Say(1, v1::STANCE_AGREE));
}

TEST_F(TroubleTest, MoreThanFitsIsRefusedAndLaterWelcome) {
  Options options = Unpunctual();
  options.max_pending_acts = 8;
  ledger_.reset();
  ledger_ = OpenLedger(store_, clock_, options);
  club_.MoveTo(*ledger_);
  club_.OpenCall();
  ledger_->Flush();  // an act counts until its answer is on its way
  store_.Hold();
  std::vector<Ticket> tickets;
  for (int i = 0; i < 8; ++i) {
    const auto act = Begin(1, i % 2 ? v1::STANCE_AGREE : v1::STANCE_RESERVATIONS);
    ASSENT_ASSERT_OK(act.response);
    tickets.push_back(act.ticket);
  }
  const auto refused = Begin(1, v1::STANCE_AGREE);
  EXPECT_THAT(refused.response, HasReason("OVERLOADED"));
  EXPECT_EQ(refused.response.status().code(), absl::StatusCode::kResourceExhausted);
  ASSENT_EXPECT_OK(ledger_->Authorize(club_.As(0)).response);
  store_.Release();
  for (const Ticket& ticket : tickets) ASSENT_EXPECT_OK(AwaitTicket(*ledger_, ticket));
  ledger_->Flush();  // for the same reason
  ASSENT_EXPECT_OK(club_.Say(1, v1::STANCE_AGREE));
}

TEST_F(TroubleTest, TheEndWritesWhatIsPending) {
  club_.OpenCall();
  store_.Hold();
  const auto act = Begin(1, v1::STANCE_AGREE);
  std::thread release([this] {
    store_.AwaitHeld();
    store_.Release();
  });
  ledger_.reset();
  release.join();
  EXPECT_EQ(static_cast<int64_t>(*sound_->LastSequence(kKitchen)), act.response->sequence());
}

TEST_F(TroubleTest, ADamagedLogIsReadAsFarAsItVerifiesAndNotWrittenAndOthersGoOn) {
  ASSENT_ASSERT_OK(Await(*ledger_, {}, FoundingRequest("garden", "quick_default")));
  const uint64_t last = *sound_->LastSequence(kKitchen);
  ledger_.reset();
  storage::AppendRequest append;
  append.assembly = kKitchen;
  append.expected_sequence = last;
  append.entries.push_back({last + 1, "no event", std::string(32, 'x'), "", ""});
  sound_->Append({append},
                 [](std::vector<absl::Status> statuses) { ASSENT_ASSERT_OK(statuses[0]); });
  ledger_ = OpenLedger(*sound_, clock_);
  club_.MoveTo(*ledger_);
  const auto reader = ledger_->Authorize(club_.As(0));
  ASSENT_ASSERT_OK(reader.response);
  EXPECT_EQ(reader.response->sequence, static_cast<int64_t>(last));
  EXPECT_THAT(ReadOnlyReason(), testing::HasSubstr(absl::StrCat("entry ", last + 1, ":")));
  EXPECT_THAT(club_.Propose(), HasReason("ASSEMBLY_READ_ONLY"));
  clock_.Advance(absl::Hours(24 * 400));  // settles nothing
  ledger_->SettleDue();
  ledger_->Flush();
  EXPECT_EQ(*sound_->LastSequence(kKitchen), last + 1);
  ASSENT_EXPECT_OK(Await(*ledger_, {}, FoundingRequest("cellar", "quick_default")));
  EXPECT_THAT(ledger_->Authorize({"garden", "assent_x"}).response, HasReason("ASSEMBLY_NOT_FOUND"));
}

TEST_F(TroubleTest, ALogWhoseFoundingIsDamagedIsNeitherReadNorWritten) {
  ledger_.reset();
  storage::AppendRequest append;
  append.assembly = "cellar";
  append.entries.push_back({1, "no event", std::string(32, 'x'), "", ""});
  sound_->Append({append},
                 [](std::vector<absl::Status> statuses) { ASSENT_ASSERT_OK(statuses[0]); });
  ledger_ = OpenLedger(*sound_, clock_);
  EXPECT_THAT(ledger_->Authorize({"cellar", "assent_x"}).response, HasReason("ASSEMBLY_DAMAGED"));
}

// Shows another tree than the one that was written, from one entry on.
class OtherTree final : public test::ForwardingStore {
 public:
  explicit OtherTree(std::unique_ptr<storage::EventStore> store)
      : ForwardingStore(std::move(store)) {}

  void LieFrom(uint64_t sequence) { from_ = sequence; }

  absl::StatusOr<std::vector<storage::Entry>> ReadLog(absl::string_view assembly, uint64_t after,
                                                      const storage::ReadLimits& limits) override {
    auto page = ForwardingStore::ReadLog(assembly, after, limits);
    for (storage::Entry& entry : *page) {
      if (from_ > 0 && entry.sequence >= from_ && !entry.subtrees.empty())
        entry.subtrees.back() ^= 1;
    }
    return page;
  }

 private:
  uint64_t from_ = 0;
};

TEST_F(TroubleTest, ATreeThatIsNotOfTheseEntriesIsNeverRepaired) {
  while (club_.Sequence() < 9) ASSENT_ASSERT_OK(club_.Propose());
  const uint64_t last = *sound_->LastSequence(kKitchen);
  ledger_.reset();
  OtherTree other(std::move(sound_));
  other.LieFrom(8);
  ledger_ = OpenLedger(other, clock_);
  club_.MoveTo(*ledger_);
  EXPECT_THAT(ReadOnlyReason(), testing::HasSubstr("entry 8: the hashes of the tree"));
  EXPECT_THAT(club_.Propose(), HasReason("ASSEMBLY_READ_ONLY"));
  EXPECT_EQ(*other.LastSequence(kKitchen), last);
  ledger_.reset();
  other.LieFrom(0);  // canary: the log itself is sound
  ledger_ = OpenLedger(other, clock_);
  club_.MoveTo(*ledger_);
  EXPECT_EQ(ReadOnlyReason(), "");
  ASSENT_EXPECT_OK(club_.Propose());
  ledger_.reset();
}

TEST_F(TroubleTest, EveryRowKeepsTheSubtreesThatItCompletes) {
  while (club_.Sequence() < 40) ASSENT_ASSERT_OK(club_.Propose());
  const auto rows = *sound_->ReadLog(kKitchen, 0, {});
  const auto node_at = [&](int level, uint64_t index) {
    return StoredNode(*sound_, kKitchen, level, index);
  };
  transparency::Frontier tree;
  for (const storage::Entry& row : rows) {
    tree.Append(row.leaf_hash);
    ASSENT_ASSERT_OK_AND_ASSIGN(const std::string root, transparency::RootAt(tree.size(), node_at));
    EXPECT_EQ(root, tree.Root()) << tree.size();
  }
  EXPECT_GE(tree.size(), 40u);
}

}  // namespace
}  // namespace assent::ledger
