#include "client/cli/json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/map_field.h>
#include <google/protobuf/util/json_util.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/cli/visible.h"

namespace assent::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The index of a field that is not a list.
constexpr int kSingle = -1;

// Writes one message, or one list of them.
class Writer {
 public:
  explicit Writer(bool pretty) : pretty_(pretty) {}

  void Write(const Message& message);
  void WriteList(const Messages& messages);
  void WriteField(const Message& message, const FieldDescriptor& field);
  void WriteValue(const Message& message, const FieldDescriptor& field, int index);
  std::string Take() { return std::move(out_); }

 private:
  void Open(char bracket) {
    out_.push_back(bracket);
    ++depth_;
    empty_ = true;
  }
  void Next() {
    if (!empty_) out_.push_back(',');
    empty_ = false;
    Break();
  }
  void Close(char bracket) {
    --depth_;
    if (!empty_) Break();
    out_.push_back(bracket);
    empty_ = false;
  }
  void Break() {
    if (pretty_) absl::StrAppend(&out_, "\n", std::string(2 * depth_, ' '));
  }
  void WriteMap(const Message& message, const FieldDescriptor& field);

  const bool pretty_;
  std::string out_;
  int depth_ = 0;
  bool empty_ = true;
};

bool IsWellKnown(const Descriptor& type) {
  return absl::StartsWith(type.full_name(), "google.protobuf.");
}

// A Timestamp or a Duration as protobuf itself writes it.
std::string WellKnown(const Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  return status.ok() ? json : "null";
}

// The value of a field, or of one element of a list.
#define ASSENT_FIELD(TYPE)                                  \
  (index == kSingle ? reflection.Get##TYPE(message, &field) \
                    : reflection.GetRepeated##TYPE(message, &field, index))

std::string Scalar(const Message& message, const FieldDescriptor& field, int index, bool quoted) {
  const Reflection& reflection = *message.GetReflection();
  const auto text = [&](const std::string& value) { return quoted ? JsonString(value) : value; };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return ASSENT_FIELD(Bool) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(ASSENT_FIELD(Int32));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(ASSENT_FIELD(UInt32));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(ASSENT_FIELD(Int64));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(ASSENT_FIELD(UInt64));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(ASSENT_FIELD(Double));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return absl::StrCat(ASSENT_FIELD(Float));
    case FieldDescriptor::CPPTYPE_ENUM:
      return text(ShortEnumName(*ASSENT_FIELD(Enum)));
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = ASSENT_FIELD(String);
      const bool bytes = field.type() == FieldDescriptor::TYPE_BYTES;
      return text(bytes ? absl::Base64Escape(value) : value);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "null";
}

const Message& Nested(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  return ASSENT_FIELD(Message);
}

#undef ASSENT_FIELD

bool IsMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// Absent fields that are left out; everything else is written.
bool IsLeftOut(const Message& message, const FieldDescriptor& field) {
  return !field.is_repeated() && field.has_presence() &&
         !message.GetReflection()->HasField(message, &field);
}

void Writer::Write(const Message& message) {
  if (IsWellKnown(*message.GetDescriptor())) {
    absl::StrAppend(&out_, WellKnown(message));
    return;
  }
  Open('{');
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (IsLeftOut(message, *type.field(i))) continue;
    Next();
    absl::StrAppend(&out_, JsonString(type.field(i)->json_name()), pretty_ ? ": " : ":");
    WriteField(message, *type.field(i));
  }
  Close('}');
}

void Writer::WriteList(const Messages& messages) {
  Open('[');
  for (const Message* message : messages) {
    Next();
    Write(*message);
  }
  Close(']');
}

void Writer::WriteField(const Message& message, const FieldDescriptor& field) {
  if (field.is_map()) return WriteMap(message, field);
  if (!field.is_repeated()) return WriteValue(message, field, kSingle);
  Open('[');
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    Next();
    WriteValue(message, field, i);
  }
  Close(']');
}

void Writer::WriteMap(const Message& message, const FieldDescriptor& field) {
  const FieldDescriptor& key = *field.message_type()->map_key();
  const FieldDescriptor& value = *field.message_type()->map_value();
  Open('{');
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    const Message& entry = Nested(message, field, i);
    Next();
    absl::StrAppend(&out_, JsonString(Scalar(entry, key, kSingle, /*quoted=*/false)),
                    pretty_ ? ": " : ":");
    WriteValue(entry, value, kSingle);
  }
  Close('}');
}

void Writer::WriteValue(const Message& message, const FieldDescriptor& field, int index) {
  if (IsMessage(field)) return Write(Nested(message, field, index));
  absl::StrAppend(&out_, Scalar(message, field, index, /*quoted=*/true));
  empty_ = false;
}

std::string Cell(const Message& message, const FieldDescriptor& field) {
  if (IsLeftOut(message, field)) return "";
  if (IsMessage(field)) {
    Writer writer(/*pretty=*/false);
    writer.WriteField(message, field);
    const std::string json = writer.Take();
    const bool plain = !field.is_repeated() && IsWellKnown(*field.message_type());
    return plain ? std::string(absl::StripSuffix(absl::StripPrefix(json, "\""), "\"")) : json;
  }
  if (!field.is_repeated()) return Scalar(message, field, kSingle, /*quoted=*/false);
  std::vector<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    values.push_back(Scalar(message, field, i, /*quoted=*/false));
  }
  return absl::StrJoin(values, ";");
}

}  // namespace

std::string ShortEnumName(const google::protobuf::EnumValueDescriptor& value) {
  std::string prefix;
  for (const char c : value.type()->name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix.push_back('_');
    prefix.push_back(absl::ascii_toupper(c));
  }
  prefix.push_back('_');
  return std::string(absl::StripPrefix(value.name(), prefix));
}

std::string JsonString(absl::string_view text) {
  std::string json = "\"";
  ForEachCodePoint(text, [&](int32_t code_point, absl::string_view bytes) {
    if (code_point == '"' || code_point == '\\') {
      absl::StrAppend(&json, "\\", bytes);
    } else if (code_point == '\n') {
      absl::StrAppend(&json, "\\n");
    } else if (code_point < 0) {
      absl::StrAppend(&json, "\\ufffd");
    } else if (!IsUnseen(code_point)) {
      absl::StrAppend(&json, bytes);
    } else if (code_point < 0x10000) {
      absl::StrAppendFormat(&json, "\\u%04x", code_point);
    } else {
      const int32_t rest = code_point - 0x10000;
      absl::StrAppendFormat(&json, "\\u%04x\\u%04x", 0xD800 + (rest >> 10),
                            0xDC00 + (rest & 0x3FF));
    }
  });
  return absl::StrCat(json, "\"");
}

std::string PrettyJson(const Message& message) {
  Writer writer(/*pretty=*/true);
  writer.Write(message);
  return writer.Take();
}

std::string CompactJson(const Message& message) {
  Writer writer(/*pretty=*/false);
  writer.Write(message);
  return writer.Take();
}

std::string PrettyJson(const Messages& messages) {
  Writer writer(/*pretty=*/true);
  writer.WriteList(messages);
  return writer.Take();
}

std::string Csv(const Descriptor& type, const Messages& messages) {
  std::vector<std::string> header;
  for (int i = 0; i < type.field_count(); ++i) header.push_back(type.field(i)->json_name());
  std::vector<std::vector<std::string>> rows;
  for (const Message* message : messages) {
    rows.emplace_back();
    for (int i = 0; i < type.field_count(); ++i) {
      rows.back().push_back(Cell(*message, *type.field(i)));
    }
  }
  return CsvOfRows(header, rows);
}

}  // namespace assent::cli
