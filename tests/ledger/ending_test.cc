// An assembly that decided to end: until the moment it is as ever, from the moment it is not there.

#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"

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
  EXPECT_THAT(Await(*ledger_, {kKitchen, ""}, apply).status(), HasReason("ASSEMBLY_NOT_FOUND"));
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
