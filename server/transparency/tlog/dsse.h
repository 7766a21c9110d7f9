// What a signature of an act is over (DSSE v1.0): its type and its bytes, each behind its
// length, so that neither can be taken for the other. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_DSSE_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_DSSE_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace assent::transparency {

// "DSSEv1 LEN(type) type LEN(payload) payload", lengths in decimal.
inline std::string DsseBytes(absl::string_view type, absl::string_view payload) {
  return absl::StrCat("DSSEv1 ", type.size(), " ", type, " ", payload.size(), " ", payload);
}

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_DSSE_H_
