#include "client/cli/parse_message.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/files.h"
#include "client/cli/json.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Struct;
using google::protobuf::Value;

// "ADOPTED" becomes "OUTCOME_ADOPTED" where the field asks for an Outcome.
void WriteOut(const google::protobuf::EnumDescriptor& type, std::string& name) {
  if (type.FindValueByName(name) != nullptr) return;
  for (int i = 0; i < type.value_count(); ++i) {
    if (ShortEnumName(*type.value(i)) != name) continue;
    name = type.value(i)->name();
    return;
  }
}

void WriteOutEnums(const Descriptor& type, Struct& object);

void WriteOutEnums(const FieldDescriptor& field, Value& value) {
  if (value.has_list_value()) {
    for (Value& element : *value.mutable_list_value()->mutable_values()) {
      WriteOutEnums(field, element);
    }
  } else if (value.has_struct_value() && field.message_type() != nullptr && !field.is_map()) {
    WriteOutEnums(*field.message_type(), *value.mutable_struct_value());
  } else if (value.kind_case() == Value::kStringValue && field.enum_type() != nullptr) {
    WriteOut(*field.enum_type(), *value.mutable_string_value());
  }
}

void WriteOutEnums(const Descriptor& type, Struct& object) {
  for (auto& [key, value] : *object.mutable_fields()) {
    const FieldDescriptor* field = type.FindFieldByCamelcaseName(key);
    if (field == nullptr) field = type.FindFieldByName(key);
    if (field != nullptr) WriteOutEnums(*field, value);
  }
}

absl::Status Invalid(absl::string_view why) { return absl::InvalidArgumentError(std::string(why)); }

absl::Status ParseJson(absl::string_view text, google::protobuf::Message& message) {
  namespace util = google::protobuf::util;
  Struct object;
  auto status = util::JsonStringToMessage(std::string(text), &object);
  if (!status.ok()) return Invalid(std::string(status.message()));
  WriteOutEnums(*message.GetDescriptor(), object);
  std::string json;
  status = util::MessageToJsonString(object, &json);
  if (status.ok()) status = util::JsonStringToMessage(json, &message);
  if (!status.ok()) return Invalid(std::string(status.message()));
  return absl::OkStatus();
}

// Keeps the first fault, with its line.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (text_.empty())
      text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::Status ParseText(absl::string_view text, google::protobuf::Message& message) {
  google::protobuf::TextFormat::Parser parser;
  FirstError error;
  parser.RecordErrorsTo(&error);
  if (parser.ParseFromString(std::string(text), &message)) return absl::OkStatus();
  return Invalid(error.text());
}

}  // namespace

absl::Status ParseMessage(absl::string_view text, google::protobuf::Message& message) {
  const absl::string_view stripped = absl::StripLeadingAsciiWhitespace(text);
  return absl::StartsWith(stripped, "{") ? ParseJson(stripped, message) : ParseText(text, message);
}

absl::Status ReadMessageFile(absl::string_view what, const std::string& path,
                             google::protobuf::Message& message) {
  ASSENT_ASSIGN_OR_RETURN(const std::string text, ReadFileOrStdin(path));
  const absl::Status parsed = ParseMessage(text, message);
  if (parsed.ok()) return parsed;
  return absl::InvalidArgumentError(absl::StrCat(path, " is not a ", what, ": ", parsed.message()));
}

}  // namespace assent::cli
