#ifndef ASSENT_SERVER_BASE_IDS_H_
#define ASSENT_SERVER_BASE_IDS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// Random ids and secrets as text: base 32 in Douglas Crockford's alphabet, lower case, which leaves
// out i, l, o and u, so that an id survives being read aloud or copied from paper. Pure: the bytes
// are an argument.
namespace assent::base {

// Eighty random bits name a member or an assembly: sixteen characters without padding, and with a
// thousand million ids the chance that any two are alike is below one in a million.
inline constexpr size_t kIdBytes = 10;
inline constexpr size_t kIdLength = 16;

// Five bits a character, first bit first; the last character is filled up with zero bits.
std::string ToBase32(absl::Span<const uint8_t> bytes);

// The bytes that ToBase32() made `text` of. Reads either case, o as 0, i and l as 1. Nothing for
// any other character, for a length that no number of bytes has, and for filling bits that are not
// zero: every accepted text, once in lower case without o, i, l, is the only one of its bytes.
std::optional<std::string> FromBase32(absl::string_view text);

// Whether `text` is an id exactly as ToBase32() writes one of kIdBytes.
bool IsId(absl::string_view text);

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_IDS_H_
