#include "server/rpc/filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

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
    if (value.empty() || absl::EndsWith(value, " AND")) {
      return filter.Invalid("a term of the filter is not `name=value`");
    }
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

namespace {

using google::protobuf::FieldDescriptor;

// The value as it is written in a filter, without what all of its enum begin with, which is what is
// left of the first value without UNSPECIFIED. nullptr: there is none.
const google::protobuf::EnumValueDescriptor* ValueOf(const google::protobuf::EnumDescriptor& type,
                                                     absl::string_view text) {
  absl::string_view prefix = type.value(0)->name();
  absl::ConsumeSuffix(&prefix, "UNSPECIFIED");
  const auto* const value = type.FindValueByName(absl::StrCat(prefix, text));
  return value == nullptr || value->number() == 0 ? nullptr : value;
}

}  // namespace

absl::StatusOr<FieldFilter> FieldFilter::Parse(absl::string_view text,
                                               absl::Span<const absl::string_view> names,
                                               const google::protobuf::Descriptor& item) {
  ASSENT_ASSIGN_OR_RETURN(const Filter filter, Filter::Parse(text, names));
  FieldFilter fields;
  for (const absl::string_view name : names) {
    const std::optional<std::string> wanted = filter.Text(name);
    if (!wanted.has_value()) continue;
    const FieldDescriptor* const field = item.FindFieldByName(std::string(name));
    Term term{field, *wanted, 0};
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const auto* const value = ValueOf(*field->enum_type(), *wanted);
      if (value == nullptr) return filter.Invalid(absl::StrCat("`", name, "` has no such value"));
      term.number = value->number();
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      ASSENT_ASSIGN_OR_RETURN(const std::optional<bool> value, filter.Bool(name));
      term.number = *value ? 1 : 0;
    }
    fields.terms_.push_back(std::move(term));
  }
  return fields;
}

bool FieldFilter::Keeps(const google::protobuf::Message& item) const {
  const google::protobuf::Reflection& of = *item.GetReflection();
  return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
    switch (term.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM:
        return of.GetEnumValue(item, term.field) == term.number;
      case FieldDescriptor::CPPTYPE_BOOL:
        return of.GetBool(item, term.field) == (term.number == 1);
      default: {
        std::string scratch;
        return of.GetStringReference(item, term.field, &scratch) == term.text;
      }
    }
  });
}

}  // namespace assent::rpc
