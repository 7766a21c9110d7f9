// "Did you mean": the nearest of some names to a mistyped one.

#ifndef ASSENT_SERVER_RULES_NEAREST_H_
#define ASSENT_SERVER_RULES_NEAREST_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assent::rules {

// The name with the fewest insertions, deletions and replacements of a byte
// from `typed`, or one that starts with it; the first of several. "" if none
// is within a third of the name's length, or if `typed` is empty or longer than
// 64 bytes.
absl::string_view Nearest(absl::string_view typed, absl::Span<const absl::string_view> names);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_NEAREST_H_
