// Memory follows what is used: idle assemblies are forgotten under a budget
// and read again, and guessing names fills none.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/ledger/roster.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"

namespace assent::ledger {
namespace {

TEST(RosterTest, ForgetsTheLongestUnusedAndKeepsWhatIsHeldOrUnderWay) {
  Roster roster(100'000);
  std::shared_ptr<LiveAssembly> held;
  for (int i = 0; i < 100; ++i) {
    const std::shared_ptr<LiveAssembly> assembly = roster.Get(absl::StrCat("a", i));
    absl::MutexLock lock(&assembly->mutex);
    assembly->state.origin = "founded";
    roster.Measure(*assembly);
    if (i == 0) held = assembly;
    if (i == 1) {
      assembly->newest =
          std::make_shared<Write>(storage::AppendRequest(), std::make_shared<Lineage>());
    }
  }
  ASSERT_TRUE(roster.over_budget());
  roster.Trim();
  EXPECT_FALSE(roster.over_budget());
  EXPECT_NE(roster.Find("a0"), nullptr);
  EXPECT_NE(roster.Find("a1"), nullptr);
  EXPECT_EQ(roster.Find("a2"), nullptr);
  EXPECT_NE(roster.Find("a99"), nullptr);
}

TEST(RosterTest, DropsOnlyWhatDoesNotExist) {
  Roster roster(1000);
  roster.Drop(roster.Get("nowhere"));
  EXPECT_EQ(roster.Find("nowhere"), nullptr);
  std::shared_ptr<LiveAssembly> held = roster.Get("held");
  roster.Drop(roster.Get("held"));
  EXPECT_NE(roster.Find("held"), nullptr);
}

TEST(MemoryTest, AForgottenAssemblyIsReadAgain) {
  test::SimulatedClock clock;
  const auto store = storage::NewMemoryStore();
  Options options;
  options.state_bytes = 1;  // everything is too much
  options.clock_poll = absl::Milliseconds(1);
  const auto ledger = OpenLedger(*store, clock, options);
  Club club(*ledger, "mutual_aid_default", 4);
  club.OpenCall();
  for (int i = 0; i < 20; ++i) {
    ASSENT_ASSERT_OK(club.Say(i % 3, i % 2 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN));
    // Whoever has no patience is told that it would have to be read.
    while (ledger->Authorize(club.As(0).With(Patience::kNone)).ticket.needs == Patience::kNone) {
      std::this_thread::yield();
    }
  }
  EXPECT_EQ(club.Sequence(), static_cast<int64_t>(*store->LastSequence(kKitchen)));
}

// An assembly that was founded and then got its first proposal takes more than half of what it
// takes for that: the budget has to know.
TEST(MemoryTest, WhatAFirstProposalTakesCounts) {
  const test::SimulatedClock clock;
  const auto store = storage::NewMemoryStore();
  Options options;
  options.state_bytes = 800'000;
  options.clock_poll = absl::Milliseconds(1);
  const auto ledger = OpenLedger(*store, clock, options);
  constexpr int kHalls = 40;
  std::vector<Access> founders;
  for (int i = 0; i < kHalls; ++i) {
    const std::string id = absl::StrCat("hall-", i);
    const auto founded = Await(*ledger, {id, ""}, FoundingRequest(id, "mutual_aid_default"));
    ASSENT_ASSERT_OK(founded);
    founders.push_back({id, founded->token()});
    v1::CreateProposalRequest propose;
    propose.set_parent(founded->assembly().name());
    propose.set_title("Open on Sundays");
    propose.set_text(std::string(10'000, 's'));
    propose.set_introduce(true);
    ASSENT_ASSERT_OK(Await(*ledger, founders.back(), propose));
  }
  const auto forgotten = [&] {
    return std::count_if(founders.begin(), founders.end(), [&](const Access& founder) {
      return ledger->Authorize(founder.With(Patience::kNone)).ticket.needs != Patience::kNone;
    });
  };
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (forgotten() == 0 && absl::Now() < deadline) std::this_thread::yield();
  EXPECT_GT(forgotten(), 0);
}

TEST(MemoryTest, AnEstimateGrowsWithWhatIsThere) {
  assembly::State state;
  const size_t empty = BytesOf(state);
  state.members.resize(1000);
  const size_t members = BytesOf(state);
  EXPECT_GT(members, empty + 500'000);
  assembly::PositionBook& positions = state.proposals[1].positions;
  while (positions.voices() < 1'000'000) positions.AddVoice();
  EXPECT_GT(BytesOf(state), members + 64'000'000);
}

}  // namespace
}  // namespace assent::ledger
