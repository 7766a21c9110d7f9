#include "server/base/refusal.h"

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/check.h"

namespace assent::base {
namespace {

// The payload: one line a pair, "key=value", the value C-escaped so that it
// holds no line break. The reason comes first, then the field, then metadata
// with a dot before the key.
constexpr char kPayload[] = "assent/refusal";
constexpr absl::string_view kReason = "reason";
constexpr absl::string_view kField = "field";
constexpr char kMetadataMark = '.';

void AppendPair(absl::string_view key, absl::string_view value, std::string& payload) {
  absl::StrAppend(&payload, key, "=", absl::CEscape(value), "\n");
}

absl::Status Make(absl::StatusCode code, absl::string_view reason, absl::string_view field,
                  absl::string_view sentence, const RefusalMetadata& metadata) {
  ASSENT_CHECK(code != absl::StatusCode::kOk && !reason.empty(),
               "a refusal has a code and a reason");
  std::string payload;
  AppendPair(kReason, reason, payload);
  if (!field.empty()) AppendPair(kField, field, payload);
  for (const auto& [key, value] : metadata) {
    AppendPair(absl::StrCat(std::string(1, kMetadataMark), key), value, payload);
  }
  absl::Status status(code, sentence);
  status.SetPayload(kPayload, absl::Cord(payload));
  return status;
}

RefusalMetadata Pairs(const absl::Status& status) {
  RefusalMetadata pairs;
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return pairs;
  for (absl::string_view line : absl::StrSplit(std::string(*payload), '\n', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(line, absl::MaxSplits('=', 1));
    std::string value;
    if (absl::CUnescape(pair.second, &value)) pairs.emplace_back(pair.first, std::move(value));
  }
  return pairs;
}

std::string ValueOf(const absl::Status& status, absl::string_view key) {
  for (auto& [name, value] : Pairs(status)) {
    if (name == key) return value;
  }
  return "";
}

}  // namespace

absl::Status Refuse(absl::StatusCode code, absl::string_view reason, absl::string_view sentence,
                    const RefusalMetadata& metadata) {
  return Make(code, reason, "", sentence, metadata);
}

absl::Status RefuseField(absl::string_view field, absl::string_view reason,
                         absl::string_view sentence, const RefusalMetadata& metadata) {
  return Make(absl::StatusCode::kInvalidArgument, reason, field, sentence, metadata);
}

std::string ReasonOf(const absl::Status& status) { return ValueOf(status, kReason); }

std::string FieldOf(const absl::Status& status) { return ValueOf(status, kField); }

RefusalMetadata MetadataOf(const absl::Status& status) {
  RefusalMetadata metadata;
  for (auto& [name, value] : Pairs(status)) {
    if (name.front() == kMetadataMark) metadata.emplace_back(name.substr(1), std::move(value));
  }
  return metadata;
}

}  // namespace assent::base
