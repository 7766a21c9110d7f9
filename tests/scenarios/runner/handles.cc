#include "tests/scenarios/runner/handles.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace assent::scenario {
namespace {

// "m12" is "m" and 12.
bool SplitNumber(absl::string_view word, absl::string_view& stem, int& number) {
  size_t digits = 0;
  while (digits < word.size() && absl::ascii_isdigit(word[word.size() - 1 - digits])) ++digits;
  stem = word.substr(0, word.size() - digits);
  return absl::SimpleAtoi(word.substr(word.size() - digits), &number);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> HandlesOf(const Value& value) {
  std::vector<std::string> handles;
  for (const Value& item : value.Items()) {
    const size_t dots = item.text.find("..");
    if (dots == std::string::npos) {
      handles.push_back(item.text);
      continue;
    }
    absl::string_view first_stem, last_stem;
    int first = 0, last = 0;
    const absl::string_view text = item.text;
    if (!SplitNumber(text.substr(0, dots), first_stem, first) ||
        !SplitNumber(text.substr(dots + 2), last_stem, last) || first_stem != last_stem ||
        first > last) {
      return absl::InvalidArgumentError(
          absl::StrCat("expected a range such as m1..m20, not \"", text, "\""));
    }
    for (int i = first; i <= last; ++i) handles.push_back(absl::StrCat(first_stem, i));
  }
  return handles;
}

}  // namespace assent::scenario
