// How a refusal looks to a client: the table of api.md, "Errors".
#include "server/rpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/rpc/refusals.h"
#include "tests/e2e/caller.h"

namespace assent::rpc {
namespace {

using test::Answer;
using ::testing::IsEmpty;
using ::testing::Not;

// The names of the details, without package.
std::set<std::string> DetailsOf(const Answer& answer) {
  std::set<std::string> names;
  const google::rpc::Status all = answer.details();
  for (const auto& any : all.details()) {
    names.insert(any.type_url().substr(any.type_url().rfind('.') + 1));
  }
  return names;
}

struct Row {
  absl::StatusCode code;
  std::set<std::string> details;
};

TEST(Status, EveryCodeCarriesErrorInfoAndTheDetailThatFits) {
  const Row rows[] = {
      {absl::StatusCode::kInvalidArgument, {"ErrorInfo", "BadRequest"}},
      {absl::StatusCode::kFailedPrecondition, {"ErrorInfo", "PreconditionFailure"}},
      {absl::StatusCode::kNotFound, {"ErrorInfo", "ResourceInfo"}},
      {absl::StatusCode::kUnavailable, {"ErrorInfo", "RetryInfo"}},
      {absl::StatusCode::kResourceExhausted, {"ErrorInfo", "RetryInfo"}},
      {absl::StatusCode::kPermissionDenied, {"ErrorInfo"}},
      {absl::StatusCode::kUnauthenticated, {"ErrorInfo"}},
      {absl::StatusCode::kAlreadyExists, {"ErrorInfo"}},
      {absl::StatusCode::kAborted, {"ErrorInfo"}},
      {absl::StatusCode::kDeadlineExceeded, {"ErrorInfo"}},
      {absl::StatusCode::kDataLoss, {"ErrorInfo"}},
  };
  for (const Row& row : rows) {
    const Answer answer{
        ToGrpcStatus(base::Refuse(row.code, "SOME_REASON", "do this", {{"key", "value"}}))};
    EXPECT_EQ(answer.status.error_code(), static_cast<int>(row.code));
    EXPECT_EQ(answer.status.error_message(), "do this");
    EXPECT_EQ(DetailsOf(answer), row.details) << absl::StatusCodeToString(row.code);
    EXPECT_EQ(answer.reason(), "SOME_REASON");
    EXPECT_EQ(answer.Get<google::rpc::ErrorInfo>().domain(), "assent");
    EXPECT_EQ(answer.Get<google::rpc::ErrorInfo>().metadata().at("key"), "value");
    EXPECT_EQ(answer.details().code(), static_cast<int>(row.code));
  }
}

TEST(Status, OkIsOkAndCarriesNothing) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_THAT(ToGrpcStatus(absl::OkStatus()).error_details(), IsEmpty());
}

TEST(Status, ABadFieldIsNamed) {
  const Answer answer{
      ToGrpcStatus(base::RefuseField("counts.agree", "COUNT_NEGATIVE", "not below 0"))};
  EXPECT_EQ(answer.field(), "counts.agree");
  EXPECT_EQ(answer.Get<google::rpc::BadRequest>().field_violations(0).description(), "not below 0");
}

TEST(Status, EachConditionThatStandsInTheWayIsAViolationInOrder) {
  base::RefusalMetadata metadata = {{"outcome", "blocked"}};
  for (int i = 0; i < 11; ++i) {
    metadata.emplace_back(absl::StrCat("condition.", i, ".kind"), absl::StrCat("KIND_", i));
    metadata.emplace_back(absl::StrCat("condition.", i, ".sentence"), absl::StrCat("sentence ", i));
  }
  const Answer answer{ToGrpcStatus(base::Refuse(absl::StatusCode::kFailedPrecondition,
                                                "OUTCOME_NOT_REACHED", "not yet", metadata),
                                   "assemblies/kitchen/proposals/1")};
  const auto failure = answer.Get<google::rpc::PreconditionFailure>();
  ASSERT_EQ(failure.violations_size(), 11);
  for (int i = 0; i < 11; ++i) {
    EXPECT_EQ(failure.violations(i).type(), absl::StrCat("KIND_", i));
    EXPECT_EQ(failure.violations(i).description(), absl::StrCat("sentence ", i));
    EXPECT_EQ(failure.violations(i).subject(), "assemblies/kitchen/proposals/1");
  }
  const auto info = answer.Get<google::rpc::ErrorInfo>();
  EXPECT_EQ(info.metadata_size(), 1);
  EXPECT_EQ(info.metadata().at("outcome"), "blocked");
}

TEST(Status, APreconditionWithoutConditionsNamesItself) {
  const Answer answer{ToGrpcStatus(
      base::Refuse(absl::StatusCode::kFailedPrecondition, "TEXT_FROZEN", "too late"), "a/b")};
  const auto failure = answer.Get<google::rpc::PreconditionFailure>();
  ASSERT_EQ(failure.violations_size(), 1);
  EXPECT_EQ(failure.violations(0).type(), "TEXT_FROZEN");
  EXPECT_EQ(failure.violations(0).subject(), "a/b");
}

TEST(Status, WhatIsMissingIsNamedWithItsType) {
  const Answer answer{
      ToGrpcStatus(refusal::NotFound("proposal"), "assemblies/kitchen/proposals/9")};
  const auto resource = answer.Get<google::rpc::ResourceInfo>();
  EXPECT_EQ(answer.reason(), "PROPOSAL_NOT_FOUND");
  EXPECT_EQ(resource.resource_type(), "assent.v1.Proposal");
  EXPECT_EQ(resource.resource_name(), "assemblies/kitchen/proposals/9");
}

TEST(Status, AnOverloadIsRetriedSoonerThanADiskThatRefused) {
  const Answer busy{ToGrpcStatus(refusal::TooManyCalls())};
  const Answer disk{ToGrpcStatus(absl::UnavailableError("the disk refused"))};
  EXPECT_EQ(busy.Get<google::rpc::RetryInfo>().retry_delay().seconds(), 0);
  EXPECT_GT(busy.Get<google::rpc::RetryInfo>().retry_delay().nanos(), 0);
  EXPECT_GT(disk.Get<google::rpc::RetryInfo>().retry_delay().seconds(), 0);
  EXPECT_EQ(disk.reason(), "STORE_UNAVAILABLE");
}

TEST(Status, AStatusWithoutAReasonTellsNothingToTheCaller) {
  const Answer answer{ToGrpcStatus(absl::UnknownError("member ana wrote: secret"))};
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(answer.reason(), "INTERNAL");
  EXPECT_THAT(answer.status.error_details(), Not(::testing::HasSubstr("ana")));
  EXPECT_THAT(answer.status.error_message(), Not(::testing::HasSubstr("ana")));
}

TEST(Status, DetailsNeverOutgrowAClientsMetadata) {
  base::RefusalMetadata metadata;
  for (int i = 0; i < 50; ++i) {
    metadata.emplace_back(absl::StrCat("condition.", i, ".kind"), "KIND_BLOCKS");
    metadata.emplace_back(absl::StrCat("condition.", i, ".sentence"), std::string(400, 'x'));
  }
  std::string sentence(kMaxErrorMessageBytes - 1, 'y');
  sentence += "ü and more";
  const grpc::Status status = ToGrpcStatus(base::Refuse(absl::StatusCode::kFailedPrecondition,
                                                        "OUTCOME_NOT_REACHED", sentence, metadata));
  EXPECT_LE(status.error_details().size(), kMaxDetailBytes + 200);
  EXPECT_EQ(status.error_message(), sentence.substr(0, kMaxErrorMessageBytes - 1));
  EXPECT_GT(Answer{status}.Get<google::rpc::PreconditionFailure>().violations_size(), 1);
}

}  // namespace
}  // namespace assent::rpc
