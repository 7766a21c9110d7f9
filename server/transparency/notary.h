// The notary of the assemblies: entries in the byte format of the log, salts,
// ids and secrets.
//
//   leaf      one serialised event.v1.Event, its texts reduced to commitments
//   openings  event.v1.Openings: salt and content of each text that is not
//             empty; an empty text has no commitment and no opening
//   token     assent_  52 characters of 32 random bytes  4 characters of check
//   secret    invite_  26 characters of 16 random bytes  4 characters of check
//
// The check characters are the first 20 bits of the SHA-256 of what stands
// before them, so that a scanner for leaked secrets, and a person who copied
// one, can tell a token from something like one. Characters as in
// server/base/ids.h.
//
// Chance comes in as a function, so that this room stays pure. As thread-safe
// as that function is.

#ifndef ASSENT_SERVER_TRANSPARENCY_NOTARY_H_
#define ASSENT_SERVER_TRANSPARENCY_NOTARY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/call_once.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/assembly/notary.h"

namespace assent::transparency {

// Fills the span with bytes that nobody can guess.
using RandomBytes = std::function<void(absl::Span<uint8_t>)>;

class Notary final : public assembly::Notary {
 public:
  explicit Notary(RandomBytes random) : random_(std::move(random)) {}

  // Stops the program if the leaf is larger than kMaxLeafBytes: the limits of
  // server/assembly keep every event below it.
  assembly::SealedEntry Seal(event::v1::Event& event, const assembly::Salts& salts) override;
  std::string NewId() override;
  assembly::Secret NewToken() override;
  assembly::Secret TokenFor(absl::string_view bytes) override;
  assembly::Secret NewInvitationSecret() override;
  std::string HashSecret(absl::string_view text) override;
  std::string Hash(absl::string_view bytes) override;
  bool IsSigningKey(absl::string_view public_key) override;
  assembly::LogKey NewLogKey() override;
  std::string VerifierKey(absl::string_view origin, absl::string_view public_key) override;
  std::optional<absl::TimeZone> FindZone(absl::string_view name) override;

 private:
  std::string Draw(size_t bytes);
  static assembly::Secret SecretOf(absl::string_view prefix, absl::string_view bytes);

  const RandomBytes random_;
  absl::once_flag drawn_;
  std::string token_key_;  // of TokenFor(); drawn when it is first needed
};

// The verifier key (C2SP signed note) of a log's Ed25519 key.
std::string LogVerifierKey(absl::string_view origin, absl::string_view public_key);

// Whether `text` has the form of an access token, check characters included.
bool IsToken(absl::string_view text);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_NOTARY_H_
