// What other programs publish and hand over: signed notes, checkpoints, receipts, verifier keys, requests
// and answers of witnesses, names and pieces of tiles. The first byte says which. Refused, or read; and what
// is read is written as it came, since every one of these has one form, but for the hash of a key.

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/transparency/bundles.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tiles.h"
#include "server/transparency/tlog/witness.h"
#include "tests/fuzz/fuzz.h"

namespace assent::fuzz {
namespace {

using namespace transparency;

void RequireRefused(const absl::Status& status) {
  Require(absl::IsInvalidArgument(status) || absl::IsDataLoss(status), status.ToString());
  Require(!status.message().empty(), "refused without a word");
}

template <typename Parsed>
void RequireSame(const absl::StatusOr<Parsed>& parsed, absl::string_view bytes) {
  if (!parsed.ok()) return RequireRefused(parsed.status());
  const std::string written = parsed->ToString();
  Require(written == bytes, absl::StrCat("it is written otherwise:\n", written));
}

// Lines of extensions are passed over.
void LookAtCheckpoint(absl::string_view text) {
  auto parsed = ParseCheckpoint(text);
  if (!parsed.ok()) return RequireRefused(parsed.status());
  // The seeded mistake: logs are taken to be named in small letters.
  if (IsCanary()) absl::AsciiStrToLower(&parsed->origin);
  const auto again = ParseCheckpoint(parsed->ToString());
  Require(again.ok() && again->ToString() == parsed->ToString(), "another checkpoint");
  Require(text.substr(0, parsed->ToString().size()) == parsed->ToString(), "it began otherwise");
  Require(parsed->root.size() == 32, "a root of another length");
}

void LookAtNote(absl::string_view bytes) {
  const auto note = ParseNote(bytes);
  RequireSame(note, bytes);
  if (!note.ok()) return;
  Require(!note->signatures.empty(), "a note that nobody signed");
  const VerifierKey nobody = {"nobody", KeyType::kEd25519, std::string(32, '\1')};
  const auto verified = VerifyNote(*note, {nobody});
  Require(!verified.ok() || verified->empty(), "nobody has signed it");
}

// As Go's x/mod does, capitals are read in the hash of a key; they are not written.
void LookAtKey(absl::string_view bytes) {
  std::string in_small(bytes);
  const size_t plus = bytes.find('+');
  for (size_t i = plus; i < bytes.size() && i <= plus + 8; ++i) {
    in_small[i] = absl::ascii_tolower(in_small[i]);
  }
  RequireSame(ParseVerifierKey(bytes), in_small);
}

void LookAtAnswer(absl::string_view bytes) {
  const auto answer = ParseWitnessAnswer(bytes, "a log\n1\nx\n");
  if (!answer.ok()) return RequireRefused(answer.status());
  Require(answer->conflict.has_value() == answer->signatures.empty(), "neither, or both");
}

void LookAtPath(absl::string_view path) {
  const auto place = ParseTilePath(path);
  if (!place) return;
  Require(place->Path() == path, absl::StrCat("another path: ", place->Path()));
  Require(place->width >= 1 && place->width <= kTileWidth, "a width that no tile has");
}

template <typename Read, typename Add>
void LookAtBundle(absl::string_view bundle, Read read, Add add) {
  for (const uint64_t width : {1, 2, 3, 256}) {
    const auto pieces = read(bundle, width);
    if (!pieces.ok()) {
      RequireRefused(pieces.status());
      continue;
    }
    std::string again;
    for (const absl::string_view piece : *pieces) add(piece, again);
    Require(pieces->size() == width && again == bundle, "another bundle");
  }
}

void Look(uint8_t what, absl::string_view rest) {
  switch (what % 9) {
    case 0:
      return LookAtNote(rest);
    case 1:
      return LookAtCheckpoint(rest);
    case 2:
      return RequireSame(ParseReceipt(rest), rest);
    case 3:
      return LookAtKey(rest);
    case 4:
      return RequireSame(ParseWitnessRequest(rest), rest);
    case 5:
      return LookAtAnswer(rest);
    case 6:
      return LookAtPath(rest);
    case 7:
      return LookAtBundle(rest, EntriesOf, AddEntry);
    default:
      return LookAtBundle(rest, OpeningsOf, AddOpenings);
  }
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  const uint8_t what = input.Byte();
  Look(what, input.rest());
  return 0;
}
