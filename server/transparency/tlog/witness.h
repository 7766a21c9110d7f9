// What goes between a log and its witnesses (C2SP tlog-witness, add-checkpoint): a checkpoint
// with the proof that it follows from the one that the witness signed before. Pure.
//
//   request    "old N", base64 hashes of the consistency proof, a line each, an empty line, the
//              checkpoint note
//   answer     signature lines of the note, a line each; or, where N is not what the witness
//              has signed last, that size in decimal and a line break
//
// Over HTTP the second answer is a conflict, of the type text/x.tlog.size.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_WITNESS_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_WITNESS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tree.h"

namespace assent::transparency {

struct WitnessRequest {
  uint64_t old_size = 0;  // 0: the witness has signed nothing of this log
  Hashes proof;
  Note checkpoint;

  std::string ToString() const;
};

// kInvalidArgument if the bytes are none. Who signed the note, and what the proof proves, is for
// VerifyNote() and CheckExtends() to say.
absl::StatusOr<WitnessRequest> ParseWitnessRequest(absl::string_view bytes);

// Whether the request shows that `now`, its checkpoint, follows from what the witness signed
// last; nullopt: nothing. Expects that its old_size is the size of that. kInvalidArgument: it
// goes back, or has a proof where there is nothing to prove; kDataLoss: it does not.
absl::Status CheckExtends(const WitnessRequest& request, const Checkpoint& now,
                          const std::optional<Checkpoint>& last);

struct WitnessAnswer {
  std::optional<uint64_t> conflict;  // the size that the witness has signed last
  std::vector<NoteSignature> signatures;
};

// Of an answer about the note of that text. kInvalidArgument if it is none.
absl::StatusOr<WitnessAnswer> ParseWitnessAnswer(absl::string_view bytes, absl::string_view text);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_WITNESS_H_
