// Enum values as people say them: STATE_REVIEW_DUE is "review due". Pure and
// thread-safe.

#ifndef ASSENT_CLIENT_CLI_WORDS_H_
#define ASSENT_CLIENT_CLI_WORDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include <string>

#include "absl/strings/string_view.h"

namespace assent::cli {

// "" for a zero value, which says nothing, and for a number without a name.
std::string WordsOf(const google::protobuf::EnumDescriptor& type, int number);

template <typename Enum>
std::string WordsOf(Enum value) {
  return WordsOf(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// "1 voice", "2 voices".
std::string Counted(int64_t count, absl::string_view one, absl::string_view many);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_WORDS_H_
