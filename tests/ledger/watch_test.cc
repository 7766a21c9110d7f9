// News: after they are durable, merged for the slow, at no cost for the rest.

#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/mutex.h"
#include "storage/memory/memory_store.h"
#include "tests/ledger/club.h"
#include "tests/ledger/troubled_store.h"

namespace assent::ledger {
namespace {

using test::HasReason;

// What a watcher was told.
class Told {
 public:
  void Add(int64_t sequence) {
    absl::MutexLock lock(&mutex_);
    sequences_.push_back(sequence);
  }
  // Waits for at least so many calls.
  std::vector<int64_t> Await(size_t calls) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&] { return sequences_.size() >= calls; };
    mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(20));
    return sequences_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<int64_t> sequences_;
};

class WatchTest : public testing::Test {
 protected:
  WatchTest() { club_.OpenCall(); }
  ~WatchTest() override { store_.Release(); }

  std::unique_ptr<Watch> WatchInto(Told& told) {
    return *ledger_->WatchAssembly(club_.As(0), [&told](int64_t sequence) { told.Add(sequence); });
  }

  test::SimulatedClock clock_;
  std::unique_ptr<storage::EventStore> sound_ = storage::NewMemoryStore();
  TroubledStore store_{*sound_};
  std::unique_ptr<Ledger> ledger_ = OpenLedger(store_, clock_);
  Club club_{*ledger_, "mutual_aid_default", 3};
};

TEST_F(WatchTest, IsToldAfterItIsDurableAndNeverBefore) {
  Told told;
  Told durable;
  const auto watch = *ledger_->WatchAssembly(club_.As(0), [&](int64_t sequence) {
    durable.Add(static_cast<int64_t>(*sound_->LastSequence(kKitchen)));
    told.Add(sequence);
  });
  const int64_t before = club_.Sequence();
  watch->Arm(before);
  store_.Hold();
  const auto act = ledger_->Perform(club_.As(1), PositionRequest(v1::STANCE_AGREE));
  store_.AwaitHeld();
  EXPECT_THAT(told.Await(0), testing::IsEmpty());
  store_.Release();
  EXPECT_THAT(told.Await(1), testing::ElementsAre(before + 1));
  EXPECT_THAT(durable.Await(1), testing::ElementsAre(before + 1));
}

TEST_F(WatchTest, WhatHappensBeforeItIsArmedAgainIsOneCall) {
  Told told;
  const auto watch = WatchInto(told);
  watch->Arm(club_.Sequence());
  ASSENT_ASSERT_OK(club_.Say(1, v1::STANCE_AGREE));
  const int64_t first = told.Await(1)[0];
  for (int i = 0; i < 10; ++i) {
    ASSENT_ASSERT_OK(club_.Say(1, i % 2 ? v1::STANCE_AGREE : v1::STANCE_ABSTAIN));
  }
  EXPECT_EQ(told.Await(1).size(), 1u);
  watch->Arm(first);
  EXPECT_THAT(told.Await(2), testing::ElementsAre(first, first + 10));
}

TEST_F(WatchTest, ResumesBehindWhatWasMissed) {
  Told told;
  const auto watch = WatchInto(told);
  watch->Arm(0);
  EXPECT_THAT(told.Await(1), testing::ElementsAre(club_.Sequence()));
}

TEST_F(WatchTest, AfterItsEndThereAreNoCalls) {
  Told told;
  Told other;
  const auto still_there = WatchInto(other);
  still_there->Arm(club_.Sequence());
  WatchInto(told)->Arm(club_.Sequence());
  ASSENT_ASSERT_OK(club_.Say(1, v1::STANCE_AGREE));
  EXPECT_EQ(other.Await(1).size(), 1u);  // by now everybody has been told
  EXPECT_THAT(told.Await(0), testing::IsEmpty());
}

TEST_F(WatchTest, ASlowWatcherDelaysNoAct) {
  absl::Notification go_on;
  absl::Notification called;
  auto watch = *ledger_->WatchAssembly(club_.As(0), [&](int64_t) {
    called.Notify();
    go_on.WaitForNotification();
  });
  watch->Arm(club_.Sequence());
  ASSENT_ASSERT_OK(club_.Say(1, v1::STANCE_AGREE));
  called.WaitForNotification();
  ASSENT_ASSERT_OK(club_.Say(2, v1::STANCE_AGREE));
  go_on.Notify();
}

TEST_F(WatchTest, OthersWritesAreToldToo) {
  const auto other = OpenLedger(store_, clock_);
  Club there = club_;
  there.MoveTo(*other);
  Told told;
  const auto watch = WatchInto(told);
  watch->Arm(club_.Sequence());
  ASSENT_ASSERT_OK(there.Say(1, v1::STANCE_AGREE));
  EXPECT_EQ(told.Await(1).size(), 1u);
  EXPECT_EQ(club_.Positions()[1], v1::STANCE_AGREE) << "and this ledger's state caught up";
}

TEST_F(WatchTest, OnlyMembersWatch) {
  const auto refused = ledger_->WatchAssembly({kKitchen, "assent_x"}, [](int64_t) {});
  EXPECT_THAT(refused.status(), HasReason("ASSEMBLY_NOT_FOUND"));
}

TEST_F(WatchTest, AReadWaitsForASequence) {
  const int64_t next = club_.Sequence() + 1;
  absl::Status status = absl::UnknownError("");
  absl::Notification done;
  ledger_->WhenReached(club_.As(0), next, absl::InfiniteFuture(), [&](absl::Status reached) {
    status = reached;
    done.Notify();
  });
  EXPECT_FALSE(done.HasBeenNotified());
  ASSENT_ASSERT_OK(club_.Say(1, v1::STANCE_AGREE));
  done.WaitForNotification();
  ASSENT_EXPECT_OK(status);
  bool at_once = false;
  ledger_->WhenReached(club_.As(0), next, clock_.Now(),
                       [&](absl::Status reached) { at_once = reached.ok(); });
  EXPECT_TRUE(at_once);
}

TEST_F(WatchTest, AReadWaitsNoLongerThanItsDeadline) {
  absl::Status status;
  ledger_->WhenReached(club_.As(0), club_.Sequence() + 1, clock_.Now() + absl::Seconds(5),
                       [&](absl::Status reached) { status = reached; });
  ledger_->Flush();  // now it waits
  clock_.Advance(absl::Seconds(4));
  ledger_->SettleDue();
  ASSENT_EXPECT_OK(status);
  clock_.Advance(absl::Seconds(1));
  ledger_->SettleDue();
  EXPECT_THAT(status, HasReason("SEQUENCE_NOT_REACHED"));
  absl::Status foreign;
  ledger_->WhenReached({kKitchen, "assent_x"}, 1, clock_.Now(),
                       [&](absl::Status reached) { foreign = reached; });
  EXPECT_THAT(foreign, HasReason("ASSEMBLY_NOT_FOUND"));
}

}  // namespace
}  // namespace assent::ledger
