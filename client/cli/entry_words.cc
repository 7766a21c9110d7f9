#include "client/cli/entry_words.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace assent::cli {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// The fields of events that say most in one word, in the order in which they
// are said: numbers with a word before them, values of enums by themselves.
struct Detail {
  const char* key;
  const char* word;
};
constexpr Detail kDetails[] = {
    {"number", "number"},
    {"concern", "concern"},
    {"kind", ""},
    {"state", ""},
    {"stance", ""},
    {"becomes", "becomes"},
    {"outcome", ""},
    {"logic", ""},
    {"attempt", "attempt"},
    {"revision", "revision"},
    {"invitation", "invitation"},
    {"unit", "unit"},
};

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

// 3, or "STATE_REVIEW_DUE" as "review due".
std::string Said(const Value& value) {
  if (value.has_number_value()) return absl::StrCat(value.number_value());
  const std::string& name = value.string_value();
  const size_t prefix = name.find('_');
  const std::string rest = prefix == std::string::npos ? name : name.substr(prefix + 1);
  return absl::StrReplaceAll(absl::AsciiStrToLower(rest), {{"_", " "}});
}

}  // namespace

std::string WordsOf(const v1::Entry& entry) {
  const std::string words = absl::StrReplaceAll(entry.type(), {{"_", " "}});
  Struct event;
  if (!google::protobuf::util::JsonStringToMessage(entry.event_json(), &event).ok()) return words;
  const auto body = event.fields().find(CamelCase(entry.type()));
  if (body == event.fields().end()) return words;
  const auto& fields = body->second.struct_value().fields();
  std::vector<std::string> details;
  for (const Detail& detail : kDetails) {
    const auto field = fields.find(detail.key);
    if (field == fields.end()) continue;
    details.push_back(
        absl::StrCat(detail.word, *detail.word == '\0' ? "" : " ", Said(field->second)));
  }
  return details.empty() ? words : absl::StrCat(words, ": ", absl::StrJoin(details, ", "));
}

}  // namespace assent::cli
