// What this user has verified of each log: the last checkpoint, and the first
// entry. A log is known by its origin. Files in the state folder, of this user
// alone:
//
//   record/{origin}            the hash of the first entry in hex digits, a line
//                              break, the checkpoint note
//   evidence/{origin}-{time}   two checkpoints that exclude one another

#ifndef ASSENT_CLIENT_CLI_RECORD_MEMORY_H_
#define ASSENT_CLIENT_CLI_RECORD_MEMORY_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/verify_export.h"

namespace assent::cli {

struct KnownRecord {
  std::string genesis_hash;
  transparency::Note note;
};

// nullopt: nothing of this log has been verified here. kDataLoss if the file is
// none of ours.
absl::StatusOr<std::optional<KnownRecord>> RecallRecord(const std::string& origin);

// Compares with what was verified before, and remembers the record in its place
// if it is longer. `from_server`: a record that goes back is then refused; an
// older export may be looked at. `accept`: the user knows of a fork, and goes on
// with this record. Errors: kDataLoss, where both exclude one another (then an
// evidence file is written, and named) or a record goes back.
absl::Status RememberRecord(const transparency::VerifiedRecord& record, bool from_server,
                            absl::Time now, bool accept = false);

// Writes both checkpoints into an evidence file, and returns `why` with its name.
absl::Status KeepEvidence(const std::string& origin, const transparency::Note& one,
                          const transparency::Note& other, absl::Time now, const absl::Status& why);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_RECORD_MEMORY_H_
