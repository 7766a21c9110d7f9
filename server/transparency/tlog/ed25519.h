// Ed25519 (RFC 8032) by libsodium, which refuses public keys and points of small order
// and signatures that are not canonical; OpenSSL 3.0 accepts keys of small order. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_ED25519_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_ED25519_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace assent::transparency {

inline constexpr size_t kPublicKeyBytes = 32;
inline constexpr size_t kSeedBytes = 32;
inline constexpr size_t kSignatureBytes = 64;

// The public key of a seed of 32 bytes that nobody else knows.
std::string PublicKeyOf(absl::string_view seed);
// The signature of `message` with the key of that seed.
std::string Sign(absl::string_view seed, absl::string_view message);
// Whether these bytes are a key that signatures can be checked with: a point of the
// curve in its one encoding, of the large subgroup, and so not of small order.
bool IsPublicKey(absl::string_view public_key);
// Whether `signature` is of `message` by that key. Bytes of another length: no.
bool IsSignedBy(absl::string_view public_key, absl::string_view message,
                absl::string_view signature);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_ED25519_H_
