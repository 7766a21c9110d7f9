// The parts of server/base that touch the machine: clock, entropy, and the end of the program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/base/check.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "tests/support/simulated_clock.h"

namespace assent::base {
namespace {

TEST(SystemClock, IsTheMachinesClock) {
  const absl::Time before = absl::Now();
  const absl::Time now = SystemClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

TEST(SimulatedClock, StandsStillUntilMoved) {
  test::SimulatedClock clock(absl::UnixEpoch());
  EXPECT_EQ(clock.Now(), absl::UnixEpoch());
  clock.Advance(absl::Hours(24 * 14));
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() + absl::Hours(24 * 14));
  clock.Advance(-absl::Hours(1));
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() + absl::Hours(24 * 14 - 1));
  clock.Set(absl::UnixEpoch());
  EXPECT_EQ(clock.Now(), absl::UnixEpoch());
}

TEST(SystemEntropy, FillsTheWholeSpanAnew) {
  const EntropySource entropy = SystemEntropy();
  std::array<uint8_t, 32> first{};
  std::array<uint8_t, 32> second{};
  entropy(absl::MakeSpan(first));
  entropy(absl::MakeSpan(second));
  EXPECT_NE(first, second);
  // Beyond what the kernel gives in one call: each end is filled too.
  std::vector<uint8_t> many(1 << 20);
  entropy(absl::MakeSpan(many));
  EXPECT_TRUE(std::any_of(many.end() - 32, many.end(), [](uint8_t byte) { return byte != 0; }));
  entropy({});
}

TEST(CheckDeathTest, StopsTheProgramAndSaysWhere) {
  const int two = 2;
  ASSENT_CHECK(two == 2);
  ASSENT_CHECK(two == 2, "not shown");
  EXPECT_DEATH(ASSENT_CHECK(two == 3), "system_test.cc:[0-9]+: broken invariant: two == 3\n");
  EXPECT_DEATH(ASSENT_CHECK(two == 3, absl::StrCat("it is ", two)), "two == 3: it is 2\n");
}

TEST(Check, ReckonsTheExplanationOnlyWhenItIsNeeded) {
  bool reckoned = false;
  ASSENT_CHECK(true, (reckoned = true, "unused"));
  EXPECT_FALSE(reckoned);
}

}  // namespace
}  // namespace assent::base
