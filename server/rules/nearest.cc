#include "server/rules/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "absl/strings/match.h"
#include "server/base/limits.h"

namespace assent::rules {
namespace {

// Levenshtein's distance, one row at a time.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

absl::string_view Nearest(absl::string_view typed, absl::Span<const absl::string_view> names) {
  if (typed.empty() || typed.size() > kMaxMistypedBytes) return "";
  absl::string_view nearest;
  size_t least = kMaxMistypedBytes;
  for (const absl::string_view name : names) {
    const size_t distance = Distance(typed, name);
    if (distance <= std::max<size_t>(name.size() / 3, 1) && distance < least) {
      nearest = name;
      least = distance;
    }
  }
  if (!nearest.empty()) return nearest;
  for (const absl::string_view name : names) {
    if (absl::StartsWith(name, typed)) return name;
  }
  return "";
}

}  // namespace assent::rules
