// The hashes of the record, as published:
//
//   leaf        SHA-256(0x00 ‖ entry)             RFC 6962 §2.1
//   commitment  SHA-256(0x02 ‖ salt ‖ content)    ours, beside RFC 6962's 0x00 and 0x01
//
// Pure. A digest that the library refuses to make stops the program.

#ifndef ASSENT_SERVER_TRANSPARENCY_HASH_H_
#define ASSENT_SERVER_TRANSPARENCY_HASH_H_

#include <cstddef>
#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"

namespace assent::transparency {

inline constexpr size_t kHashBytes = 32;
inline constexpr size_t kSaltBytes = 16;

// SHA-256 of the parts, one behind the other. Whoever hashes parts of varying
// length keeps them apart.
std::string Sha256(std::initializer_list<absl::string_view> parts);

std::string LeafHash(absl::string_view leaf);
std::string Commitment(absl::string_view salt, absl::string_view content);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_HASH_H_
