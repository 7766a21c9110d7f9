// Verifies an exported log of an assembly: signature, root, every tile, every
// entry, every rule and every outcome (verify.h). What it reads are the files of
// a C2SP tile log with those of bundles.h beside them. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_VERIFY_EXPORT_H_
#define ASSENT_SERVER_TRANSPARENCY_VERIFY_EXPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tiles.h"
#include "server/transparency/verify.h"

namespace assent::transparency {

// One of the keys that a log had, and the smallest size that it has signed for; the next
// one, if there is one, signs from its own size on.
struct LogKeyEra {
  uint64_t from = 0;
  VerifierKey key;
};

// The key that signs for a log of that size; null: none does.
const VerifierKey* KeyAt(const std::vector<LogKeyEra>& keys, uint64_t size);

// A record that has been verified.
class VerifiedRecord {
 public:
  Checkpoint checkpoint;
  Note note;
  VerifierKey key;              // as it is now
  std::vector<LogKeyEra> keys;  // all of them, in order
  std::string genesis_hash;
  std::string display_name;  // empty where its text is not there
  int64_t members = 0;
  int64_t decisions = 0;
  SignedShare signed_share;
  ShownTexts::Count texts_not_shown;
  // How many members' cosignatures the charter asks for.
  int32_t cosigners = 0;
  // The public keys that members sign with, and the ids of those who have not left.
  std::map<std::string, std::string> member_of_key;
  std::vector<std::string> leaf_hashes;

  // The root that the record had at an earlier size; kOutOfRange beyond it.
  absl::StatusOr<std::string> RootOfFirst(uint64_t size) const;
};

// kDataLoss names the file or the entry that breaks, and how.
absl::StatusOr<VerifiedRecord> VerifyExport(
    absl::string_view assembly, FileReader file_at,
    Verification::Outcomes outcomes = Verification::Outcomes::kDecideAgain);

// Whether a checkpoint that somebody else has, signed by the key that the log had at its
// size, is of this record or of its beginning. OK; kDataLoss: the two exclude one another,
// and together they prove that the record was changed; kOutOfRange: it is of a
// longer record; kInvalidArgument: it is no checkpoint of this log.
absl::Status CompareWith(const VerifiedRecord& record, const Note& other);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_VERIFY_EXPORT_H_
