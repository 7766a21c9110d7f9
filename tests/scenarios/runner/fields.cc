#include "tests/scenarios/runner/fields.h"

#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "assent/v1/election.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "server/assembly/ballot.h"
#include "server/base/status_macros.h"
#include "tests/scenarios/runner/did_you_mean.h"

namespace assent::scenario {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status Wrong(absl::string_view sentence) { return absl::InvalidArgumentError(sentence); }

absl::Status Expected(absl::string_view what, const Value& value) {
  return Wrong(absl::StrCat("expected ", what, ", not \"", value.text, "\""));
}

std::vector<std::string> FieldNames(const google::protobuf::Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

absl::StatusOr<const FieldDescriptor*> FindField(const Message& message, absl::string_view name) {
  const auto& type = *message.GetDescriptor();
  const FieldDescriptor* field = type.FindFieldByName(std::string(name));
  if (field != nullptr) return field;
  const std::vector<std::string> names = FieldNames(type);
  return Wrong(absl::StrCat(type.name(), " has no \"", name, "\"", DidYouMean(name, names),
                            "; it has ", absl::StrJoin(names, ", ")));
}

// Collects the first error of a text-format parse.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int column, const std::string& sentence) override {
    if (text.empty()) text = absl::StrCat("column ", column + 1, ": ", sentence);
  }
  std::string text;
};

absl::Status SetPlainMessage(Message& message, const Value& value) {
  google::protobuf::TextFormat::Parser parser;
  FirstError error;
  parser.RecordErrorsTo(&error);
  if (parser.ParseFromString(value.text, &message)) return absl::OkStatus();
  return Wrong(absl::StrCat("\"", value.text, "\" is no ", message.GetDescriptor()->name(),
                            " in protobuf's text format: ", error.text));
}

absl::Status SetFraction(const Value& value, v1::Fraction& fraction) {
  const std::vector<std::string> parts = absl::StrSplit(value.text, '/');
  int64_t numerator = 0;
  int64_t denominator = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &numerator) ||
      !absl::SimpleAtoi(parts[1], &denominator)) {
    return Expected("a share such as 2/3", value);
  }
  fraction.set_numerator(numerator);
  fraction.set_denominator(denominator);
  return absl::OkStatus();
}

absl::Status SetMarks(const Value& value, Message& message) {
  const std::optional<v1::Marks> marks = assembly::MarksOf(value.text);
  if (!marks) return Expected("a ballot such as 2>1=3, \"approve 1,3\", \"score 1=5,3=2\" or -", value);
  message.CopyFrom(*marks);
  return absl::OkStatus();
}

void SetSeconds(Message& message, int64_t seconds) {
  const auto* field = message.GetDescriptor()->FindFieldByName("seconds");
  message.GetReflection()->SetInt64(&message, field, seconds);
}

absl::Status SetTime(Message& message, const Value& value, const FieldContext& context) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, value.text, &time, &error)) {
    const auto span = ParseSpan(value.text);
    if (!span.ok()) return Expected("a time from now such as 14d, or 2026-03-15T12:00:00Z", value);
    time = context.now + *span;
  }
  SetSeconds(message, absl::ToUnixSeconds(time));
  return absl::OkStatus();
}

// "task", "task; member", "task; member; 14d".
absl::Status SetActionPoint(Message& message, const Value& value, const FieldContext& context) {
  std::vector<std::string> parts = absl::StrSplit(value.text, ';');
  if (parts.size() > 3) return Expected("\"task; member; 14d\"", value);
  const char* const kFields[] = {"task", "member", "due_time"};
  for (size_t i = 0; i < parts.size(); ++i) {
    Value part;
    part.text = std::string(absl::StripAsciiWhitespace(parts[i]));
    if (part.text.empty()) continue;
    ASSENT_RETURN_IF_ERROR(SetField(message, kFields[i], part, context));
  }
  return absl::OkStatus();
}

// A title, a project's "title; cost", or a candidate as @handle.
absl::Status SetOption(Message& message, const Value& value, const FieldContext& context) {
  v1::Option option;
  if (absl::StartsWith(value.text, "@")) {
    ASSENT_ASSIGN_OR_RETURN(*option.mutable_member(), context.member(value.text.substr(1)));
    message.CopyFrom(option);
    return absl::OkStatus();
  }
  const std::vector<std::string> parts = absl::StrSplit(value.text, ';');
  option.set_title(std::string(absl::StripAsciiWhitespace(parts[0])));
  int64_t cost = 0;
  if (parts.size() > 2 || (parts.size() == 2 && !absl::SimpleAtoi(parts[1], &cost))) {
    return Expected("a title, \"title; cost\" or @candidate", value);
  }
  option.set_cost(cost);
  message.CopyFrom(option);
  return absl::OkStatus();
}

absl::Status SetMessage(Message& message, const Value& value, const FieldContext& context) {
  const std::string& type = message.GetDescriptor()->full_name();
  if (type == "google.protobuf.Duration") {
    ASSENT_ASSIGN_OR_RETURN(const absl::Duration span, ParseSpan(value.text));
    SetSeconds(message, absl::ToInt64Seconds(span));
    return absl::OkStatus();
  }
  if (type == "google.protobuf.Timestamp") return SetTime(message, value, context);
  if (type == "assent.v1.Fraction") {
    v1::Fraction fraction;
    ASSENT_RETURN_IF_ERROR(SetFraction(value, fraction));
    message.CopyFrom(fraction);
    return absl::OkStatus();
  }
  if (type == "assent.v1.DecisionRule") {
    ASSENT_ASSIGN_OR_RETURN(const v1::DecisionRule rule, context.rule(value.text));
    message.CopyFrom(rule);
    return absl::OkStatus();
  }
  if (type == "assent.v1.Marks") return SetMarks(value, message);
  if (type == "assent.v1.Option") return SetOption(message, value, context);
  if (type == "assent.v1.ActionPoint") return SetActionPoint(message, value, context);
  return SetPlainMessage(message, value);
}

absl::StatusOr<int> EnumNumber(const EnumDescriptor& type, const Value& value) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    names.push_back(ShortName(*type.value(i)));
    const std::string upper = absl::AsciiStrToUpper(value.text);
    if (names.back() == upper || type.value(i)->name() == upper) {
      return type.value(i)->number();
    }
  }
  return Expected(absl::StrCat("one of ", absl::StrJoin(names, ", ")), value);
}

absl::StatusOr<bool> Truth(const Value& value) {
  if (value.text == "yes" || value.text == "true") return true;
  if (value.text == "no" || value.text == "false") return false;
  return Expected("yes or no", value);
}

absl::StatusOr<int64_t> Number(const Value& value) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(value.text, &number)) return Expected("a number", value);
  return number;
}

absl::StatusOr<std::string> String(const FieldDescriptor& field, const Value& value,
                                   const FieldContext& context) {
  const std::string& name = field.name();
  if (name == "co_proposers" || name == "present" || name == "member" || name == "members" ||
      name == "remove" || name == "online" || name == "left" || name == "to") {
    return context.member(value.text);
  }
  const bool decision =
      name == "reopens" || name == "replaces" || name == "admission" || name == "allocation";
  if (decision && !absl::StrContains(value.text, "/")) {
    return absl::StrCat(context.assembly, "/decisions/", value.text);
  }
  if ((name == "counters" || name == "proposal_adopted" || name == "proposal") &&
      !absl::StrContains(value.text, "/")) {
    return absl::StrCat(context.assembly, "/proposals/", value.text);
  }
  if (name == "amends" && !absl::StrContains(value.text, "/")) {
    return absl::StrCat(context.proposal, "/amendments/", value.text);
  }
  return value.text;
}

// Writes one value: into a singular field, or as one more of a list.
absl::Status Put(Message& message, const FieldDescriptor& field, const Value& value,
                 const FieldContext& context) {
  const Reflection& reflection = *message.GetReflection();
  const bool add = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(add ? *reflection.AddMessage(&message, &field)
                            : *reflection.MutableMessage(&message, &field),
                        value, context);
    case FieldDescriptor::CPPTYPE_STRING: {
      ASSENT_ASSIGN_OR_RETURN(std::string text, String(field, value, context));
      add ? reflection.AddString(&message, &field, text)
          : reflection.SetString(&message, &field, text);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      ASSENT_ASSIGN_OR_RETURN(const int number, EnumNumber(*field.enum_type(), value));
      add ? reflection.AddEnumValue(&message, &field, number)
          : reflection.SetEnumValue(&message, &field, number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      ASSENT_ASSIGN_OR_RETURN(const bool truth, Truth(value));
      reflection.SetBool(&message, &field, truth);
      return absl::OkStatus();
    }
    default: {
      ASSENT_ASSIGN_OR_RETURN(const int64_t number, Number(value));
      field.cpp_type() == FieldDescriptor::CPPTYPE_INT64
          ? reflection.SetInt64(&message, &field, number)
          : reflection.SetInt32(&message, &field, static_cast<int32_t>(number));
      return absl::OkStatus();
    }
  }
}

absl::Status SetLeaf(Message& message, const FieldDescriptor& field, const Value& value,
                     const FieldContext& context) {
  const bool may_be_none =
      field.is_repeated() || field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (field.is_repeated() || (may_be_none && value.text == "none")) {
    message.GetReflection()->ClearField(&message, &field);
  }
  if (may_be_none && value.kind == Value::Kind::kWord && value.text == "none") {
    return absl::OkStatus();
  }
  if (value.kind == Value::Kind::kList && !field.is_repeated()) {
    return Wrong(absl::StrCat("\"", field.name(), "\" takes one value, not a list"));
  }
  for (const Value& item : value.Items())
    ASSENT_RETURN_IF_ERROR(Put(message, field, item, context));
  return absl::OkStatus();
}

// The element of a list that a path names: by number from 1, or by its name.
absl::StatusOr<Message*> Element(Message& message, const FieldDescriptor& field,
                                 absl::string_view which) {
  const Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  std::vector<std::string> names;
  for (int i = 0; i < size; ++i) {
    Message* element = reflection.MutableRepeatedMessage(&message, &field, i);
    const FieldDescriptor* name = element->GetDescriptor()->FindFieldByName("name");
    names.push_back(name == nullptr ? absl::StrCat(i + 1)
                                    : element->GetReflection()->GetString(*element, name));
    if (names.back() == which || absl::StrCat(i + 1) == which) return element;
  }
  return Wrong(absl::StrCat("\"", field.name(), "\" has no \"", which, "\"; it has ",
                            names.empty() ? "none" : absl::StrJoin(names, ", ")));
}

}  // namespace

absl::Status SetField(Message& message, absl::string_view path, const Value& value,
                      const FieldContext& context) {
  Message* at = &message;
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  for (size_t i = 0; i < parts.size(); ++i) {
    ASSENT_ASSIGN_OR_RETURN(const FieldDescriptor* field, FindField(*at, parts[i]));
    if (i + 1 == parts.size()) return SetLeaf(*at, *field, value, context);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return Wrong(absl::StrCat("\"", parts[i], "\" has no parts"));
    }
    if (!field->is_repeated()) {
      at = at->GetReflection()->MutableMessage(at, field);
      continue;
    }
    if (++i + 1 >= parts.size()) {
      return Wrong(absl::StrCat("say which of \"", field->name(),
                                "\" and what of it: ", field->name(), ".1.…"));
    }
    ASSENT_ASSIGN_OR_RETURN(at, Element(*at, *field, parts[i]));
  }
  return absl::OkStatus();
}

std::string ShortName(const google::protobuf::EnumValueDescriptor& value) {
  // The prefix is that of the zero value: KIND_UNSPECIFIED, STANCE_UNSPECIFIED.
  absl::string_view prefix = value.type()->FindValueByNumber(0)->name();
  absl::ConsumeSuffix(&prefix, "UNSPECIFIED");
  absl::string_view name = value.name();
  absl::ConsumePrefix(&name, prefix);
  return std::string(name);
}

}  // namespace assent::scenario
