#include "client/cli/event_fields.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace assent::cli {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// "member_joined" as proto-JSON has it: "memberJoined".
std::string CamelCase(const std::string& type) {
  std::string camel;
  for (const char c : type) {
    if (c == '_') {
      camel.push_back(c);
    } else if (!camel.empty() && camel.back() == '_') {
      camel.back() = absl::ascii_toupper(c);
    } else {
      camel.push_back(c);
    }
  }
  return camel;
}

}  // namespace

EventFields::EventFields(const v1::Entry& entry) {
  Struct event;
  if (!google::protobuf::util::JsonStringToMessage(entry.event_json(), &event).ok()) return;
  const auto body = event.fields().find(CamelCase(entry.type()));
  if (body != event.fields().end()) body_ = body->second.struct_value();
}

const Value* EventFields::Find(absl::string_view key) const {
  const auto found = body_.fields().find(std::string(key));
  return found == body_.fields().end() ? nullptr : &found->second;
}

std::string EventFields::Text(absl::string_view key) const {
  const Value* const value = Find(key);
  if (value == nullptr) return "";
  const auto& text = value->struct_value().fields();
  const auto content = text.find("content");
  if (content != text.end()) return content->second.string_value();
  // Its salt goes with it; what is only empty keeps it.
  return text.contains("commitment") && !text.contains("salt") ? "(this text was erased)" : "";
}

std::string EventFields::Word(absl::string_view key) const {
  const Value* const value = Find(key);
  return value == nullptr ? "" : value->string_value();
}

int64_t EventFields::Number(absl::string_view key) const {
  const Value* const value = Find(key);
  if (value == nullptr) return 0;
  if (value->has_number_value()) return static_cast<int64_t>(value->number_value());
  int64_t number = 0;  // 64 bits come as a string
  return absl::SimpleAtoi(value->string_value(), &number) ? number : 0;
}

bool EventFields::Flag(absl::string_view key) const {
  const Value* const value = Find(key);
  return value != nullptr && value->bool_value();
}

std::vector<EventFields> EventFields::List(absl::string_view key) const {
  std::vector<EventFields> list;
  const Value* const value = Find(key);
  if (value == nullptr) return list;
  for (const Value& one : value->list_value().values()) {
    list.push_back(EventFields(one.struct_value()));
  }
  return list;
}

void EventFields::Fill(absl::string_view key, google::protobuf::Message& message) const {
  const Value* const value = Find(key);
  std::string json;
  if (value == nullptr || !google::protobuf::util::MessageToJsonString(*value, &json).ok()) return;
  google::protobuf::util::JsonParseOptions as_far_as_known;
  as_far_as_known.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(json, &message, as_far_as_known).ok()) {
    message.Clear();
  }
}

}  // namespace assent::cli
