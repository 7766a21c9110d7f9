// An assembly that decided to end: until the moment it is as ever, from the moment it is not there.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/ledger/club.h"
#include "tests/support/files_with.h"
#include "tests/support/temp_dir.h"

namespace assent::ledger {
namespace {

using test::HasReason;

class EndingTest : public testing::Test {
 protected:
  EndingTest() {
    v1::CreateProposalRequest end;
    end.set_parent(kKitchenName);
    end.set_title("End the kitchen");
    end.set_text("We have done what we came together for.");
    end.set_kind(v1::Proposal::KIND_ENDING);
    end.set_introduce(true);
    EXPECT_TRUE(club_.Do(0, end).ok());
    EXPECT_TRUE(club_.Call().ok());
    for (int member = 0; member < 2; ++member) {
      EXPECT_TRUE(club_.Say(member, v1::STANCE_AGREE).ok());  // the last one closes the call
    }
    const auto assembly =
        ledger_->Inspect(club_.As(0),
                         [](const assembly::State& state, int32_t,
                            absl::Time) -> absl::StatusOr<absl::Time> { return state.ends; });
    ends_ = assembly.response.value();
  }
  absl::Status Knock() { return ledger_->Authorize(club_.As(0)).response.status(); }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  Club club_{*ledger_, "quick_default", 2};
  absl::Time ends_;
};

TEST_F(EndingTest, ItEndsAMonthAfterTheDecisionUnlessTheCharterSaysOtherwise) {
  EXPECT_EQ(ends_, clock_.Now() + absl::Hours(24 * 30));
}

TEST_F(EndingTest, ToTheMomentItIsThereAndThenNobodyKnowsIt) {
  clock_.Set(ends_ - absl::Milliseconds(1));
  ASSENT_EXPECT_OK(Knock());
  clock_.Set(ends_);
  EXPECT_EQ(Knock(), ledger_->Authorize({"garden", "assent_foreign"}).response.status());
  EXPECT_THAT(club_.Say(0, v1::STANCE_AGREE).status(), HasReason("ASSEMBLY_NOT_FOUND"));
  v1::SubmitApplicationRequest apply;
  apply.set_parent(kKitchenName);
  apply.set_kind(v1::Application::KIND_REENTRY);
  apply.set_handle("m1");
  ASSENT_EXPECT_OK(Await(*ledger_, {kKitchen, ""}, apply));  // as anywhere: nothing is kept
}

TEST_F(EndingTest, ItsDataAreDestroyedAndTheNameIsFree) {
  clock_.Set(ends_);
  ledger_->SettleDue();
  EXPECT_EQ(store_->LastSequence(kKitchen).value(), 0U);
  EXPECT_TRUE(store_->ScanDocuments(kKitchen, "", "", {}).value().empty());
  EXPECT_TRUE(store_->ScanSharedDocuments("due/", "", {}).value().empty());
  EXPECT_THAT(Knock(), HasReason("ASSEMBLY_NOT_FOUND"));
  ASSENT_EXPECT_OK(Await(*ledger_, {}, FoundingRequest(kKitchen, "quick_default")));
}

// Its name is somebody's, too: what was founded under which request, and when it was due.
TEST(Ending, NoFileKnowsItsNameAfterwards) {
  const test::TempDir folder;
  const std::string path = folder.Path("store");
  test::SimulatedClock clock;
  auto store = *storage::OpenRocksDbStore(path, {.compress = false});
  auto ledger = OpenLedger(*store, clock);
  constexpr char kName[] = "wolpertinger";
  v1::CreateAssemblyRequest found = FoundingRequest(kName, "quick_default");
  found.set_request_id("3f2b8c1e-7d4a-4e0b-9a55-0c6d1f2e3a4b");
  const Access founder = {kName, Await(*ledger, {}, found)->token()};
  ASSENT_ASSERT_OK(Await(*ledger, {}, FoundingRequest("garden", "quick_default")));
  v1::CreateProposalRequest end;
  end.set_parent(absl::StrCat("assemblies/", kName));
  end.set_title("End it");
  end.set_text("We have done what we came together for.");
  end.set_kind(v1::Proposal::KIND_ENDING);
  end.set_introduce(true);
  const auto proposed = Await(*ledger, founder, end);
  ASSENT_ASSERT_OK(proposed);
  v1::CallForConsensusRequest call;
  call.set_name(proposed->proposal().name());
  ASSENT_ASSERT_OK(Await(*ledger, founder, call));
  v1::TakePositionRequest agree;
  agree.set_parent(call.name());
  agree.set_stance(v1::STANCE_AGREE);
  ASSENT_ASSERT_OK(Await(*ledger, founder, agree));
  ledger->Flush();
  EXPECT_FALSE(test::FilesWith(path, kName).empty());  // canary
  clock.Advance(absl::Hours(24 * 31));
  ledger->SettleDue();
  ledger->Flush();
  EXPECT_EQ(store->LastSequence(kName).value(), 0U);
  EXPECT_TRUE(store->ScanSharedDocuments("founding/", "", {}).value().empty());
  // What RocksDB notes of its own files goes when they are opened anew.
  ledger.reset();
  store.reset();
  store = *storage::OpenRocksDbStore(path, {.compress = false});
  EXPECT_EQ(test::FilesWith(path, kName), std::vector<std::string>());
  EXPECT_FALSE(test::FilesWith(path, "garden").empty());
}

TEST_F(EndingTest, AServerThatWasDownDestroysItOnItsReturn) {
  ledger_->Flush();
  ledger_.reset();
  clock_.Set(ends_ + absl::Hours(1));
  ledger_ = OpenLedger(*store_, clock_);
  ledger_->SettleDue();
  EXPECT_EQ(store_->LastSequence(kKitchen).value(), 0U);
}

TEST_F(EndingTest, WhoWatchesIsTold) {
  absl::Notification told;
  auto watch = ledger_->WatchAssembly(club_.As(0), [&](int64_t) { told.Notify(); });
  ASSENT_ASSERT_OK(watch);
  ledger_->Flush();
  (*watch)->Arm(static_cast<int64_t>(store_->LastSequence(kKitchen).value()));
  clock_.Set(ends_);
  ledger_->SettleDue();
  EXPECT_TRUE(told.WaitForNotificationWithTimeout(absl::Seconds(30)));
}

}  // namespace
}  // namespace assent::ledger
