#include "client/cli/entry_words.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/event_fields.h"

namespace assent::cli {
namespace {

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
    {"fromSize", "after entry"},
    {"unit", "unit"},
};

// Somebody's words that say why everything behind the entry is as it is: what they are in, and
// which.
constexpr Detail kReasons[] = {
    {"fork_declared", "reason"},
};

// "STATE_REVIEW_DUE" as "review due".
std::string Said(const std::string& name) {
  const size_t prefix = name.find('_');
  const std::string rest = prefix == std::string::npos ? name : name.substr(prefix + 1);
  return absl::StrReplaceAll(absl::AsciiStrToLower(rest), {{"_", " "}});
}

}  // namespace

std::string WordsOf(const v1::Entry& entry) {
  const std::string words = absl::StrReplaceAll(entry.type(), {{"_", " "}});
  const EventFields fields(entry);
  std::vector<std::string> details;
  for (const Detail& detail : kDetails) {
    if (!fields.Has(detail.key)) continue;
    const std::string word = fields.Word(detail.key);
    details.push_back(
        absl::StrCat(detail.word, *detail.word == '\0' ? "" : " ",
                     word.empty() ? absl::StrCat(fields.Number(detail.key)) : Said(word)));
  }
  for (const Detail& reason : kReasons) {
    if (entry.type() != reason.key) continue;
    const std::string text = fields.Text(reason.word);
    if (!text.empty()) details.push_back(text);
  }
  return details.empty() ? words : absl::StrCat(words, ": ", absl::StrJoin(details, ", "));
}

}  // namespace assent::cli
