// Checkpoints (C2SP tlog-checkpoint v1.0.0): what a log says of itself, as the text of a
// signed note; and what a member keeps of one entry (C2SP tlog-proof v1). Pure.
//
//   checkpoint  origin, size in decimal, base64(root), a line each; lines of extensions
//               may follow in foreign logs, ours have none
//   receipt     "c2sp.org/tlog-proof@v1", in foreign ones perhaps "extra" and base64 of
//               something that proves nothing, "index N", base64 hashes of an inclusion
//               proof, a line each, an empty line, the checkpoint note

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_CHECKPOINT_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_CHECKPOINT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tree.h"

namespace assent::transparency {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  std::string root;  // 32 bytes

  std::string ToString() const;
};

// kInvalidArgument if the text is none.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

struct Receipt {
  std::string extra;
  uint64_t index = 0;
  Hashes proof;
  Note checkpoint;

  std::string ToString() const;
};

// kInvalidArgument if the bytes are none. Whether it proves anything is for
// VerifyNote() and VerifyInclusion() to say.
absl::StatusOr<Receipt> ParseReceipt(absl::string_view bytes);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_CHECKPOINT_H_
