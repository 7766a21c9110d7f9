// The log as the server shows it now, held against what is known of it here.

#ifndef ASSENT_CLIENT_CLI_SEEN_RECORD_H_
#define ASSENT_CLIENT_CLI_SEEN_RECORD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/record_files.h"
#include "client/cli/session.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/verify_export.h"

namespace assent::cli {

// Verifies what was exported; `assembly`: its id, or "" to take the one in the log.
absl::StatusOr<transparency::VerifiedRecord> Verified(const RecordFiles& files,
                                                      const std::string& assembly);

// The whole record of the server, verified, compared with what is known and remembered.
// `accept` as for RememberRecord(). kDataLoss also for the record of another log than the
// one that the membership in use is in.
absl::StatusOr<transparency::VerifiedRecord> VerifyRecordOfServer(Session& session,
                                                                  bool accept = false);

struct SeenLog {
  transparency::Note note;
  transparency::Checkpoint checkpoint;
};

// The checkpoint of the server, once it is signed by the key that is known here and follows
// from the one that was checked before; remembered in its place. What is not known yet is
// learnt from the whole record. kDataLoss, with evidence where it is some.
absl::StatusOr<SeenLog> SeeLog(Session& session);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_SEEN_RECORD_H_
