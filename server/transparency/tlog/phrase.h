// A root in words, to be read aloud where people meet: whoever has verified the
// same record reads the same words. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_PHRASE_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_PHRASE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assent::transparency {

// 256 words of three to six letters, in order; no two begin with the same three.
absl::Span<const absl::string_view> PhraseWords();

// One word for each of the root's first eight bytes: 64 bits, which nobody meets
// with another record by trying. Expects a root of 32 bytes.
std::string PhraseOf(absl::string_view root);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_PHRASE_H_
