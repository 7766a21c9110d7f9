#include "tests/scenarios/runner/spans.h"

#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace assent::scenario {

absl::StatusOr<absl::Duration> ParseSpan(absl::string_view text) {
  const absl::string_view original = text;
  absl::Duration span;
  absl::ConsumePrefix(&text, "+");
  bool any = false;
  while (!text.empty()) {
    size_t digits = 0;
    while (digits < text.size() && absl::ascii_isdigit(text[digits])) ++digits;
    int64_t count = 0;
    const size_t unit = digits < text.size() ? absl::string_view("wdhms").find(text[digits])
                                             : absl::string_view::npos;
    if (!absl::SimpleAtoi(text.substr(0, digits), &count) || unit == absl::string_view::npos) {
      any = false;
      break;
    }
    const absl::Duration kUnits[] = {absl::Hours(168), absl::Hours(24), absl::Hours(1),
                                     absl::Minutes(1), absl::Seconds(1)};
    span += count * kUnits[unit];
    text.remove_prefix(digits + 1);
    any = true;
  }
  if (!any) {
    return absl::InvalidArgumentError(
        absl::StrCat("expected a duration such as 14d, 3h59m or 30s, not \"", original, "\""));
  }
  return span;
}

std::string FormatSpan(absl::Duration span) {
  if (span < absl::ZeroDuration()) return absl::StrCat("-", FormatSpan(-span));
  std::string text;
  const std::pair<absl::Duration, char> kUnits[] = {{absl::Hours(24), 'd'},
                                                    {absl::Hours(1), 'h'},
                                                    {absl::Minutes(1), 'm'},
                                                    {absl::Seconds(1), 's'}};
  for (const auto& [unit, letter] : kUnits) {
    const int64_t count = absl::IDivDuration(span, unit, &span);
    if (count != 0) absl::StrAppend(&text, count, std::string(1, letter));
  }
  return text.empty() ? "0s" : text;
}

}  // namespace assent::scenario
