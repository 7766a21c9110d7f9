#include "server/rpc/filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "server/rpc/limits.h"

namespace assent::rpc {

absl::StatusOr<Filter> Filter::Parse(absl::string_view text,
                                     absl::Span<const absl::string_view> names) {
  Filter filter;
  filter.allowed_ = absl::StrJoin(names, ", ");
  if (text.size() > kMaxFilterBytes) return filter.Invalid("the filter is too long");
  if (absl::StripAsciiWhitespace(text).empty()) return filter;
  for (absl::string_view term : absl::StrSplit(text, " AND ")) {
    const std::pair<absl::string_view, absl::string_view> sides =
        absl::StrSplit(term, absl::MaxSplits('=', 1));
    const absl::string_view name = absl::StripAsciiWhitespace(sides.first);
    const absl::string_view value = absl::StripAsciiWhitespace(sides.second);
    if (value.empty()) return filter.Invalid("a term of the filter is not `name=value`");
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return filter.Invalid("the filter has a name that this list does not know");
    }
    if (!filter.terms_.emplace(name, value).second) {
      return filter.Invalid(absl::StrCat("`", name, "` is there twice"));
    }
  }
  return filter;
}

std::optional<std::string> Filter::Text(absl::string_view name) const {
  const auto term = terms_.find(std::string(name));
  if (term == terms_.end()) return std::nullopt;
  return term->second;
}

absl::StatusOr<std::optional<bool>> Filter::Bool(absl::string_view name) const {
  const std::optional<std::string> text = Text(name);
  if (!text.has_value()) return std::optional<bool>();
  if (*text != "true" && *text != "false") {
    return Invalid(absl::StrCat("`", name, "` is true or false"));
  }
  return std::optional<bool>(*text == "true");
}

}  // namespace assent::rpc
