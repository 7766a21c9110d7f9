#ifndef ASSENT_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define ASSENT_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"

// What Debian's Abseil does not have yet: matchers for absl::Status and absl::StatusOr<T>.
namespace assent::test {

inline const absl::Status& AsStatus(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& AsStatus(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << AsStatus(arg).ToString();
  return AsStatus(arg).ok();
}

// StatusIs(absl::StatusCode::kNotFound) or StatusIs(absl::StatusCode::kNotFound,
// HasSubstr("proposal")).
MATCHER_P(StatusIs, code, absl::StatusCodeToString(code)) {
  *result_listener << AsStatus(arg).ToString();
  return AsStatus(arg).code() == code;
}

MATCHER_P2(StatusIs, code, message, absl::StatusCodeToString(code) + " with a fitting message") {
  *result_listener << AsStatus(arg).ToString();
  return AsStatus(arg).code() == code &&
         ::testing::Matches(message)(std::string(AsStatus(arg).message()));
}

// HasReason("BLOCK_NEEDS_REASON"): a refusal by that name.
MATCHER_P(HasReason, reason, std::string("is refused with ") + reason) {
  *result_listener << AsStatus(arg).ToString();
  return base::ReasonOf(AsStatus(arg)) == reason;
}

// IsOkAndHolds(3), IsOkAndHolds(ElementsAre(1, 2)): for an absl::StatusOr<T>.
MATCHER_P(IsOkAndHolds, value, "is OK and holds a fitting value") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(value, *arg, result_listener);
}

}  // namespace assent::test

#define ASSENT_EXPECT_OK(expression) EXPECT_THAT((expression), ::assent::test::IsOk())
#define ASSENT_ASSERT_OK(expression) ASSERT_THAT((expression), ::assent::test::IsOk())

// Ends the test unless `expression`, an absl::StatusOr<T>, is OK; else its value goes to `left`,
// which may declare a variable.
#define ASSENT_ASSERT_OK_AND_ASSIGN(left, ...) \
  ASSENT_ASSERT_OK_AND_ASSIGN_AS_(ASSENT_JOIN_(assent_status_or_, __LINE__), left, (__VA_ARGS__))

#define ASSENT_ASSERT_OK_AND_ASSIGN_AS_(name, left, expression) \
  auto name = expression;                                       \
  ASSERT_TRUE(name.ok()) << name.status();                      \
  left = *std::move(name)

#endif  // ASSENT_TESTS_SUPPORT_STATUS_MATCHERS_H_
