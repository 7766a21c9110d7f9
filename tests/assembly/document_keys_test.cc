#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/assembly/documents.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

TEST(DocumentKeys, OfDecisionsInForceAreReadAsTheyWereWritten) {
  for (const int32_t number : {1, 17, kMaxNumber}) {
    EXPECT_EQ(InForceNumber(InForceKey(number)), number);
  }
}

TEST(DocumentKeys, ThatAreOfNoDecisionAreNone) {
  for (const char* const none : {"", "x", "-1", "-2147483648", "99999999", "2147483647"}) {
    EXPECT_EQ(InForceNumber(absl::StrCat(kInForcePrefix, none)), 0) << none;
  }
  EXPECT_EQ(InForceNumber("outline/99999998"), 0);
}

TEST(DocumentKeys, OfActionPointsAreReadAsTheyWereWritten) {
  for (const absl::Time due : {absl::FromUnixSeconds(1'800'000'000), absl::InfiniteFuture()}) {
    const auto action = ParseActionDueKey(ActionDueKey(due, 17, 3));
    ASSERT_TRUE(action.has_value());
    EXPECT_EQ(action->due, due);
    EXPECT_EQ(action->number, 17);
    EXPECT_EQ(action->part, 3);
  }
}

TEST(DocumentKeys, ThatAreOfNoActionPointAreNone) {
  for (const char* const none : {"", "1/2", "x/1/2", "1/0/2", "1/2/0", "1/-1/2", "1/2/-1"}) {
    EXPECT_FALSE(ParseActionDueKey(absl::StrCat(kActionDuePrefix, none)).has_value()) << none;
  }
}

}  // namespace
}  // namespace assent::assembly
