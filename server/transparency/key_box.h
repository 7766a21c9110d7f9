// A signing key at rest, behind a passphrase: libsodium's pwhash (Argon2id) makes the
// key of a secretbox from it, slowly, so that guessing costs.
//
//   box := salt (16 bytes) ‖ nonce (24 bytes) ‖ secretbox
//
// Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_KEY_BOX_H_
#define ASSENT_SERVER_TRANSPARENCY_KEY_BOX_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace assent::transparency {

// `draw` gives so many bytes that nobody can guess. nullopt: the memory that it takes
// (64 MiB) is not to be had.
std::optional<std::string> CloseKey(absl::string_view seed, absl::string_view passphrase,
                                    const std::function<std::string(size_t)>& draw);

// nullopt: another passphrase, bytes that are no box, or no memory.
std::optional<std::string> OpenKey(absl::string_view box, absl::string_view passphrase);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_KEY_BOX_H_
