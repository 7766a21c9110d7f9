// Numbers and hashes as the published formats write them: one way each. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_LINES_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_LINES_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/base/limits.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/base64.h"

namespace assent::transparency {

// A decimal number as it is written: no sign, no zero before it.
inline bool ReadDecimal(absl::string_view text, uint64_t& number) {
  return absl::SimpleAtoi(text, &number) && absl::StrCat(number) == text;
}

// Not inline: GCC 12 then warns of a copy that there is not.
[[gnu::noinline]] inline bool ReadHash(absl::string_view text, std::string& hash) {
  return DecodeBase64(text, hash) && hash.size() == kHashBytes;
}

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_LINES_H_
