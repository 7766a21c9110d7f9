// What an assembly needs of cryptography, chance and the machine: sealed entries,
// secrets, ids, time zones. The implementation is in server/transparency; tests may bring one that
// repeats itself. It is an argument of every act, so that the rules stay
// functions.

#ifndef ASSENT_SERVER_ASSEMBLY_NOTARY_H_
#define ASSENT_SERVER_ASSEMBLY_NOTARY_H_

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/event/v1/event.pb.h"

namespace assent::assembly {

// An entry as it goes to the disk.
struct SealedEntry {
  std::string leaf;       // the exact bytes that are hashed
  std::string leaf_hash;  // RFC 6962, 32 bytes
  std::string openings;   // serialised event.v1.Openings; empty: no texts
};

// Salts that texts have already, by their content.
using Salts = absl::flat_hash_map<std::string, std::string>;

// A secret that is shown once, and what is stored of it.
struct Secret {
  std::string text;
  std::string hash;  // SHA-256, 32 bytes
};

// The key that signs for a log: Ed25519, 32 bytes each.
struct LogKey {
  std::string public_key;
  std::string seed;  // secret
};

class Notary {
 public:
  virtual ~Notary() = default;

  // Draws a salt for each text of `event` that has none in `salts`, and writes its
  // commitment into it, then makes the entry. The event keeps its texts, for Apply().
  virtual SealedEntry Seal(event::v1::Event& event, const Salts& salts) = 0;
  // 80 random bits as text; see base::ToBase32.
  virtual std::string NewId() = 0;
  // An access token, 256 bits.
  virtual Secret NewToken() = 0;
  // A token that is always the same for the same bytes, as long as this notary lives, and
  // that nobody else can work out from them.
  virtual Secret TokenFor(absl::string_view bytes) = 0;
  // The secret of an invitation, 128 bits.
  virtual Secret NewInvitationSecret() = 0;
  // What is stored of a token or of an invitation's secret.
  virtual std::string HashSecret(absl::string_view text) = 0;
  // SHA-256, 32 bytes.
  virtual std::string Hash(absl::string_view bytes) = 0;
  // Whether acts can be signed with it: an Ed25519 public key, not of small order.
  virtual bool IsSigningKey(absl::string_view public_key) = 0;
  // A key for a log.
  virtual LogKey NewLogKey() = 0;
  // A log's public key as tools for such logs read it (C2SP signed note).
  virtual std::string VerifierKey(absl::string_view origin, absl::string_view public_key) = 0;
  // An IANA time zone; "" is UTC; nullopt: there is none of this name.
  virtual std::optional<absl::TimeZone> FindZone(absl::string_view name) = 0;
};

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_NOTARY_H_
