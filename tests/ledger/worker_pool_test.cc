#include "server/ledger/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"

namespace assent::ledger {
namespace {

TEST(WorkerPool, RefusesWhatDoesNotFitAndRunsTheRest) {
  absl::Notification started;
  absl::Notification go_on;
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.Submit([&] {
      started.Notify();
      go_on.WaitForNotification();
      ++ran;
    }));
    started.WaitForNotification();
    EXPECT_TRUE(pool.Submit([&] { ++ran; }));
    EXPECT_TRUE(pool.Submit([&] { ++ran; }));
    EXPECT_FALSE(pool.Submit([&] { ran += 100; }));
    go_on.Notify();
  }
  EXPECT_EQ(ran, 3);
}

TEST(WorkerPool, ALongJobDoesNotStopTheOtherThread) {
  absl::Notification go_on;
  absl::Notification other;
  WorkerPool pool(2, 2);
  ASSERT_TRUE(pool.Submit([&] { go_on.WaitForNotification(); }));
  ASSERT_TRUE(pool.Submit([&] { other.Notify(); }));
  other.WaitForNotification();
  go_on.Notify();
}

TEST(WorkerPool, IsIdleOnceEverythingHasRun) {
  absl::Notification go_on;
  std::atomic<bool> ran = false;
  WorkerPool pool(1, 2);
  EXPECT_TRUE(pool.idle());
  ASSERT_TRUE(pool.Submit([&] { go_on.WaitForNotification(); }));
  ASSERT_TRUE(pool.Submit([&] { ran = true; }));
  EXPECT_FALSE(pool.idle());
  go_on.Notify();
  pool.AwaitIdle();
  EXPECT_TRUE(ran && pool.idle());
}

}  // namespace
}  // namespace assent::ledger
