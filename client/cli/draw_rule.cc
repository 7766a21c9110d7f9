#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/draw.h"
#include "client/cli/json.h"
#include "client/cli/times.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string Label(const FieldDescriptor& field) {
  return absl::StrReplaceAll(field.name(), {{"_", " "}});
}

// A message that reads best as one word: 2/3, 14 days; "" for others.
std::string Short(const Message& message) {
  if (const auto* fraction = dynamic_cast<const v1::Fraction*>(&message)) {
    return absl::StrCat(fraction->numerator(), "/", fraction->denominator());
  }
  if (const auto* duration = dynamic_cast<const google::protobuf::Duration*>(&message)) {
    return DurationWords(DurationOf(*duration));
  }
  if (const auto* next = dynamic_cast<const v1::Next*>(&message)) {
    return next->phase().empty() ? WordsOf(next->ending()) : absl::StrCat("phase ", next->phase());
  }
  return "";
}

// The value of a scalar field, or of a list of scalars.
std::string ScalarText(const Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const bool one = !field.is_repeated();
  std::vector<std::string> values;
  for (int i = 0; i < (one ? 1 : reflection.FieldSize(message, &field)); ++i) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM:
        values.push_back(
            WordsOf(*field.enum_type(), one ? reflection.GetEnumValue(message, &field)
                                            : reflection.GetRepeatedEnumValue(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        values.push_back(one ? reflection.GetString(message, &field)
                             : reflection.GetRepeatedString(message, &field, i));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        values.push_back(absl::StrCat(reflection.GetInt32(message, &field)));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        values.push_back(absl::StrCat(reflection.GetInt64(message, &field)));
        break;
      default:
        values.push_back("yes");  // a flag that is set
    }
  }
  const bool texts = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return absl::StrJoin(values, texts ? "; " : ", ");
}

void DrawFields(Scene& scene, const Message& message, int depth);

void DrawNested(Scene& scene, const std::string& label, const Message& message, int depth) {
  const std::string brief = Short(message);
  scene.screen.Item(absl::StrCat(label, ":", brief.empty() ? "" : " ", brief), depth);
  if (brief.empty()) DrawFields(scene, message, depth + 1);
}

void DrawFields(Scene& scene, const Message& message, int depth) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      scene.screen.Item(absl::StrCat(Label(*field), ": ", ScalarText(message, *field)), depth);
    } else if (!field->is_repeated()) {
      DrawNested(scene, Label(*field), reflection.GetMessage(message, field), depth);
    } else {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        DrawNested(scene, absl::StrCat(Label(*field), " ", i + 1),
                   reflection.GetRepeatedMessage(message, field, i), depth);
      }
    }
  }
}

}  // namespace

void Draw(Scene& scene, const v1::DecisionRule& rule) {
  scene.screen.Title(absl::StrCat(rule.id(), "  ", rule.title()));
  v1::DecisionRule parameters = rule;
  parameters.clear_id();
  parameters.clear_title();
  DrawFields(scene, parameters, 1);
}

void Draw(Scene& scene, const std::vector<v1::RuleSection>& sections) {
  for (const v1::RuleSection& section : sections) {
    scene.screen.Heading(section.heading());
    for (const std::string& sentence : section.sentences()) {
      scene.screen.Text(absl::StrCat("- ", sentence));
    }
  }
}

}  // namespace assent::cli
