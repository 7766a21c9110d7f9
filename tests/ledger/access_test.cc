// Who is let in, and that everybody else gets the same answer.

#include <gtest/gtest.h>

#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"

namespace assent::ledger {
namespace {

using test::HasReason;

class AccessTest : public testing::Test {
 protected:
  absl::Status Knock(const Access& access) { return ledger_->Authorize(access).response.status(); }
  absl::Status Act(const Access& access) {
    return Await(*ledger_, access, PositionRequest(v1::STANCE_AGREE)).status();
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  std::unique_ptr<Ledger> ledger_ = OpenLedger(*store_, clock_);
  Club club_{*ledger_, "quick_default", 2};
};

TEST_F(AccessTest, NoTokenIsSaidSo) {
  EXPECT_THAT(Knock({kKitchen, ""}), HasReason("TOKEN_MISSING"));
  EXPECT_THAT(Act({kKitchen, ""}), HasReason("TOKEN_MISSING"));
}

TEST_F(AccessTest, NotThereAndNotYoursAreOneAnswer) {
  const absl::Status foreign = Knock({kKitchen, "assent_foreign"});
  const absl::Status absent = Knock({"garden", club_.As(0).token});
  EXPECT_THAT(foreign, HasReason("ASSEMBLY_NOT_FOUND"));
  EXPECT_EQ(foreign, absent);
  EXPECT_EQ(foreign, Knock({"No Assembly!", club_.As(0).token}));
  EXPECT_EQ(foreign, Act({kKitchen, "assent_foreign"}));
  EXPECT_EQ(foreign, Act({"garden", club_.As(0).token}));
}

TEST_F(AccessTest, WhoHasLeftIsNoMember) {
  ASSENT_ASSERT_OK(Knock(club_.As(1)));
  v1::LeaveAssemblyRequest leave;
  leave.set_name(kKitchenName);
  ASSENT_ASSERT_OK(club_.Do(1, leave));
  EXPECT_EQ(Knock(club_.As(1)), Knock({"garden", "assent_foreign"}));
}

TEST_F(AccessTest, AWrongInvitationTellsNothingOfTheAssembly) {
  v1::AcceptInvitationRequest join;
  join.set_secret("invite_wrong");
  join.set_handle("eve");
  join.set_parent(kKitchenName);
  const absl::Status here = Await(*ledger_, {kKitchen, ""}, join).status();
  join.set_parent("assemblies/garden");
  const absl::Status nowhere = Await(*ledger_, {"garden", ""}, join).status();
  EXPECT_FALSE(here.ok());
  EXPECT_EQ(here, nowhere);
}

TEST_F(AccessTest, AnAssemblyIsFoundedOnce) {
  EXPECT_THAT(Await(*ledger_, {}, FoundingRequest(kKitchen, "quick_default")).status(),
              HasReason("ASSEMBLY_EXISTS"));
  EXPECT_THAT(Await(*ledger_, {}, FoundingRequest("No Id!", "quick_default")).status(),
              HasReason("ASSEMBLY_ID_INVALID"));
}

TEST_F(AccessTest, AnIdLeftToChanceIsDrawn) {
  const auto founded = Await(*ledger_, {}, FoundingRequest("", "quick_default"));
  ASSENT_ASSERT_OK(founded);
  const auto again = Await(*ledger_, {}, FoundingRequest("", "quick_default"));
  ASSENT_ASSERT_OK(again);
  EXPECT_NE(founded->assembly().name(), again->assembly().name());
}

}  // namespace
}  // namespace assent::ledger
