// A long log opens from a snapshot, without its beginning; and whatever is wrong
// with a snapshot, from the log alone.

#include "server/ledger/snapshots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/snapshot/snapshot.h"
#include "server/ledger/live_assembly.h"
#include "server/ledger/rebuild.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/ledger/club.h"
#include "tests/ledger/troubled_store.h"
#include "tests/support/files_with.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/temp_dir.h"

namespace assent::ledger {
namespace {

constexpr storage::ReadLimits kEverything{1 << 30, 1 << 30};

// Counts the entries that are read one behind the other; a subtree's hash is read alone.
class CountingStore final : public test::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  absl::StatusOr<std::vector<storage::Entry>> ReadLog(absl::string_view assembly,
                                                      uint64_t after_sequence,
                                                      const storage::ReadLimits& limits) override {
    auto page = ForwardingStore::ReadLog(assembly, after_sequence, limits);
    if (page.ok() && limits.max_items > 1) replayed += static_cast<int64_t>(page->size());
    return page;
  }
  std::atomic<int64_t> replayed{0};
};

class SnapshotsTest : public testing::Test {
 protected:
  SnapshotsTest() : store_(storage::NewMemoryStore()) {}

  static Options Every(int64_t entries, const std::string& build = "this build") {
    Options options = Unpunctual();
    options.snapshot_every = entries;
    options.build = build;
    return options;
  }
  // Some hundred entries.
  void Live(const Options& options) {
    ledger_ = OpenLedger(store_, clock_, options);
    club_.emplace(*ledger_, "quick_default", 6);
    club_->OpenCall();
    Talk(100);
  }
  void Talk(int acts) {
    for (int i = 0; i < acts; ++i) {
      ASSENT_ASSERT_OK(club_->Say(i % 5, i % 2 == 0 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN));
    }
    ledger_->Flush();
  }
  void Reopen(const Options& options) {
    ledger_.reset();
    ledger_ = OpenLedger(store_, clock_, options);
    club_->MoveTo(*ledger_);
    EXPECT_GT(club_->Sequence(), 0);
    ledger_->Flush();
  }
  // How many entries are replayed for the first look, of which no snapshot is made.
  int64_t ReplayedBy(const std::string& build = "this build") {
    ledger_.reset();
    store_.replayed = 0;
    Reopen(Every(1'000'000, build));
    return store_.replayed;
  }
  std::vector<storage::Document> Pieces() {
    return *store_.ScanDocuments(kKitchen, kSnapshotPrefix, "", kEverything);
  }
  // The state that the log alone leads to, as bytes.
  std::string FromTheLog() {
    Replayed replayed;
    replayed.state.id = kKitchen;
    EXPECT_TRUE(ReplayRest(store_, replayed).ok());
    return assembly::EncodeState(replayed.state);
  }
  std::string InMemory() {
    std::string bytes;
    Await([](const assembly::State& state) { return assembly::EncodeState(state); }, bytes);
    return bytes;
  }
  void Write(const std::string& key, std::optional<std::string> value) {
    ASSENT_ASSERT_OK(ledger_->KeepBeside(kKitchen, {{key, std::move(value)}}));
  }

  CountingStore store_;
  test::SimulatedClock clock_;
  std::unique_ptr<Ledger> ledger_;
  std::optional<Club> club_;

 private:
  template <typename Look>
  void Await(Look look, std::string& result) {
    const auto pending =
        ledger_->Inspect(club_->As(0),
                         [&](const assembly::State& state, int32_t,
                             absl::Time) -> absl::StatusOr<std::string> { return look(state); });
    ASSENT_ASSERT_OK(pending.response);
    result = *pending.response;
  }
};

TEST_F(SnapshotsTest, OnlyWhatCameAfterItIsReplayed) {
  Live(Every(50));
  Talk(200);
  EXPECT_LT(ReplayedBy(), club_->Sequence() / 2);
  EXPECT_EQ(InMemory(), FromTheLog());
  Talk(10);
  EXPECT_EQ(InMemory(), FromTheLog());
}

// Of a state that is too large to be copied while acts wait, the snapshot is made from the log.
TEST_F(SnapshotsTest, ALargeStateIsNotCopied) {
  Options options = Every(50);
  options.copied_bytes = 0;
  store_.replayed = 0;
  Live(options);
  Talk(200);
  EXPECT_GT(store_.replayed, 100);
  EXPECT_LT(ReplayedBy(), club_->Sequence() / 2);
  EXPECT_EQ(InMemory(), FromTheLog());
}

TEST_F(SnapshotsTest, ASmallStateIsCopied) {
  Live(Every(50));
  store_.replayed = 0;
  Talk(200);
  EXPECT_EQ(store_.replayed, 0);
  EXPECT_LT(ReplayedBy(), club_->Sequence() / 2);
}

TEST_F(SnapshotsTest, NoneForAShortLog) {
  Live(Every(100'000));
  EXPECT_THAT(Pieces(), testing::IsEmpty());
  EXPECT_EQ(ReplayedBy(), club_->Sequence());
}

TEST_F(SnapshotsTest, TheLastOneIsKeptAndNoOther) {
  Live(Every(20));
  Talk(200);
  ASSERT_EQ(Pieces().size(), 2u);  // a head, and one piece
  const std::string before = Pieces()[0].key;
  Talk(200);
  ASSERT_EQ(Pieces().size(), 2u);
  EXPECT_NE(Pieces()[0].key, before);
}

TEST_F(SnapshotsTest, AnotherBuildReplaysEverythingAndMakesItsOwn) {
  Live(Every(50));
  EXPECT_LT(ReplayedBy(), club_->Sequence());
  EXPECT_EQ(ReplayedBy("another build"), club_->Sequence());
  Reopen(Every(50, "another build"));
  EXPECT_EQ(ReplayedBy("another build"), 0);
  EXPECT_EQ(ReplayedBy(), club_->Sequence());
  EXPECT_EQ(ReplayedBy(""), club_->Sequence()) << "one without an id uses none";
}

// Canary of OnlyWhatCameAfterItIsReplayed too: a snapshot counts only as a whole.
TEST_F(SnapshotsTest, OneThatIsDamagedIsNotUsed) {
  Live(Every(50));
  const std::vector<storage::Document> pieces = Pieces();
  ASSERT_EQ(pieces.size(), 2u);
  for (const storage::Document& piece : pieces) {
    std::string damaged = piece.value;
    damaged[damaged.size() / 2] ^= 1;
    Write(piece.key, damaged);
    EXPECT_EQ(ReplayedBy(), club_->Sequence()) << piece.key;
    EXPECT_EQ(InMemory(), FromTheLog());
    Write(piece.key, std::nullopt);
    EXPECT_EQ(ReplayedBy(), club_->Sequence()) << piece.key << " is missing";
    Write(piece.key, piece.value);
    EXPECT_LT(ReplayedBy(), club_->Sequence()) << piece.key << " is back";
  }
}

// As where a log was brought back from an older copy and went on otherwise.
TEST_F(SnapshotsTest, OneOfAnotherLogIsNotUsed) {
  Live(Every(50));
  const std::vector<storage::Document> pieces = Pieces();
  CountingStore other(storage::NewMemoryStore());
  const auto ledger = OpenLedger(other, clock_, Every(100'000));
  Club club(*ledger, "quick_default", 6);
  club.OpenCall();
  for (int i = 0; i < 200; ++i) ASSENT_ASSERT_OK(club.Say(i % 5, v1::STANCE_AGREE));
  for (const storage::Document& piece : pieces) {
    ASSENT_ASSERT_OK(ledger->KeepBeside(kKitchen, {{piece.key, piece.value}}));
  }
  ASSENT_ASSERT_OK_AND_ASSIGN(const Replayed loaded, LoadSnapshot(other, kKitchen, "this build"));
  EXPECT_EQ(loaded.state.sequence, 0);
  ASSENT_ASSERT_OK_AND_ASSIGN(const Replayed own, LoadSnapshot(store_, kKitchen, "this build"));
  EXPECT_GT(own.state.sequence, 0);
}

// Sound in itself, but of a state that the log does not lead to.
TEST_F(SnapshotsTest, OneThatWasForgedIsFoundByComparing) {
  Live(Every(50));
  ASSENT_ASSERT_OK_AND_ASSIGN(Replayed replayed, LoadSnapshot(store_, kKitchen, "this build"));
  replayed.state.proposals.at(1).positions.Clear(1);
  const Snapshot forged = MakeSnapshot(replayed, "this build");
  Write(forged.pieces[0].key, forged.pieces[0].value);
  Write(forged.head.key, forged.head.value);
  EXPECT_THAT(*CompareDocuments(store_, kKitchen, "this build"),
              testing::ElementsAre("snapshot differs"));
}

TEST_F(SnapshotsTest, ARebuildThrowsItAway) {
  Live(Every(50));
  EXPECT_THAT(*CompareDocuments(store_, kKitchen, "this build"), testing::IsEmpty());
  ledger_.reset();
  ASSENT_ASSERT_OK(Rebuild(store_, [](absl::string_view, int64_t) {}));
  EXPECT_THAT(Pieces(), testing::IsEmpty());
}

// A proposal with a text to erase, which stands in a snapshot.
class SnapshotsErasure : public testing::Test {
 protected:
  static constexpr char kSecret[] = "Marmelade-Qu4rtz-Zeppelin";

  void SetUp() override {
    options_.snapshot_every = 1;
    options_.build = "this build";
    ledger_ = OpenLedger(troubled_, clock_, options_);
    v1::CreateAssemblyRequest found = FoundingRequest(kKitchen, "quick_default");
    found.mutable_charter()->set_erasure(true);
    founder_ = {kKitchen, Await(*ledger_, {}, found)->token()};
    v1::CreateProposalRequest propose;
    propose.set_parent(kKitchenName);
    propose.set_title("Open on Sundays");
    propose.set_text(absl::StrCat("We open, ", kSecret));
    propose.set_introduce(true);
    ASSENT_ASSERT_OK(Await(*ledger_, founder_, propose));
    ledger_.reset();
    ledger_ = OpenLedger(troubled_, clock_, options_);  // the first look has a snapshot made
    Look();
    ledger_->Flush();
    const auto pieces = Pieces();
    ASSERT_TRUE(std::any_of(pieces.begin(), pieces.end(), [&](const storage::Document& piece) {
      return absl::StrContains(piece.value, kSecret);
    })) << "or there is nothing to take out";
    v1::WithdrawProposalRequest withdraw;  // or members are asked about the text still
    withdraw.set_name(kProposal);
    ASSENT_ASSERT_OK(Await(*ledger_, founder_, withdraw));
  }

  void Look() {
    ASSENT_ASSERT_OK(ledger_->Authorize(founder_.With(Patience::kRehearse)).response);
  }
  std::vector<storage::Document> Pieces() {
    return *store_->ScanDocuments(kKitchen, kSnapshotPrefix, "", kEverything);
  }
  absl::Status Erase() {
    v1::EraseTextRequest erase;
    erase.set_parent(kKitchenName);
    for (const auto& event : EventsOf(*store_)) {
      if (event.has_proposal_drafted()) erase.set_entry(event.sequence());
    }
    erase.set_index(-1);
    return AwaitErased(*ledger_, founder_, erase).status();
  }

  test::TempDir folder_;
  const std::string path_ = folder_.Path("store");
  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ =
      *storage::OpenRocksDbStore(path_, {.compress = false});
  TroubledStore troubled_{*store_};
  Options options_ = Unpunctual();
  std::unique_ptr<Ledger> ledger_;
  Access founder_;
};

// What is erased is not in a snapshot either, nor in one that is made afterwards.
TEST_F(SnapshotsErasure, NoFileHoldsATextThatWasErased) {
  ASSENT_ASSERT_OK(Erase());
  Look();
  ledger_->Flush();
  EXPECT_EQ(test::FilesWith(path_, kSecret), std::vector<std::string>());
  EXPECT_FALSE(Pieces().empty()) << "a new one was made";
}

// What is in memory is given up and read again: not from what is about to go.
TEST_F(SnapshotsErasure, WhoLooksMeanwhileBringsNothingBack) {
  troubled_.HoldErasing(/*steps=*/1);  // the text is no more beside the log, and all else is there
  absl::Status erased;
  std::thread erasing([&] { erased = Erase(); });
  troubled_.AwaitHeldErasing();
  Look();
  troubled_.ReleaseErasing();
  erasing.join();
  ASSENT_EXPECT_OK(erased);
  Look();
  ledger_->Flush();
  v1::CreateProposalRequest another;
  another.set_parent(kKitchenName);
  another.set_title("Another");
  another.set_text("to have one more snapshot made");
  ASSENT_EXPECT_OK(Await(*ledger_, founder_, another));
  ledger_->Flush();
  EXPECT_EQ(test::FilesWith(path_, kSecret), std::vector<std::string>());
  EXPECT_THAT(*CompareDocuments(*store_, kKitchen, "this build"), testing::IsEmpty());
  EXPECT_FALSE(Pieces().empty()) << "a new one was made";
}

}  // namespace
}  // namespace assent::ledger
