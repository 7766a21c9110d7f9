#include "client/cli/words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/json.h"

namespace assent::cli {

std::string WordsOf(const google::protobuf::EnumDescriptor& type, int number) {
  const google::protobuf::EnumValueDescriptor* value = type.FindValueByNumber(number);
  if (value == nullptr || number == 0) return "";
  return absl::StrReplaceAll(absl::AsciiStrToLower(ShortEnumName(*value)), {{"_", " "}});
}

std::string Counted(int64_t count, absl::string_view one, absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

}  // namespace assent::cli
