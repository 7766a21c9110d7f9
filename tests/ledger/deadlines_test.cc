// Deadlines do not depend on anybody being punctual, nor on the server running.

#include "server/ledger/deadlines.h"

#include <gtest/gtest.h>

#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"
#include "tests/ledger/troubled_store.h"

namespace assent::ledger {
namespace {

// What the log says after the deadline of a call.
struct Ending {
  std::vector<int64_t> times;
  std::vector<int> kinds;
  bool operator==(const Ending&) const = default;
};

class DeadlinesTest : public testing::Test {
 protected:
  // A call with some positions, whose time then runs out; `pass` brings that
  // about.
  template <typename Pass>
  Ending AfterACall(Pass pass) {
    store_ = storage::NewMemoryStore();
    clock_.Set(test::SimulatedClock::DefaultStart());
    ledger_ = OpenLedger(*store_, clock_);
    Club club(*ledger_, "mutual_aid_default", 4);
    club.OpenCall();
    for (int member = 0; member < 3; ++member) {
      ASSENT_EXPECT_OK(club.Say(member, v1::STANCE_AGREE));
    }
    const int64_t before = club.Sequence();
    pass(club);
    // The thread of deadlines may have taken it up and not be through yet: a look
    // waits for it.
    club.Sequence();
    ledger_->Flush();
    Ending ending;
    for (const event::v1::Event& event : EventsOf(*store_)) {
      if (event.sequence() <= before) continue;
      ending.times.push_back(event.time_us());
      ending.kinds.push_back(event.body_case());
    }
    ledger_.reset();
    return ending;
  }
  void Reopen(Club& club) {
    ledger_ = OpenLedger(*store_, clock_);
    club.MoveTo(*ledger_);
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> store_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(DeadlinesTest, ADeadlineThatPassedWhileTheServerWasDownGivesTheSameOutcomeAsOfThen) {
  const Ending punctual = AfterACall([&](Club&) {
    for (int hour = 0; hour < 24 * 60; ++hour) {
      clock_.Advance(absl::Hours(1));
      ledger_->SettleDue();
    }
  });
  ASSERT_GE(punctual.times.size(), 2u);
  // Down all the time; the thread of deadlines finds it at the start.
  EXPECT_EQ(punctual, AfterACall([&](Club& club) {
              ledger_.reset();
              clock_.Advance(absl::Hours(24 * 60));
              Reopen(club);
              ledger_->SettleDue();
            }));
  // Down, and a read comes first.
  EXPECT_EQ(punctual, AfterACall([&](Club& club) {
              ledger_.reset();
              clock_.Advance(absl::Hours(24 * 60));
              Reopen(club);
              ASSENT_EXPECT_OK(ledger_->Authorize(club.As(0)).response);
            }));
  // Running, but nobody looks until an act that comes too late.
  EXPECT_EQ(punctual, AfterACall([&](Club& club) {
              clock_.Advance(absl::Hours(24 * 60));
              EXPECT_FALSE(club.Say(3, v1::STANCE_BLOCK).ok());
            }));
}

TEST_F(DeadlinesTest, TheThreadOfDeadlinesNeedsNobody) {
  const Ending ending = AfterACall([&](Club& club) {
    Options options;
    options.clock_poll = absl::Milliseconds(5);
    ledger_.reset();
    ledger_ = OpenLedger(*store_, clock_, options);
    club.MoveTo(*ledger_);
    absl::Mutex mutex;
    bool settled = false;
    const auto heard = store_->Subscribe([&](absl::string_view, uint64_t) {
      absl::MutexLock lock(&mutex);
      settled = true;
    });
    clock_.Advance(absl::Hours(24 * 60));
    absl::MutexLock lock(&mutex);
    EXPECT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&settled), absl::Seconds(20)));
  });
  EXPECT_FALSE(ending.times.empty());
}

TEST_F(DeadlinesTest, WhatCannotBeReadWhenItFallsDueIsSettledLater) {
  const Ending ending = AfterACall([&](Club& club) {
    TroubledStore troubled(*store_);
    ledger_.reset();
    ledger_ = OpenLedger(troubled, clock_);
    ledger_->SettleDue();  // what the ledger's own thread does at its start is done
    troubled.RefuseReads(true);
    clock_.Advance(absl::Hours(24 * 60));
    for (int i = 0; i < 10; ++i) {
      ledger_->SettleDue();
      clock_.Advance(absl::Seconds(1));
    }
    const uint64_t before = *store_->LastSequence(kKitchen);
    troubled.RefuseReads(false);
    clock_.Advance(absl::Minutes(1));
    ledger_->SettleDue();
    ledger_->Flush();
    EXPECT_GT(*store_->LastSequence(kKitchen), before);
    ledger_.reset();
    Reopen(club);
  });
  EXPECT_FALSE(ending.times.empty());
}

TEST_F(DeadlinesTest, WhatWasSettledInVainIsSettledAgain) {
  const Ending ending = AfterACall([&](Club& club) {
    TroubledStore troubled(*store_);
    ledger_.reset();
    ledger_ = OpenLedger(troubled, clock_);
    const uint64_t before = *store_->LastSequence(kKitchen);
    clock_.Advance(absl::Hours(24 * 60));
    troubled.AbortNext();
    ledger_->SettleDue();
    ledger_->Flush();
    EXPECT_EQ(*store_->LastSequence(kKitchen), before);
    clock_.Advance(absl::Seconds(1));
    ledger_->SettleDue();
    ledger_->Flush();
    EXPECT_GT(*store_->LastSequence(kKitchen), before);
    ledger_.reset();
    Reopen(club);
  });
  EXPECT_FALSE(ending.times.empty());
}

TEST_F(DeadlinesTest, NothingHappensBeforeTheTime) {
  const Ending ending = AfterACall([&](Club&) {
    clock_.Advance(absl::Minutes(1));
    ledger_->SettleDue();
  });
  EXPECT_TRUE(ending.times.empty());
}

TEST_F(DeadlinesTest, TimeInALogNeverRunsBackwards) {
  AfterACall([&](Club& club) {
    clock_.Advance(absl::Hours(-48));
    ASSENT_EXPECT_OK(club.Say(0, v1::STANCE_RESERVATIONS));
    ledger_.reset();
    Reopen(club);
    ASSENT_EXPECT_OK(club.Say(0, v1::STANCE_AGREE));
  });
  int64_t last = 0;
  for (const event::v1::Event& event : EventsOf(*store_)) {
    EXPECT_GE(event.time_us(), last);
    last = event.time_us();
  }
}

TEST_F(DeadlinesTest, TheDocumentSaysWhenAndGoesWhenNothingIsDue) {
  AfterACall([&](Club&) {
    EXPECT_TRUE(store_->GetSharedDocument("due/kitchen")->has_value());
    clock_.Advance(absl::Hours(24 * 60));
    ledger_->SettleDue();
    ledger_->Flush();
    EXPECT_TRUE(store_->GetSharedDocument("due/kitchen")->has_value()) << "the review";
    clock_.Advance(absl::Hours(24 * 180));
    ledger_->SettleDue();
    ledger_->Flush();
    EXPECT_FALSE(store_->GetSharedDocument("due/kitchen")->has_value());
  });
}

TEST(DeadlinesTable, TakesTheEarliestFirstAndForgets) {
  Deadlines deadlines;
  const absl::Time t = absl::FromUnixSeconds(1000);
  deadlines.Set("b", t + absl::Seconds(2));
  deadlines.Set("a", t + absl::Seconds(1));
  deadlines.Set("c", t + absl::Seconds(3));
  deadlines.Set("c", t + absl::Seconds(9));
  deadlines.Set("d", t);
  deadlines.Set("d", absl::InfiniteFuture());
  EXPECT_EQ(deadlines.Next(), t + absl::Seconds(1));
  EXPECT_THAT(deadlines.TakeDue(t + absl::Seconds(2)), testing::ElementsAre("a", "b"));
  EXPECT_THAT(deadlines.TakeDue(t + absl::Seconds(8)), testing::IsEmpty());
  EXPECT_EQ(deadlines.Next(), t + absl::Seconds(9));
}

TEST(DeadlinesTable, ARetryComesLaterEachTimeUntilItIsSet) {
  Deadlines deadlines;
  absl::Time now = absl::FromUnixSeconds(1000);
  std::vector<int64_t> waits;
  for (int i = 0; i < 8; ++i) {
    deadlines.Retry("a", now);
    waits.push_back(absl::ToInt64Seconds(deadlines.Next() - now));
    now = deadlines.Next();
    EXPECT_THAT(deadlines.TakeDue(now), testing::ElementsAre("a"));
  }
  EXPECT_THAT(waits, testing::ElementsAre(1, 2, 4, 8, 16, 32, 60, 60));
  deadlines.Set("a", now + absl::Hours(1));
  deadlines.TakeDue(now + absl::Hours(1));
  deadlines.Retry("a", now);
  EXPECT_EQ(deadlines.Next(), now + absl::Seconds(1));
}

TEST(DeadlinesTable, ADocumentThatIsNoTimeIsSaidSo) {
  const auto store = storage::NewMemoryStore();
  storage::AppendRequest append;
  append.assembly = "x";
  append.shared_documents.push_back({"due/x", "soon"});
  store->Append({append}, [](std::vector<absl::Status>) {});
  Deadlines deadlines;
  EXPECT_EQ(deadlines.Read(*store).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace assent::ledger
