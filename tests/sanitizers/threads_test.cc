// ThreadSanitizer has to see races, and to take no lock of ours for one.

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace assent {
namespace {

// Runs both at the same time and ends the program.
[[noreturn]] void RunBoth(const std::function<void()>& one, const std::function<void()>& other) {
  std::thread first(one);
  std::thread second(other);
  first.join();
  second.join();
  std::exit(0);
}

constexpr int kReported = 66;

TEST(ThreadSanitizerDeathTest, ARaceIsSeen) {
  int count = 0;
  const auto add = [&] { ++count; };
  EXPECT_EXIT(RunBoth(add, add), testing::ExitedWithCode(kReported), "data race");
}

TEST(ThreadSanitizerDeathTest, ALockThatOnlyOneTakesIsNoLock) {
  int count = 0;
  absl::Mutex mutex;
  const auto add_locked = [&] {
    absl::MutexLock lock(&mutex);
    ++count;
  };
  EXPECT_EXIT(RunBoth(add_locked, [&] { ++count; }), testing::ExitedWithCode(kReported),
              "data race");
}

TEST(ThreadSanitizerDeathTest, WhatALockGuardsIsNoRace) {
  int count = 0;
  absl::Mutex mutex;
  const auto add = [&] {
    for (int i = 0; i < 1000; ++i) {
      absl::MutexLock lock(&mutex);
      ++count;
    }
  };
  const auto wait = [&] {
    absl::MutexLock lock(&mutex);
    const auto half = [&] { return count >= 500; };
    const auto all = [&] { return count == 1000; };
    mutex.Await(absl::Condition(&half));
    while (!mutex.AwaitWithTimeout(absl::Condition(&all), absl::Milliseconds(1))) {
    }
  };
  EXPECT_EXIT(RunBoth(add, wait), testing::ExitedWithCode(0), "");
  const auto read = [&] {
    absl::ReaderMutexLock lock(&mutex);
    return count;
  };
  EXPECT_EXIT(RunBoth(add, read), testing::ExitedWithCode(0), "");
}

TEST(ThreadSanitizerDeathTest, WhatANotificationOrdersIsNoRace) {
  int count = 0;
  absl::Notification counted;
  EXPECT_EXIT(RunBoth(
                  [&] {
                    ++count;
                    counted.Notify();
                  },
                  [&] {
                    counted.WaitForNotification();
                    ++count;
                  }),
              testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace assent
