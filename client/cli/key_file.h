// The key that this device signs with in one membership: a file of this user alone
// (0600), keys/{context} in the configuration folder.
//
//   public {base64 of the public key}
//   seed {base64 of the seed}            or, behind a passphrase:
//   box {base64 of a box, transparency/key_box.h}
//   acts {how many it has signed} {base64 of the newest one's hash, or "-"}
//
// What it remembers of its acts finds a server out that loses some of them.

#ifndef ASSENT_CLIENT_CLI_KEY_FILE_H_
#define ASSENT_CLIENT_CLI_KEY_FILE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/session.h"

namespace assent::cli {

struct KeyFile {
  std::string path;
  std::string public_key;
  std::string seed;  // empty: behind the passphrase
  std::string box;   // empty: behind none
  int64_t acts = 0;
  std::string last_act;
};

// The name of the membership in use, which has been found to exist.
absl::StatusOr<std::string> ContextName(Session& session);
// Bytes that nobody can guess.
std::string DrawBytes(size_t bytes);

// Of the membership in use; nullopt: this device has none. kPermissionDenied if others
// can read it, kDataLoss if it is none of ours.
absl::StatusOr<std::optional<KeyFile>> FindKeyFile(Session& session);
absl::Status WriteKeyFile(const KeyFile& key);
// A new key, not yet written; with a passphrase unless that is empty.
absl::StatusOr<KeyFile> NewKeyFile(Session& session, const std::string& passphrase);

// $ASSENT_PASSPHRASE, or what somebody types. `again`: they choose one, and type it twice.
absl::StatusOr<std::string> Passphrase(const Session& session, bool again);
// The seed of a key, whose passphrase is asked for where it has one.
absl::StatusOr<std::string> SeedOf(const Session& session, const KeyFile& key);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_KEY_FILE_H_
