#include "server/base/status_macros.h"

#include <memory>
#include <utility>

#include "tests/support/status_matchers.h"

namespace assent::base {
namespace {

using ::assent::test::IsOkAndHolds;
using ::assent::test::StatusIs;

absl::Status Pass(const absl::Status& status, bool* reached_the_end) {
  ASSENT_RETURN_IF_ERROR(status);
  *reached_the_end = true;
  return absl::OkStatus();
}

absl::StatusOr<int> Sum(const absl::StatusOr<int>& left, const absl::StatusOr<int>& right) {
  ASSENT_ASSIGN_OR_RETURN(const int a, left);
  ASSENT_ASSIGN_OR_RETURN(const int b, right);
  return a + b;
}

absl::StatusOr<std::unique_ptr<int>> Move(absl::StatusOr<std::unique_ptr<int>> from) {
  std::unique_ptr<int> to;
  ASSENT_ASSIGN_OR_RETURN(to, std::move(from));
  return to;
}

TEST(ReturnIfError, GoesOnWhenOk) {
  bool reached_the_end = false;
  ASSENT_EXPECT_OK(Pass(absl::OkStatus(), &reached_the_end));
  EXPECT_TRUE(reached_the_end);
}

TEST(ReturnIfError, LeavesWithTheErrorAsItIs) {
  bool reached_the_end = false;
  EXPECT_THAT(Pass(absl::AbortedError("later"), &reached_the_end),
              StatusIs(absl::StatusCode::kAborted, testing::Eq("later")));
  EXPECT_FALSE(reached_the_end);
}

TEST(AssignOrReturn, AssignsTwiceInOneFunction) { EXPECT_THAT(Sum(2, 3), IsOkAndHolds(5)); }

TEST(AssignOrReturn, LeavesWithTheFirstError) {
  EXPECT_THAT(Sum(2, absl::NotFoundError("right")), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Sum(absl::DataLossError("left"), absl::NotFoundError("right")),
              StatusIs(absl::StatusCode::kDataLoss));
}

template <typename A, typename B>
absl::StatusOr<std::pair<A, B>> Pair(A a, B b) {
  return std::pair<A, B>(a, b);
}

absl::StatusOr<int> WithCommas(bool assign) {
  if (assign) {
    ASSENT_ASSIGN_OR_RETURN(const auto pair, Pair<int, int>(1, 2));
    return pair.second;
  }
  return 0;
}

TEST(AssignOrReturn, TakesAnExpressionWithCommas) {
  EXPECT_THAT(WithCommas(true), IsOkAndHolds(2));
  EXPECT_THAT(WithCommas(false), IsOkAndHolds(0));
}

TEST(AssignOrReturn, MovesTheValue) {
  EXPECT_THAT(Move(std::make_unique<int>(7)), IsOkAndHolds(testing::Pointee(7)));
}

}  // namespace
}  // namespace assent::base
