#include "server/rpc/status.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/limits.h"
#include "server/base/log.h"
#include "server/base/refusal.h"

namespace assent::rpc {
namespace {

constexpr absl::string_view kConditionPrefix = "condition.";

// A refusal taken apart once.
struct Parts {
  absl::StatusCode code;
  std::string reason;
  std::string field;
  std::string sentence;
  std::map<std::string, std::string> metadata;
  // Kind and sentence, by their number.
  std::map<int, std::pair<std::string, std::string>> conditions;
  std::string resource;
};

// At most `limit` bytes of `text`, without half a character at the end.
std::string Cut(absl::string_view text, size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return std::string(text.substr(0, limit));
}

bool TakeCondition(absl::string_view key, const std::string& value, Parts& parts) {
  if (!absl::ConsumePrefix(&key, kConditionPrefix)) return false;
  const std::pair<absl::string_view, absl::string_view> split =
      absl::StrSplit(key, absl::MaxSplits('.', 1));
  int number = 0;
  if (!absl::SimpleAtoi(split.first, &number)) return false;
  auto& [kind, sentence] = parts.conditions[number];
  (split.second == "kind" ? kind : sentence) = value;
  return true;
}

// What a store says has a code and a sentence but no reason: storage knows no API.
std::string ReasonOfStorage(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnavailable:
      return "STORE_UNAVAILABLE";
    case absl::StatusCode::kDataLoss:
      return "DATA_LOSS";
    case absl::StatusCode::kAborted:
      return "WRITE_CONFLICT";
    default:
      return "";
  }
}

Parts TakeApart(const absl::Status& status, absl::string_view resource) {
  Parts parts{.code = status.code(),
              .reason = base::ReasonOf(status),
              .field = base::FieldOf(status),
              .sentence = Cut(status.message(), kMaxErrorMessageBytes),
              .metadata = {},
              .conditions = {},
              .resource = Cut(resource, kMaxErrorMessageBytes)};
  for (auto& [key, value] : base::MetadataOf(status)) {
    if (!TakeCondition(key, value, parts)) parts.metadata.emplace(key, std::move(value));
  }
  if (parts.reason.empty()) parts.reason = ReasonOfStorage(status.code());
  if (parts.reason.empty()) {
    base::Log(base::Severity::kError, "status_without_reason",
              {{"code", absl::StatusCodeToString(status.code())}});
    parts = {.code = absl::StatusCode::kInternal,
             .reason = "INTERNAL",
             .field = "",
             .sentence = "the server made a mistake; its log has the time",
             .metadata = {},
             .conditions = {},
             .resource = ""};
  }
  return parts;
}

google::rpc::ErrorInfo InfoOf(const Parts& parts) {
  google::rpc::ErrorInfo info;
  info.set_reason(parts.reason);
  info.set_domain(kErrorDomain);
  info.mutable_metadata()->insert(parts.metadata.begin(), parts.metadata.end());
  return info;
}

google::rpc::BadRequest BadRequestOf(const Parts& parts) {
  google::rpc::BadRequest bad;
  auto& violation = *bad.add_field_violations();
  violation.set_field(parts.field);
  violation.set_description(parts.sentence);
  return bad;
}

google::rpc::PreconditionFailure PreconditionOf(const Parts& parts) {
  google::rpc::PreconditionFailure failure;
  const auto add = [&](absl::string_view type, absl::string_view description) {
    auto& violation = *failure.add_violations();
    violation.set_type(std::string(type));
    violation.set_subject(parts.resource);
    violation.set_description(std::string(description));
  };
  for (const auto& [number, condition] : parts.conditions) add(condition.first, condition.second);
  if (parts.conditions.empty()) add(parts.reason, parts.sentence);
  return failure;
}

// "assent.v1.Proposal" of PROPOSAL_NOT_FOUND.
google::rpc::ResourceInfo ResourceOf(const Parts& parts) {
  google::rpc::ResourceInfo resource;
  std::string type;
  for (absl::string_view word :
       absl::StrSplit(absl::StripSuffix(parts.reason, "_NOT_FOUND"), '_')) {
    absl::StrAppend(&type, word.substr(0, 1),
                    absl::AsciiStrToLower(word.substr(std::min<size_t>(1, word.size()))));
  }
  resource.set_resource_type(absl::StrCat("assent.v1.", type));
  resource.set_resource_name(parts.resource);
  resource.set_description(parts.sentence);
  return resource;
}

// Soon where a queue empties by itself; later where a person has to do something first.
absl::Duration RetryAfter(const Parts& parts) {
  if (parts.reason == "TOO_MANY_CALLS" || parts.reason == "TOO_MANY_READS")
    return absl::Milliseconds(200);
  if (parts.reason == "SERVER_DRAINING" || parts.reason == "SEQUENCE_NOT_REACHED" ||
      parts.reason == "ANSWERS_UNREAD")
    return absl::Seconds(1);
  if (parts.reason == "TOO_MANY_ACTS" || parts.reason == "READS_TOO_FAST" ||
      parts.reason == "TOO_MANY_FAILURES") {
    return absl::Seconds(1);
  }
  if (parts.reason == "TOO_MANY_REENTRIES") return absl::Minutes(30);
  if (parts.code == absl::StatusCode::kUnavailable) return absl::Seconds(5);
  return absl::Seconds(60);
}

google::rpc::RetryInfo RetryOf(const Parts& parts) {
  google::rpc::RetryInfo retry;
  const timespec delay = absl::ToTimespec(RetryAfter(parts));
  retry.mutable_retry_delay()->set_seconds(delay.tv_sec);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(delay.tv_nsec));
  return retry;
}

template <typename Detail>
void Pack(const Detail& detail, google::rpc::Status& status) {
  status.add_details()->PackFrom(detail);
}

// Violations go from the last to the first, as long as the details are too large: the first
// condition is the one that decided.
void PackPrecondition(google::rpc::PreconditionFailure failure, google::rpc::Status& status) {
  while (failure.violations_size() > 1 &&
         status.ByteSizeLong() + failure.ByteSizeLong() > kMaxDetailBytes) {
    failure.mutable_violations()->RemoveLast();
  }
  Pack(failure, status);
}

void PackDetailOfCode(const Parts& parts, google::rpc::Status& status) {
  switch (parts.code) {
    case absl::StatusCode::kInvalidArgument:
      return Pack(BadRequestOf(parts), status);
    case absl::StatusCode::kFailedPrecondition:
      return PackPrecondition(PreconditionOf(parts), status);
    case absl::StatusCode::kNotFound:
      return Pack(ResourceOf(parts), status);
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
      return Pack(RetryOf(parts), status);
    default:
      return;
  }
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status, absl::string_view resource) {
  google::rpc::Status out;
  if (status.ok()) return out;
  const Parts parts = TakeApart(status, resource);
  out.set_code(static_cast<int32_t>(parts.code));
  out.set_message(parts.sentence);
  Pack(InfoOf(parts), out);
  PackDetailOfCode(parts, out);
  return out;
}

grpc::Status ToGrpcStatus(const absl::Status& status, absl::string_view resource) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status out = ToRpcStatus(status, resource);
  return grpc::Status(static_cast<grpc::StatusCode>(out.code()), out.message(),
                      out.SerializeAsString());
}

}  // namespace assent::rpc
