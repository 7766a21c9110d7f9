#include <vector>

#include "google/protobuf/timestamp.pb.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/rule_checks.h"

namespace assent::rules {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status OutOfRange(absl::string_view path, absl::string_view bounds) {
  return base::RefuseField(path, "RULE_VALUE_OUT_OF_RANGE",
                           absl::StrCat("the value must be ", bounds));
}

absl::Status CheckFraction(const v1::Fraction& fraction, absl::string_view path) {
  const bool in_range = fraction.denominator() >= 1 && fraction.denominator() <= kMaxDenominator &&
                        fraction.numerator() >= 1 && fraction.numerator() <= fraction.denominator();
  if (in_range) return absl::OkStatus();
  return base::RefuseField(path, "RULE_FRACTION_INVALID",
                           absl::StrCat("a share is more than 0 and at most 1, with a denominator "
                                        "from 1 to ",
                                        kMaxDenominator));
}

absl::Status CheckDuration(const google::protobuf::Duration& duration, absl::string_view path) {
  if (duration.seconds() >= 0 && duration.seconds() <= absl::ToInt64Seconds(kMaxDuration) &&
      duration.nanos() == 0) {
    return absl::OkStatus();
  }
  return OutOfRange(path, "whole seconds, at least 0 and at most ten years");
}

absl::Status CheckTime(const google::protobuf::Timestamp& time, absl::string_view path) {
  constexpr int64_t kYear2200 = 7'258'118'400;  // seconds
  const bool fits = time.seconds() > 0 && time.seconds() < kYear2200 && time.nanos() >= 0 &&
                    time.nanos() < 1'000'000'000;
  return fits ? absl::OkStatus() : OutOfRange(path, "a moment after 1970 and before 2200");
}

absl::Status CheckWhole(int64_t value, int64_t most, absl::string_view path) {
  if (value >= 0 && value <= most) return absl::OkStatus();
  return OutOfRange(path, absl::StrCat("from 0 to ", most));
}

absl::Status CheckText(const std::string& text, absl::string_view path) {
  if (text.size() <= kMaxTextBytes) return absl::OkStatus();
  return base::RefuseField(path, "RULE_TEXT_TOO_LONG",
                           absl::StrCat("at most ", kMaxTextBytes, " bytes"));
}

// One value of a field: the whole of it if it is singular, else element
// `index`.
absl::Status CheckValue(const Message& message, const FieldDescriptor* field, int index,
                        const std::string& path) {
  const auto* reflection = message.GetReflection();
  const bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return CheckValues(repeated ? reflection->GetRepeatedMessage(message, field, index)
                                  : reflection->GetMessage(message, field),
                         path);
    case FieldDescriptor::CPPTYPE_STRING:
      return CheckText(repeated ? reflection->GetRepeatedString(message, field, index)
                                : reflection->GetString(message, field),
                       path);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = repeated ? reflection->GetRepeatedEnumValue(message, field, index)
                                  : reflection->GetEnumValue(message, field);
      if (field->enum_type()->FindValueByNumber(number) != nullptr) return absl::OkStatus();
      return OutOfRange(path, "one that this version knows");
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return CheckWhole(reflection->GetInt32(message, field), kMaxRepeats, path);
    case FieldDescriptor::CPPTYPE_INT64:
      return CheckWhole(reflection->GetInt64(message, field), kMaxCount, path);
    default:
      return absl::OkStatus();
  }
}

absl::Status CheckField(const Message& message, const FieldDescriptor* field,
                        absl::string_view path) {
  if (!field->is_repeated()) return CheckValue(message, field, 0, At(path, field->name()));
  const int size = message.GetReflection()->FieldSize(message, field);
  if (size > kMaxTexts) {
    return OutOfRange(At(path, field->name()), absl::StrCat("a list of at most ", kMaxTexts));
  }
  for (int i = 0; i < size; ++i) {
    ASSENT_RETURN_IF_ERROR(CheckValue(message, field, i, At(path, field->name(), i)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckValues(const Message& message, absl::string_view path) {
  const auto* type = message.GetDescriptor();
  if (type == v1::Fraction::descriptor()) {
    return CheckFraction(static_cast<const v1::Fraction&>(message), path);
  }
  if (type == google::protobuf::Duration::descriptor()) {
    return CheckDuration(static_cast<const google::protobuf::Duration&>(message), path);
  }
  if (type == google::protobuf::Timestamp::descriptor()) {
    return CheckTime(static_cast<const google::protobuf::Timestamp&>(message), path);
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    ASSENT_RETURN_IF_ERROR(CheckField(message, field, path));
  }
  return absl::OkStatus();
}

}  // namespace assent::rules
