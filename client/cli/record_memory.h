// What this user knows of each log: the hash of its first entry, the keys that sign for
// it, and the newest checkpoint that was checked here. A log is known by its origin, and
// which log a membership is in by the name of its context. Files in the state folder, of
// this user alone; {log}: hex digits of SHA-256(origin):
//
//   record/{log}             the lines "origin ORIGIN", "genesis HEX", and for each key
//                            "key FROM VKEY" (FROM: the smallest size that it signs for; 0:
//                            named by an invitation, at some size); an empty line; the
//                            checkpoint note, if there is one
//   record/of/{context}      the origin
//   evidence/{log}-{time}    two checkpoints that exclude one another
//
// Evidence accuses whoever has the log's key, so it is only written where both checkpoints
// are signed by one key that was known here before. Whatever else does not fit is another
// log, of whoever made it.

#ifndef ASSENT_CLIENT_CLI_RECORD_MEMORY_H_
#define ASSENT_CLIENT_CLI_RECORD_MEMORY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/verify_export.h"

namespace assent::cli {

struct KnownRecord {
  std::string origin;
  std::string genesis_hash;
  std::vector<transparency::LogKeyEra> keys;
  std::optional<transparency::Note> note;

  // Which of the keys has signed the note, of a log of that size; nullopt: none of them.
  std::optional<transparency::VerifierKey> SignerOf(const transparency::Note& note,
                                                    uint64_t size) const;
};

// nullopt: nothing of this log is known here. kDataLoss if the file is none of ours.
absl::StatusOr<std::optional<KnownRecord>> RecallRecord(const std::string& origin);
absl::Status KeepRecord(const KnownRecord& record);

// The origin of the log that the membership of that name is in; empty: not known yet.
absl::StatusOr<std::string> OriginOf(const std::string& context);
absl::Status KeepOrigin(const std::string& context, const std::string& origin);
// Keeps what an invitation, or a founding, says of the log that a membership is in.
absl::Status PinRecord(const std::string& context, absl::string_view genesis_hash,
                       absl::string_view log_key);

// Where a record comes from. One from a server may not go back behind what was seen of it;
// one from disk may be older, and is only remembered where its log is known already.
enum class Source { kServer, kDisk };

// Compares with what is known, and remembers the record in its place if it is longer.
// `accept`: the user knows of a fork, and goes on with this record. kDataLoss: it is
// another record, or it goes back; where that proves something, evidence is written, and
// named. Returns whether it is remembered.
absl::StatusOr<bool> RememberRecord(const transparency::VerifiedRecord& record, Source source,
                                    absl::Time now, bool accept = false);

// Returns `why`, with the name of an evidence file where both checkpoints are signed by one
// and the same known key.
absl::Status KeepEvidence(const KnownRecord& known, const transparency::Note& one,
                          const transparency::Note& other, absl::Time now, const absl::Status& why);
// Likewise of something else that a member signed, in words and lines to be shown.
absl::Status KeepTestimony(const std::string& origin, const transparency::Note& one,
                           absl::string_view other, absl::Time now, const absl::Status& why);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_RECORD_MEMORY_H_
