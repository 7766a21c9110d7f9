// What ended loses its texts when the charter says so, and every file of the store with
// it; what holds for the group keeps them, and the record verifies.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/mirrors/dues.h"
#include "server/ledger/rebuild.h"
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
using testing::IsEmpty;
using testing::Not;

constexpr absl::Duration kDay = absl::Hours(24);

class RetentionTest : public testing::Test {
 protected:
  void Found(int days) {
    v1::CreateAssemblyRequest found = FoundingRequest(kKitchen, "quick_default");
    found.mutable_charter()->set_retention_days(days);
    token_ = Await(*ledger_, {}, found)->token();
  }
  template <typename Request>
  absl::StatusOr<ResponseOf<Request>> Do(const Request& request) {
    return Await(*ledger_, {kKitchen, token_}, request);
  }

  // A proposal with that text, called and answered with it; its number.
  int32_t Propose(const std::string& text, v1::Stance stance, int32_t replaces = 0) {
    v1::CreateProposalRequest propose;
    propose.set_title(absl::StrCat("About ", text));
    propose.set_text(absl::StrCat("We want ", text));
    if (replaces != 0) {
      propose.add_replaces(absl::StrCat("assemblies/kitchen/decisions/", replaces));
    }
    return Decide(std::move(propose), stance, absl::StrCat("because of ", text));
  }
  int32_t Decide(v1::CreateProposalRequest propose, v1::Stance stance, const std::string& reason) {
    propose.set_parent(kKitchenName);
    propose.set_introduce(true);
    const auto proposed = Do(propose);
    ASSENT_EXPECT_OK(proposed);
    ++proposals_;
    Call(proposed->proposal().name(), stance, reason);
    return proposals_;
  }
  void Call(const std::string& name, v1::Stance stance, const std::string& reason) {
    v1::CallForConsensusRequest call;
    call.set_name(name);
    ASSENT_EXPECT_OK(Do(call));
    v1::TakePositionRequest answer;
    answer.set_parent(name);
    answer.set_stance(stance);
    answer.set_reason(reason);
    ASSENT_EXPECT_OK(Do(answer));  // the last one closes the call
  }
  void ChangeRetention(int days) {
    v1::CreateProposalRequest change;
    change.set_title(absl::StrCat("Texts for ", days));
    change.set_text(absl::StrCat("We keep them for so long: ", days));
    change.set_kind(v1::Proposal::KIND_CHARTER);
    change.mutable_charter_change()->set_retention_days(days);
    Decide(std::move(change), v1::STANCE_AGREE, "");
  }

  // To that day after the beginning.
  void Until(int days) {
    clock_.Set(test::SimulatedClock::DefaultStart() + days * kDay);
    ledger_->SettleDue();
    ledger_->Flush();
  }
  void Restart() {
    ledger_.reset();
    ledger_ = OpenLedger(*store_, clock_);
  }
  std::vector<std::string> FilesOf(const std::string& text) {
    return FilesWith(folder_.Path("store"), text);
  }
  // Salts of the texts of that proposal.
  std::vector<std::string> SaltsOf(int32_t proposal) {
    std::vector<std::string> salts;
    for (const Event& event : EventsOf(*store_)) {
      if (event.proposal() != proposal) continue;
      if (event.has_proposal_drafted()) {
        salts.push_back(event.proposal_drafted().title().salt());
        salts.push_back(event.proposal_drafted().text().salt());
      }
      if (event.has_position_taken()) salts.push_back(event.position_taken().reason().salt());
    }
    return salts;
  }
  // What was said to have expired, in order.
  std::vector<std::string> ExpiredSoFar() {
    std::vector<std::string> expired;
    for (const Event& event : EventsOf(*store_)) {
      if (!event.has_texts_expired()) continue;
      EXPECT_EQ(event.author(), "");
      const int32_t meeting = event.texts_expired().meeting();
      expired.push_back(meeting == 0 ? absl::StrCat("proposal ", event.proposal())
                                     : absl::StrCat("meeting ", meeting));
    }
    return expired;
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
  // Announced texts that will expire, by what they belong to.
  std::vector<std::string> Announced() {
    return *ledger_
                ->Inspect({kKitchen, token_},
                          [](const assembly::State& state, int32_t,
                             absl::Time now) -> absl::StatusOr<std::vector<std::string>> {
                            std::vector<std::string> names;
                            for (const v1::Due& due : assembly::DuesOf(state, now)) {
                              if (due.kind() != v1::Due::KIND_TEXTS_EXPIRE) continue;
                              names.push_back(due.proposal());
                            }
                            return names;
                          })
                .response;
  }

  test::TempDir folder_;
  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ =
      *storage::OpenRocksDbStore(folder_.Path("store"), {.compress = false});
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  std::string token_;
  int32_t proposals_ = 0;
};

TEST_F(RetentionTest, WhatWasRejectedGoesFromEveryFileAndWhatIsInForceStays) {
  Found(/*days=*/40);
  Propose("Marmelade-Qu4rtz", v1::STANCE_DISAGREE);
  Propose("Honig-Gr4nit", v1::STANCE_AGREE);
  const std::vector<std::string> salts = SaltsOf(1);
  EXPECT_THAT(salts, testing::SizeIs(3));
  const auto outcome = [this] {
    v1::Decision decision;
    EXPECT_TRUE(decision.ParseFromString(
        store_->GetDocument(kKitchen, "decision/00000001")->value_or("")));
    return decision.state();
  };
  EXPECT_EQ(outcome(), v1::Proposal::STATE_REJECTED);
  Until(39);
  EXPECT_THAT(ExpiredSoFar(), IsEmpty());
  EXPECT_THAT(FilesOf("Marmelade-Qu4rtz"), Not(IsEmpty()));  // canary
  Until(40);
  EXPECT_EQ(ExpiredSoFar(), std::vector<std::string>{"proposal 1"});
  EXPECT_THAT(FilesOf("Marmelade-Qu4rtz"), IsEmpty());
  for (const std::string& salt : salts) EXPECT_THAT(FilesOf(salt), IsEmpty());
  EXPECT_THAT(FilesOf("Honig-Gr4nit"), Not(IsEmpty()));
  EXPECT_EQ(outcome(), v1::Proposal::STATE_REJECTED);
  ASSENT_EXPECT_OK(Verified());
  EXPECT_THAT(*CompareDocuments(*store_, kKitchen), IsEmpty());
  EXPECT_TRUE(store_->ScanSharedDocuments("erase/", "", {}).value().empty());
  // And it goes on, also after a restart.
  Restart();
  Propose("Senf", v1::STANCE_AGREE);
  Until(4000);
  EXPECT_THAT(FilesOf("Honig-Gr4nit"), Not(IsEmpty()));
  EXPECT_THAT(FilesOf("because of Honig-Gr4nit"), Not(IsEmpty()));
}

TEST_F(RetentionTest, ADecisionKeepsItsTextsUntilSoLongAfterAnotherTookItsPlace) {
  Found(/*days=*/30);
  Propose("Honig-Gr4nit", v1::STANCE_AGREE);
  Until(100);
  Propose("Senf-B4salt", v1::STANCE_AGREE, /*replaces=*/1);
  Until(129);
  EXPECT_THAT(FilesOf("Honig-Gr4nit"), Not(IsEmpty()));
  Until(130);
  EXPECT_EQ(ExpiredSoFar(), std::vector<std::string>{"proposal 1"});
  EXPECT_THAT(FilesOf("Honig-Gr4nit"), IsEmpty());
  EXPECT_THAT(FilesOf("Senf-B4salt"), Not(IsEmpty()));
  ASSENT_EXPECT_OK(Verified());
}

TEST_F(RetentionTest, IsToldOfAMonthBefore) {
  Found(/*days=*/90);
  Propose("Marmelade-Qu4rtz", v1::STANCE_DISAGREE);
  Until(59);
  EXPECT_THAT(Announced(), IsEmpty());
  Until(60);
  EXPECT_EQ(Announced(), std::vector<std::string>{"assemblies/kitchen/proposals/1"});
}

TEST_F(RetentionTest, ACharterThatShortensItIsAboutThePastAndErasesNothingForTwoWeeks) {
  Found(/*days=*/0);
  Propose("Marmelade-Qu4rtz", v1::STANCE_DISAGREE);
  Until(1000);
  EXPECT_THAT(ExpiredSoFar(), IsEmpty());
  ChangeRetention(365);
  EXPECT_EQ(Announced(), std::vector<std::string>{"assemblies/kitchen/proposals/1"});
  Until(1013);
  EXPECT_THAT(ExpiredSoFar(), IsEmpty());
  // Longer again, in time: it stays.
  ChangeRetention(2000);
  Until(1100);
  EXPECT_THAT(ExpiredSoFar(), IsEmpty());
  EXPECT_THAT(FilesOf("Marmelade-Qu4rtz"), Not(IsEmpty()));
  ChangeRetention(30);
  Until(1114);
  EXPECT_EQ(ExpiredSoFar(), std::vector<std::string>{"proposal 1"});
  EXPECT_THAT(FilesOf("Marmelade-Qu4rtz"), IsEmpty());
  ASSENT_EXPECT_OK(Verified());
}

TEST_F(RetentionTest, AServerThatWasDownErasesOnItsReturnAsOfTheMomentItFellDue) {
  Found(/*days=*/30);
  Propose("Marmelade-Qu4rtz", v1::STANCE_DISAGREE);
  ledger_->Flush();
  ledger_.reset();
  clock_.Set(test::SimulatedClock::DefaultStart() + 50 * kDay);
  ledger_ = OpenLedger(*store_, clock_);
  Until(50);
  EXPECT_THAT(FilesOf("Marmelade-Qu4rtz"), IsEmpty());
  const Event last = EventsOf(*store_).back();
  ASSERT_TRUE(last.has_texts_expired());
  EXPECT_EQ(absl::FromUnixMicros(last.time_us()),
            absl::FromUnixMicros(last.texts_expired().end_time_us()) + 30 * kDay);
}

// Wherever it stops, it goes on at the next start.
TEST_F(RetentionTest, IsFinishedByTheNextServerIfThisOneStopsHalfWay) {
  Found(/*days=*/30);
  int day = 0;
  for (int steps = 0; steps < 4; ++steps) {  // two entries, documents, files
    SCOPED_TRACE(steps);
    const std::string text = absl::StrCat("Marmelade-Qu4rtz-", steps);
    Propose(text, v1::STANCE_DISAGREE);
    ledger_->Flush();
    ledger_.reset();
    {
      TroubledStore troubled(*store_);
      ledger_ = OpenLedger(troubled, clock_);
      troubled.RefuseErasingAfter(steps);
      Until(day += 31);
      EXPECT_EQ(ExpiredSoFar().size(), static_cast<size_t>(steps) + 1);
      EXPECT_THAT(FilesOf(text), Not(IsEmpty()));  // canary
      ledger_.reset();
    }
    ledger_ = OpenLedger(*store_, clock_);
    Until(day);
    EXPECT_THAT(FilesOf(text), IsEmpty());
    EXPECT_TRUE(store_->ScanSharedDocuments("erase/", "", {}).value().empty());
    ASSENT_EXPECT_OK(Verified());
  }
}

TEST_F(RetentionTest, OfAMeetingGoesWhatBelongsToNoDecisionInForce) {
  Found(/*days=*/30);
  v1::CreateProposalRequest propose;
  propose.set_parent(kKitchenName);
  propose.set_title("About honey");
  propose.set_text("We want honey.");
  propose.set_introduce(true);
  const auto proposed = Do(propose);
  ASSENT_ASSERT_OK(proposed);
  v1::CreateMeetingRequest plan;
  plan.set_parent(kKitchenName);
  plan.set_title("Tuesday-Schl4cke");
  const auto planned = Do(plan);
  ASSENT_ASSERT_OK(planned);
  const std::string meeting = planned->meeting().name();
  v1::OpenMeetingRequest open;
  open.set_name(meeting);
  ASSENT_ASSERT_OK(Do(open));
  for (const bool about : {true, false}) {
    v1::AddAgendaItemRequest item;
    item.set_name(meeting);
    item.set_title(about ? "Item-D3cision" : "Item-Sm4lltalk");
    if (about) item.set_proposal("assemblies/kitchen/proposals/1");
    ASSENT_ASSERT_OK(Do(item));
  }
  v1::CloseMeetingRequest close;
  close.set_name(meeting);
  ASSENT_ASSERT_OK(Do(close));
  Call(proposed->proposal().name(), v1::STANCE_AGREE, "");
  Until(31);
  EXPECT_EQ(ExpiredSoFar(), std::vector<std::string>{"meeting 1"});
  EXPECT_THAT(FilesOf("Tuesday-Schl4cke"), IsEmpty());
  EXPECT_THAT(FilesOf("Item-Sm4lltalk"), IsEmpty());
  EXPECT_THAT(FilesOf("Item-D3cision"), Not(IsEmpty()));
  ASSENT_EXPECT_OK(Verified());
}

// A log in which texts go that the charter keeps, or before their time, is refused.
TEST_F(RetentionTest, AnEntryThatErasesTextsAgainstTheCharterIsFound) {
  Found(/*days=*/30);
  Propose("Marmelade-Qu4rtz", v1::STANCE_DISAGREE);
  Until(31);
  const std::vector<storage::Entry> entries = *store_->ReadLog(kKitchen, 0, {});
  const auto verified = [&](auto spoil) {
    transparency::Verification verification(kKitchen);
    for (const storage::Entry& entry : entries) {
      Event event;
      EXPECT_TRUE(event.ParseFromString(entry.leaf));
      std::string leaf = entry.leaf;
      if (event.has_texts_expired()) {
        spoil(event);
        leaf = event.SerializeAsString();
      }
      const absl::Status status = verification.Add({entry.sequence, leaf, "", entry.openings});
      if (!status.ok()) return status;
    }
    return verification.Finish();
  };
  ASSENT_EXPECT_OK(verified([](Event&) {}));
  const int64_t day = absl::ToInt64Microseconds(kDay);
  EXPECT_FALSE(verified([&](Event& event) { event.set_time_us(event.time_us() - day); }).ok());
  EXPECT_FALSE(verified([&](Event& event) { event.set_time_us(event.time_us() + day); }).ok());
  EXPECT_FALSE(verified([](Event& event) { event.set_proposal(0); }).ok());
  EXPECT_FALSE(verified([](Event& event) {
                 event.mutable_texts_expired()->set_meeting(1);
               }).ok());
  EXPECT_FALSE(verified([](Event& event) {
                 event.mutable_texts_expired()->set_retention_days(1);
               }).ok());
  EXPECT_FALSE(verified([&](Event& event) {
                 event.mutable_texts_expired()->set_end_time_us(
                     event.texts_expired().end_time_us() - day);
               }).ok());
}

}  // namespace
}  // namespace assent::ledger
