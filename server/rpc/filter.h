// The subset of AIP-160 that lists understand: `name=value`, several joined by ` AND `, each name
// at most once. Values are written as the API shows them (an enum value without its prefix); spaces
// around `=` are allowed. FILTER_INVALID says what was wrong and what is allowed.
//
// Pure.

#ifndef ASSENT_SERVER_RPC_FILTER_H_
#define ASSENT_SERVER_RPC_FILTER_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/message.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {

class Filter {
 public:
  // `names` are those that this list knows.
  static absl::StatusOr<Filter> Parse(absl::string_view text,
                                      absl::Span<const absl::string_view> names);

  // nullopt: the filter does not speak of it.
  std::optional<std::string> Text(absl::string_view name) const;
  absl::StatusOr<std::optional<bool>> Bool(absl::string_view name) const;
  // `prefix` is what the enum's values begin with ("STATE_"); the unspecified value is none.
  template <typename Enum>
  absl::StatusOr<std::optional<Enum>> Value(absl::string_view name, absl::string_view prefix) const;

  absl::Status Invalid(absl::string_view what) const {
    return refusal::FilterInvalid(what, allowed_);
  }

 private:
  std::string allowed_;
  std::map<std::string, std::string, std::less<>> terms_;
};

template <typename Enum>
absl::StatusOr<std::optional<Enum>> Filter::Value(absl::string_view name,
                                                  absl::string_view prefix) const {
  const std::optional<std::string> text = Text(name);
  if (!text.has_value()) return std::optional<Enum>();
  const google::protobuf::EnumValueDescriptor* const value =
      google::protobuf::GetEnumDescriptor<Enum>()->FindValueByName(absl::StrCat(prefix, *text));
  if (value == nullptr || value->number() == 0) {
    return Invalid(absl::StrCat("`", name, "` has no such value"));
  }
  return std::optional<Enum>(static_cast<Enum>(value->number()));
}

// A filter by what the items of a list hold: the names are fields of theirs, text, enums or bools.
class FieldFilter {
 public:
  template <typename Item>
  static absl::StatusOr<FieldFilter> Parse(absl::string_view text,
                                           absl::Span<const absl::string_view> names) {
    return Parse(text, names, *Item::descriptor());
  }
  bool Keeps(const google::protobuf::Message& item) const;

 private:
  struct Term {
    const google::protobuf::FieldDescriptor* field;
    std::string text;
    int number;  // of the enum's value; of a bool 0 or 1
  };

  static absl::StatusOr<FieldFilter> Parse(absl::string_view text,
                                           absl::Span<const absl::string_view> names,
                                           const google::protobuf::Descriptor& item);

  std::vector<Term> terms_;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_FILTER_H_
