#include "server/search/mentions.h"

#include <algorithm>
#include <string>

#include "absl/container/btree_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "server/base/limits.h"
#include "server/search/words.h"

namespace assent::search {
namespace {

// What people call a decision before its number, folded (words.h).
constexpr absl::string_view kCalled[] = {
    "decision", "decisions", "decisione", "decisao", "decizia", "beschluss", "entscheidung",
    "besluit",  "beslut",    "paatos",    "decyzja", "uchwala", "решение",   "решении",
    "рішення",  "αποφαση",   "karar",     "قرار",    "القرار",  "החלטה",     "निर्णय",
    "決定",     "决定",      "決議",      "决议",    "결정",
};

void AddNumber(absl::string_view digits, absl::btree_set<int32_t>& numbers) {
  int32_t number = 0;
  if (absl::SimpleAtoi(digits, &number) && number > 0) numbers.insert(number);
}

// "#17", but not in "a#17".
void AddHashed(absl::string_view text, absl::btree_set<int32_t>& numbers) {
  for (size_t hash = text.find('#'); hash != absl::string_view::npos;
       hash = text.find('#', hash + 1)) {
    if (hash > 0 && absl::ascii_isalnum(static_cast<unsigned char>(text[hash - 1]))) continue;
    size_t end = hash + 1;
    while (end < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[end]))) ++end;
    AddNumber(text.substr(hash + 1, end - hash - 1), numbers);
  }
}

}  // namespace

std::vector<int32_t> MentionedDecisions(absl::string_view text) {
  absl::btree_set<int32_t> numbers;
  AddHashed(text, numbers);
  const std::vector<std::string> words = WordsOf(text).words;
  for (size_t i = 1; i < words.size(); ++i) {
    const bool called =
        std::find(std::begin(kCalled), std::end(kCalled), words[i - 1]) != std::end(kCalled);
    if (called) AddNumber(words[i], numbers);
  }
  std::vector<int32_t> mentioned(numbers.begin(), numbers.end());
  mentioned.resize(std::min(mentioned.size(), kMaxMentions));
  return mentioned;
}

}  // namespace assent::search
