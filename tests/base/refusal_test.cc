#include "server/base/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assent::base {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Refusal, CarriesCodeSentenceReasonAndMetadata) {
  const absl::Status status =
      Refuse(absl::StatusCode::kFailedPrecondition, "CALL_CLOSED", "the call is closed",
             {{"proposal", "17"}, {"closedAt", "noon"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "the call is closed");
  EXPECT_EQ(ReasonOf(status), "CALL_CLOSED");
  EXPECT_EQ(FieldOf(status), "");
  EXPECT_THAT(MetadataOf(status), ElementsAre(Pair("proposal", "17"), Pair("closedAt", "noon")));
}

TEST(Refusal, NamesTheFieldOfABadRequest) {
  const absl::Status status = RefuseField("counts.agree", "COUNT_NEGATIVE", "a count is not");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(status), "counts.agree");
  EXPECT_THAT(MetadataOf(status), IsEmpty());
}

TEST(Refusal, KeepsAnyBytesInItsMetadata) {
  const std::string wild("a=b\nreason=FORGED\\\0\xff", 20);
  const absl::Status status = Refuse(absl::StatusCode::kNotFound, "X", "", {{"k", wild}});
  EXPECT_THAT(MetadataOf(status), ElementsAre(Pair("k", wild)));
  EXPECT_EQ(ReasonOf(status), "X");
}

TEST(Refusal, AMetadataKeyIsNeverTakenForTheReasonOrTheField) {
  const absl::Status status =
      Refuse(absl::StatusCode::kNotFound, "X", "", {{"reason", "Y"}, {"field", "f"}});
  EXPECT_EQ(ReasonOf(status), "X");
  EXPECT_EQ(FieldOf(status), "");
}

TEST(Refusal, OtherStatusesCarryNothing) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), "");
  EXPECT_THAT(MetadataOf(absl::InternalError("x")), IsEmpty());
}

TEST(RefusalDeath, WithoutAReasonIsABrokenPromise) {
  EXPECT_DEATH((void)Refuse(absl::StatusCode::kNotFound, "", "x"), "reason");
  EXPECT_DEATH((void)Refuse(absl::StatusCode::kOk, "X", "x"), "code");
}

}  // namespace
}  // namespace assent::base
