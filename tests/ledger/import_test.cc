// A log that is brought from another server: it goes on there, or nothing of it is kept.

#include "server/ledger/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "server/ledger/rebuild.h"
#include "server/rules/presets.h"
#include "server/transparency/bundles.h"
#include "server/transparency/tlog/tiles.h"
#include "server/transparency/verify_export.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"
#include "tests/ledger/troubled_store.h"
#include "tests/transparency/made_export.h"

namespace assent::ledger {
namespace {

using test::HasReason;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using transparency::Row;

std::vector<Row> RowsOf(storage::EventStore& store, const std::string& assembly = kKitchen) {
  std::vector<Row> rows;
  while (true) {
    const auto page = *store.ReadLog(assembly, rows.size(), {});
    if (page.empty()) return rows;
    for (const storage::Entry& entry : page) rows.push_back({entry.leaf, entry.openings});
  }
}

class ImportTest : public testing::Test {
 protected:
  void SetUp() override {
    club_.OpenCall();
    ASSENT_ASSERT_OK(club_.Say(0, v1::STANCE_AGREE));
    ASSENT_ASSERT_OK(club_.Say(1, v1::STANCE_RESERVATIONS));
    Pack();
  }

  // What there is now, as an export brings it.
  void Pack(const std::string& assembly = kKitchen) {
    checkpoint_ = ledger_->SignCheckpoint(assembly)->note;
    rows_ = RowsOf(*store_, assembly);
  }
  absl::StatusOr<Imported> Bring(const std::vector<Row>& rows) {
    absl::StatusOr<std::unique_ptr<Import>> import =
        there_->BeginImport(checkpoint_, "The old disk failed");
    if (!import.ok()) return import.status();
    // In pieces that have nothing to do with the pages in which they are written.
    for (size_t at = 0; at < rows.size(); at += 7) {
      const absl::Status added =
          Add(**import, {rows.begin() + static_cast<ptrdiff_t>(at),
                         rows.begin() + static_cast<ptrdiff_t>(std::min(rows.size(), at + 7))});
      if (!added.ok()) return added;
    }
    return (*import)->Finish();
  }
  static absl::Status Add(Import& import, const std::vector<Row>& rows) {
    std::string entries, openings;
    for (const Row& row : rows) {
      transparency::AddEntry(row.leaf, entries);
      transparency::AddOpenings(row.openings, openings);
    }
    return import.Add(rows.size(), entries, openings);
  }
  // That nothing is left of what was refused, and the log may still come.
  void ExpectNothingKept() {
    there_->Flush();
    EXPECT_EQ(*other_store_.LastSequence(kKitchen), 0);
    EXPECT_THAT(*other_store_.ScanDocuments(kKitchen, "", "", {}), IsEmpty());
    EXPECT_THAT(*other_store_.ScanSharedDocuments("", "", {}), IsEmpty());
    ASSENT_EXPECT_OK(Bring(rows_).status());
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  Club club_{*ledger_, "mutual_aid_default", 3};
  std::unique_ptr<storage::EventStore> sound_store_ = storage::NewMemoryStore();
  TroubledStore other_store_{*sound_store_};
  std::unique_ptr<storage::EventStore> another_;
  std::unique_ptr<Ledger> there_ = OpenLedger(other_store_, clock_);
  std::string checkpoint_;
  std::vector<Row> rows_;
};

TEST_F(ImportTest, ALogGoesOnElsewhere) {
  const absl::StatusOr<Imported> imported = Bring(rows_);
  ASSENT_ASSERT_OK(imported.status());
  EXPECT_EQ(imported->entries, static_cast<int64_t>(rows_.size()));
  EXPECT_EQ(imported->sequence, static_cast<int64_t>(rows_.size()) + 2);
  EXPECT_EQ(imported->assembly.forks(), 1);
  // Tokens, positions and what may be done are as they were.
  club_.MoveTo(*there_);
  EXPECT_EQ(club_.Positions()[1], v1::STANCE_RESERVATIONS);
  ASSENT_EXPECT_OK(club_.Say(2, v1::STANCE_AGREE));
  there_->Flush();
  EXPECT_THAT(*CompareDocuments(other_store_, kKitchen), IsEmpty());
}

// The last entries are positions, which do not touch their proposal.
TEST_F(ImportTest, WhatIsKeptBesideItIsWhatARebuildGives) {
  ASSENT_ASSERT_OK(Bring(rows_).status());
  EXPECT_THAT(*CompareDocuments(other_store_, kKitchen), IsEmpty());
}

TEST_F(ImportTest, WhatFallsDueThereIsSettledWithoutAnybodyAsking) {
  ASSENT_ASSERT_OK(Bring(rows_).status());
  clock_.Advance(absl::Hours(24 * 30));
  there_->SettleDue();
  there_->Flush();
  EXPECT_GT(*other_store_.LastSequence(kKitchen), rows_.size() + 2);
}

TEST_F(ImportTest, ItVerifiesUnderItsNewKeyAndFromTheFormerOnesCheckpoint) {
  const absl::StatusOr<Imported> imported = Bring(rows_);
  ASSENT_ASSERT_OK(imported.status());
  const std::vector<Row> after = RowsOf(other_store_);
  transparency::Files files =
      transparency::ExportOf(after, imported->assembly.origin(), imported->assembly.log_key(), "");
  files["checkpoint"] = there_->SignCheckpoint(kKitchen)->note;
  const auto record = transparency::VerifyExport(
      kKitchen, [&](const std::string& path) -> absl::StatusOr<std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return absl::NotFoundError(path);
        return found->second;
      });
  ASSENT_ASSERT_OK(record.status());
  ASSERT_EQ(record->keys.size(), 2u);
  EXPECT_NE(record->keys[0].key.key, record->keys[1].key.key);
  ASSENT_EXPECT_OK(CompareWith(*record, *transparency::ParseNote(checkpoint_)));
}

TEST_F(ImportTest, AChangedEntryIsNamedAndNothingIsKept) {
  std::vector<Row> changed = rows_;
  changed[4].openings.append(1, 'x');
  const absl::Status refused = Bring(changed).status();
  EXPECT_THAT(refused, HasReason("LOG_NOT_VERIFIED"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("entry 5"));
  ExpectNothingKept();
}

TEST_F(ImportTest, EntriesThatTheCheckpointWasNotSignedForAreRefused) {
  const std::vector<Row> fewer(rows_.begin(), rows_.end() - 1);
  EXPECT_THAT(Bring(fewer).status(), HasReason("LOG_NOT_VERIFIED"));
  // Each may follow; only the root tells that it is another one.
  ASSENT_ASSERT_OK(club_.Say(2, v1::STANCE_AGREE));
  ledger_->Flush();
  EXPECT_THAT(Bring(RowsOf(*store_)).status(), HasReason("LOG_NOT_VERIFIED"));
  std::vector<Row> other = rows_;
  other.back() = RowsOf(*store_).back();
  EXPECT_THAT(Bring(other).status(), HasReason("LOG_NOT_VERIFIED"));
  ExpectNothingKept();
}

TEST_F(ImportTest, TheSignatureHasToBeOfTheLogsKey) {
  const std::string sound = checkpoint_;
  transparency::Note note = *transparency::ParseNote(checkpoint_);
  note.signatures[0].signature[9] ^= 1;
  checkpoint_ = note.ToString();
  EXPECT_THAT(Bring(rows_).status(), HasReason("LOG_NOT_VERIFIED"));
  checkpoint_ = sound;
  ExpectNothingKept();
}

TEST_F(ImportTest, WhatIsThereAlreadyStaysAsItIs) {
  ASSENT_ASSERT_OK(Bring(rows_).status());
  const uint64_t last = *other_store_.LastSequence(kKitchen);
  EXPECT_THAT(Bring(rows_).status(), HasReason("ASSEMBLY_EXISTS"));
  EXPECT_EQ(*other_store_.LastSequence(kKitchen), last);
  club_.MoveTo(*there_);
  ASSENT_EXPECT_OK(club_.Say(2, v1::STANCE_AGREE));
}

TEST_F(ImportTest, WhatIsHiddenUntilACloseCannotBeBrought) {
  v1::CreateAssemblyRequest found = FoundingRequest("hiding", "hiding");
  v1::DecisionRule& rule = *found.mutable_charter()->add_rules();
  rule = *rules::FindPreset("simple_majority");
  rule.set_id("hiding");
  rule.mutable_positions()->set_hide_until_close(true);
  const std::string token = Await(*ledger_, {}, found)->token();
  const auto ask = [&](const auto& request) {
    ASSENT_ASSERT_OK(Await(*ledger_, {"hiding", token}, request).status());
  };
  v1::CreateProposalRequest propose;
  propose.set_parent("assemblies/hiding");
  propose.set_title("Soup");
  propose.set_text("On Mondays.");
  propose.set_introduce(true);
  ask(propose);
  v1::CallForConsensusRequest call;
  call.set_name("assemblies/hiding/proposals/1");
  ask(call);
  v1::TakePositionRequest say;
  say.set_parent("assemblies/hiding/proposals/1");
  say.set_stance(v1::STANCE_AGREE);
  Pack("hiding");
  ASSENT_EXPECT_OK(Bring(rows_).status());  // nothing is hidden yet
  ask(say);
  Pack("hiding");
  there_ = OpenLedger(*(another_ = storage::NewMemoryStore()), clock_);
  EXPECT_THAT(Bring(rows_).status(), HasReason("LOG_HIDES_POSITIONS"));
}

TEST_F(ImportTest, AnEmptyOrTooLongReasonIsRefused) {
  EXPECT_THAT(there_->BeginImport(checkpoint_, "").status(), HasReason("REASON_REQUIRED"));
  EXPECT_THAT(there_->BeginImport("no note", "Why").status(), HasReason("LOG_NOT_VERIFIED"));
}

// A log of several pages.
class LongImport : public ImportTest {
 protected:
  void SetUp() override {
    ImportTest::SetUp();
    for (int i = 0; i < 5000; ++i) {
      ASSENT_ASSERT_OK(club_.Say(0, i % 2 == 0 ? v1::STANCE_ABSTAIN : v1::STANCE_AGREE));
    }
    Pack();
  }
  // Its pages are written while it is taken in.
  void AwaitWritten() {
    for (int i = 0; i < 10'000 && *other_store_.LastSequence(kKitchen) == 0; ++i) {
      absl::SleepFor(absl::Milliseconds(1));
    }
    ASSERT_GT(*other_store_.LastSequence(kKitchen), 0);
  }
};

TEST_F(LongImport, UntilItIsWholeThereIsNoSuchAssembly) {
  auto import = there_->BeginImport(checkpoint_, "The old disk failed");
  ASSENT_ASSERT_OK(import.status());
  ASSENT_ASSERT_OK(Add(**import, rows_));
  AwaitWritten();
  club_.MoveTo(*there_);
  EXPECT_THAT(club_.Say(0, v1::STANCE_AGREE).status(), HasReason("ASSEMBLY_NOT_FOUND"));
  ASSENT_ASSERT_OK((*import)->Finish().status());
  ASSENT_EXPECT_OK(club_.Say(0, v1::STANCE_AGREE));
  there_->Flush();
  EXPECT_THAT(*CompareDocuments(other_store_, kKitchen), IsEmpty());
}

TEST_F(LongImport, WhatBreaksOffIsTakenBack) {
  {
    auto import = there_->BeginImport(checkpoint_, "The old disk failed");
    ASSENT_ASSERT_OK(import.status());
    ASSENT_ASSERT_OK(Add(**import, rows_));
  }
  ExpectNothingKept();
}

TEST_F(LongImport, AndAtTheNextStartWhereTheServerWentWithIt) {
  {
    auto import = there_->BeginImport(checkpoint_, "The old disk failed");
    ASSENT_ASSERT_OK(import.status());
    ASSENT_ASSERT_OK(Add(**import, rows_));
    AwaitWritten();
    other_store_.Refuse();  // it cannot be taken back either, as if the power had failed
  }
  EXPECT_GT(*sound_store_->LastSequence(kKitchen), 0);
  there_ = OpenLedger(*sound_store_, clock_);
  EXPECT_EQ(*sound_store_->LastSequence(kKitchen), 0);
  EXPECT_THAT(*sound_store_->ScanSharedDocuments("", "", {}), IsEmpty());
}

}  // namespace
}  // namespace assent::ledger
