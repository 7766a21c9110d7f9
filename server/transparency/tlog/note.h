// Signed notes (C2SP signed-note v1.0.0), and the keys that sign them.
//
//   note           text, which ends in a line break, an empty line, signature lines
//   signature      "— " name " " base64(key id ‖ signature) line break
//   key id         first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key)
//   verifier key   name "+" hex(key id) "+" base64(type ‖ key)
//
// Types known here: 0x01, Ed25519 over the text; 0x04, a witness's cosignature (C2SP
// tlog-cosignature v1): 8 bytes of POSIX seconds, big-endian, and Ed25519 over
// "cosignature/v1\ntime <seconds>\n" and the text. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_NOTE_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_NOTE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assent::transparency {

enum class KeyType : uint8_t { kEd25519 = 0x01, kCosignature = 0x04 };

struct VerifierKey {
  std::string name;  // not empty, without spaces of any writing and plus signs
  KeyType type = KeyType::kEd25519;
  std::string key;  // 32 bytes

  std::string Id() const;  // 4 bytes
  std::string ToString() const;
};

// kInvalidArgument, with what is wrong: form, length, type, or an id that is not the key's.
absl::StatusOr<VerifierKey> ParseVerifierKey(absl::string_view text);
// Whether a key may be called that.
bool IsKeyName(absl::string_view name);

struct NoteSignature {
  std::string name;
  std::string key_id;  // 4 bytes
  std::string signature;
};

struct Note {
  std::string text;  // with the line break at its end
  std::vector<NoteSignature> signatures;

  std::string ToString() const;
};

// kInvalidArgument if the bytes are no note.
absl::StatusOr<Note> ParseNote(absl::string_view bytes);

NoteSignature SignNote(absl::string_view text, const VerifierKey& key, absl::string_view seed);
// At that many POSIX seconds; expects a key of type kCosignature.
NoteSignature CosignNote(absl::string_view text, const VerifierKey& key, absl::string_view seed,
                         int64_t seconds);

// A signature of a known key that has been verified.
struct Verified {
  VerifierKey key;
  int64_t seconds = 0;  // of a cosignature
};

// What is verified of a note, in its order, each key once. Signatures of unknown keys are
// ignored; one of a known key that fails, wherever it stands, makes all of it worthless:
// kDataLoss.
absl::StatusOr<std::vector<Verified>> VerifyNote(const Note& note,
                                                 absl::Span<const VerifierKey> known);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_NOTE_H_
