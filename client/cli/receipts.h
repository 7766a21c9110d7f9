// What a member keeps of one entry, held against what is known here of its log.

#ifndef ASSENT_CLIENT_CLI_RECEIPTS_H_
#define ASSENT_CLIENT_CLI_RECEIPTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/cli/session.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/verify_export.h"

namespace assent::cli {

// What a member's key for cosigning a log is called: only theirs may be.
std::string CosignerName(absl::string_view origin, absl::string_view member_id);

struct ReceiptArgs {
  std::string entry;   // a file with the entry's bytes; empty: none
  std::string record;  // an exported folder or bundle; empty: none
  std::string key;     // the log's verifier key; empty: the one that is known here
};

// Verifies a receipt: who signed it and for which log, that the entry is in it, and that
// what was signed is of the record that is known here. The entry comes from a file or
// from a verified record: an exported one, or the server's. Shows what it proves.
absl::Status VerifyReceipt(Session& session, const std::string& bytes, const ReceiptArgs& args);

// The same of an entry whose hash is known, under the keys that are known here.
absl::Status CheckReceipt(Session& session, const std::string& bytes, const std::string& leaf_hash);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_RECEIPTS_H_
