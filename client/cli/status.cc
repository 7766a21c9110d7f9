#include "client/cli/status.h"

#include "absl/algorithm/container.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/times.h"
#include "client/cli/visible.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/refusal.h"

namespace assent::cli {
namespace {

constexpr char kPayload[] = "google.rpc.Status";

google::rpc::Status DetailsOf(const absl::Status& status) {
  google::rpc::Status details;
  if (const auto payload = status.GetPayload(kPayload)) {
    if (!details.ParseFromString(std::string(*payload))) details.Clear();
  }
  return details;
}

// The first detail of type T.
template <typename T>
std::optional<T> Find(const google::rpc::Status& details) {
  for (const auto& detail : details.details()) {
    T message;
    if (detail.UnpackTo(&message)) return message;
  }
  return std::nullopt;
}

std::string Reason(const absl::Status& status, const google::rpc::Status& details) {
  if (const auto info = Find<google::rpc::ErrorInfo>(details)) return info->reason();
  return base::ReasonOf(status);
}

// What is wrong with the request only because the group's rule says so.
bool RuleRefused(const absl::Status& status) {
  constexpr absl::string_view kOfTheRule[] = {"INVALID_POSITION", "REASON_REQUIRED",
                                              "BLOCK_NEEDS_PRINCIPLE", "CHARTER_RULE_APPLIES"};
  return absl::c_linear_search(kOfTheRule, Reason(status, DetailsOf(status)));
}

}  // namespace

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kInvalidArgument && RuleRefused(status)) return kRefused;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kDone;
    case absl::StatusCode::kCancelled:
      return kInterrupted;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return kUsage;
    case absl::StatusCode::kNotFound:
      return kNotFound;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return kNotAllowed;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return kRefused;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kUnreachable;
    default:
      return kFailed;
  }
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  if (!status.error_details().empty()) {
    result.SetPayload(kPayload, absl::Cord(status.error_details()));
  }
  return result;
}

bool HasDetails(const absl::Status& status) { return status.GetPayload(kPayload).has_value(); }

std::optional<absl::Duration> RetryDelayOf(const absl::Status& status) {
  const auto retry = Find<google::rpc::RetryInfo>(DetailsOf(status));
  if (!retry.has_value()) return std::nullopt;
  return DurationOf(retry->retry_delay());
}

std::string Describe(const absl::Status& status) {
  const google::rpc::Status details = DetailsOf(status);
  std::string text = VisibleText(std::string(status.message()));
  const std::string reason = Reason(status, details);
  if (!reason.empty()) absl::StrAppend(&text, " [", VisibleLine(reason), "]");
  if (const std::string field = base::FieldOf(status); !field.empty()) {
    absl::StrAppend(&text, "\n  field: ", field);
  }
  if (const auto request = Find<google::rpc::BadRequest>(details)) {
    for (const auto& violation : request->field_violations()) {
      absl::StrAppend(&text, "\n  field: ", VisibleLine(violation.field()));
    }
  }
  if (const auto failure = Find<google::rpc::PreconditionFailure>(details)) {
    for (const auto& violation : failure->violations()) {
      if (violation.description() == status.message()) continue;  // said above
      absl::StrAppend(&text, "\n  ", VisibleLine(violation.description()), " (",
                      VisibleLine(absl::StripPrefix(violation.type(), "KIND_")), ")");
    }
  }
  if (const auto delay = RetryDelayOf(status)) {
    absl::StrAppend(&text, "\n  try again in ", DurationWords(*delay));
  }
  return text;
}

}  // namespace assent::cli
