// The helpers of tests/support, above all that they fail where they should.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(StatusMatchers, TellOkFromErrors) {
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(absl::StatusOr<int>(1), IsOk());
  EXPECT_THAT(absl::InternalError(""), Not(IsOk()));
  EXPECT_THAT(absl::StatusOr<int>(absl::InternalError("")), Not(IsOk()));
}

TEST(StatusMatchers, CompareCodeAndMessage) {
  const absl::Status status = absl::NotFoundError("no proposal 7");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, Not(StatusIs(absl::StatusCode::kAborted)));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, HasSubstr("proposal 7")));
  EXPECT_THAT(status, Not(StatusIs(absl::StatusCode::kNotFound, HasSubstr("member"))));
}

TEST(StatusMatchers, CompareTheReason) {
  const absl::Status refusal = base::Refuse(absl::StatusCode::kAborted, "STALE", "Read it again.");
  EXPECT_THAT(refusal, HasReason("STALE"));
  EXPECT_THAT(absl::StatusOr<int>(refusal), HasReason("STALE"));
  EXPECT_THAT(refusal, Not(HasReason("CLOSED")));
  EXPECT_THAT(absl::OkStatus(), Not(HasReason("STALE")));
}

TEST(StatusMatchers, CompareTheValue) {
  EXPECT_THAT(absl::StatusOr<std::string>("yes"), IsOkAndHolds("yes"));
  EXPECT_THAT(absl::StatusOr<std::string>("yes"), Not(IsOkAndHolds("no")));
  EXPECT_THAT(absl::StatusOr<std::string>(absl::InternalError("yes")), Not(IsOkAndHolds("yes")));
}

TEST(StatusMatchers, AssignTheValue) {
  ASSENT_ASSERT_OK_AND_ASSIGN(const std::string value, absl::StatusOr<std::string>("yes"));
  EXPECT_EQ(value, "yes");
}

TEST(TempDir, IsThereWhileItsObjectIs) {
  std::string path;
  {
    const TempDir first;
    const TempDir second;
    EXPECT_NE(first.path(), second.path());
    path = first.path();
    std::filesystem::create_directories(first.Path("a/b"));
    std::ofstream(first.Path("a/b/file")) << "text";
    EXPECT_TRUE(std::filesystem::exists(path + "/a/b/file"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace assent::test
