// The bound on calls and the pool of readers.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <vector>

#include "absl/synchronization/notification.h"
#include "server/rpc/call_gate.h"
#include "server/rpc/worker_pool.h"

namespace assent::rpc {
namespace {

TEST(CallGate, LetsInAsManyAsItSaysAndMoreOnceSomeAreBack) {
  CallGate gate(2);
  std::optional<CallGate::Pass> first = gate.Enter();
  std::optional<CallGate::Pass> second = gate.Enter();
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_FALSE(gate.Enter().has_value());
  first->Return();
  first->Return();  // counts once
  EXPECT_TRUE(gate.Enter().has_value());
  second.reset();
  std::optional<CallGate::Pass> third = gate.Enter();
  std::optional<CallGate::Pass> fourth = gate.Enter();
  EXPECT_TRUE(third.has_value() && fourth.has_value());
  EXPECT_FALSE(gate.Enter().has_value());
}

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

}  // namespace
}  // namespace assent::rpc
