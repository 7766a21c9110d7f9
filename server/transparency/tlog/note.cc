#include "server/transparency/tlog/note.h"

#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/base64.h"
#include "server/transparency/tlog/ed25519.h"

namespace assent::transparency {
namespace {

constexpr absl::string_view kDash = "\xe2\x80\x94 ";  // em dash and a space
constexpr size_t kIdBytes = 4;
constexpr size_t kTimeBytes = 8;

absl::Status NotANote(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("this is no signed note: ", why));
}

absl::Status NotAKey(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("this is no verifier key: ", why));
}

std::string TypeByte(KeyType type) { return std::string(1, static_cast<char>(type)); }

std::string BigEndian(uint64_t number) {
  std::string bytes(kTimeBytes, '\0');
  for (size_t i = kTimeBytes; i-- > 0; number >>= 8) bytes[i] = static_cast<char>(number & 0xff);
  return bytes;
}

uint64_t FromBigEndian(absl::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

// How many bytes the code point takes that the text begins with; 0 or less: there is none.
utf8proc_ssize_t NextCode(absl::string_view text, utf8proc_int32_t& code) {
  return utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                          static_cast<utf8proc_ssize_t>(text.size()), &code);
}

bool IsSpace(utf8proc_int32_t code) {
  return code == ' ' || (code >= 0x09 && code <= 0x0d) || code == 0x85 || code == 0xa0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 ||
         code == 0x202f || code == 0x205f || code == 0x3000;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    utf8proc_int32_t code = -1;
    const utf8proc_ssize_t bytes = NextCode(text, code);
    if (bytes <= 0) return false;
    text.remove_prefix(static_cast<size_t>(bytes));
  }
  return true;
}

// What a cosignature is over.
std::string CosignedBytes(absl::string_view text, int64_t seconds) {
  return absl::StrCat("cosignature/v1\ntime ", seconds, "\n", text);
}

absl::StatusOr<NoteSignature> ParseSignature(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kDash)) return NotANote("a signature begins with a dash");
  const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ');
  std::string bytes;
  if (parts.size() != 2 || !IsKeyName(parts[0]) || !DecodeBase64(parts[1], bytes) ||
      bytes.size() <= kIdBytes) {
    return NotANote("a signature is a name and base64");
  }
  return NoteSignature{std::string(parts[0]), bytes.substr(0, kIdBytes), bytes.substr(kIdBytes)};
}

// Nothing but line breaks below the space.
bool IsNoteText(absl::string_view bytes) {
  return IsUtf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
           return static_cast<uint8_t>(c) < ' ' && c != '\n';
         });
}

// Whether the signature is of `text` by the key; a cosignature's time comes along.
bool Holds(absl::string_view text, const VerifierKey& key, absl::string_view signature,
           int64_t& seconds) {
  if (key.type == KeyType::kEd25519) return IsSignedBy(key.key, text, signature);
  if (signature.size() != kTimeBytes + kSignatureBytes) return false;
  const uint64_t time = FromBigEndian(signature.substr(0, kTimeBytes));
  if (time > INT64_MAX) return false;
  seconds = static_cast<int64_t>(time);
  return IsSignedBy(key.key, CosignedBytes(text, seconds), signature.substr(kTimeBytes));
}

}  // namespace

// No plus sign and no space of any writing (Unicode's White_Space); what is below the
// space, no note can hold.
bool IsKeyName(absl::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    utf8proc_int32_t code = -1;
    const utf8proc_ssize_t bytes = NextCode(name, code);
    if (bytes <= 0 || code < 0x20 || code == '+' || IsSpace(code)) return false;
    name.remove_prefix(static_cast<size_t>(bytes));
  }
  return true;
}

std::string VerifierKey::Id() const {
  return Sha256({name, "\n", TypeByte(type), key}).substr(0, kIdBytes);
}

std::string VerifierKey::ToString() const {
  return absl::StrCat(name, "+", absl::BytesToHexString(Id()), "+",
                      absl::Base64Escape(absl::StrCat(TypeByte(type), key)));
}

absl::StatusOr<VerifierKey> ParseVerifierKey(absl::string_view text) {
  // Base64 may have plus signs of its own.
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('+', 2));
  if (parts.size() != 3 || !IsKeyName(parts[0])) return NotAKey("it is name+id+key");
  std::string bytes;
  if (!DecodeBase64(parts[2], bytes) || bytes.size() != 1 + kPublicKeyBytes) {
    return NotAKey("its key is not base64 of 33 bytes");
  }
  VerifierKey key;
  key.name = std::string(parts[0]);
  key.type = static_cast<KeyType>(bytes[0]);
  key.key = bytes.substr(1);
  if (key.type != KeyType::kEd25519 && key.type != KeyType::kCosignature) {
    return NotAKey("only types 1 (Ed25519) and 4 (cosignature) are known here");
  }
  if (absl::BytesToHexString(key.Id()) != absl::AsciiStrToLower(parts[1])) {
    return NotAKey("its id is that of another key");
  }
  return key;
}

std::string Note::ToString() const {
  std::string bytes = absl::StrCat(text, "\n");
  for (const NoteSignature& one : signatures) {
    absl::StrAppend(&bytes, kDash, one.name, " ",
                    absl::Base64Escape(absl::StrCat(one.key_id, one.signature)), "\n");
  }
  return bytes;
}

absl::StatusOr<Note> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return NotANote("it is too long");
  if (!IsNoteText(bytes)) return NotANote("it is not plain UTF-8 text");
  const size_t end = bytes.rfind("\n\n");
  if (end == absl::string_view::npos) return NotANote("it has no empty line");
  Note note;
  note.text = std::string(bytes.substr(0, end + 1));
  absl::string_view lines = bytes.substr(end + 2);
  if (!absl::ConsumeSuffix(&lines, "\n")) return NotANote("it does not end with a line break");
  for (const absl::string_view line : absl::StrSplit(lines, '\n')) {
    if (note.signatures.size() >= kMaxNoteSignatures) return NotANote("too many signatures");
    ASSENT_ASSIGN_OR_RETURN(NoteSignature signature, ParseSignature(line));
    note.signatures.push_back(std::move(signature));
  }
  return note;
}

NoteSignature SignNote(absl::string_view text, const VerifierKey& key, absl::string_view seed) {
  return {key.name, key.Id(), Sign(seed, text)};
}

NoteSignature CosignNote(absl::string_view text, const VerifierKey& key, absl::string_view seed,
                         int64_t seconds) {
  const std::string signature = Sign(seed, CosignedBytes(text, seconds));
  return {key.name, key.Id(), absl::StrCat(BigEndian(static_cast<uint64_t>(seconds)), signature)};
}

absl::StatusOr<std::vector<Verified>> VerifyNote(const Note& note,
                                                 absl::Span<const VerifierKey> known) {
  std::vector<Verified> verified;
  for (const VerifierKey& key : known) {
    const std::string id = key.Id();
    bool heard = false;
    for (const NoteSignature& one : note.signatures) {
      if (one.name != key.name || one.key_id != id) continue;
      int64_t seconds = 0;
      if (!Holds(note.text, key, one.signature, seconds)) {
        return absl::DataLossError(
            absl::StrCat("the signature of ", key.name, " is not of this note"));
      }
      // Who signed twice is heard once.
      if (!std::exchange(heard, true)) verified.push_back({key, seconds});
    }
  }
  return verified;
}

}  // namespace assent::transparency
