// Base64 (RFC 4648 §4) as the published formats want it: one way to write each value. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_BASE64_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_BASE64_H_

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace assent::transparency {

// False, and `bytes` is anything, unless `text` is what encoding gives: with padding,
// without spaces, and without bits that say nothing. absl alone forgives all of these.
inline bool DecodeBase64(absl::string_view text, std::string& bytes) {
  return absl::Base64Unescape(text, &bytes) && absl::Base64Escape(bytes) == text;
}

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_BASE64_H_
