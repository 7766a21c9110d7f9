#include "client/cli/receipts.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "client/cli/files.h"
#include "client/cli/record_files.h"
#include "client/cli/record_memory.h"
#include "client/cli/rpc.h"
#include "client/cli/seen_record.h"
#include "client/cli/visible.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/tree.h"

namespace assent::cli {
namespace {

using transparency::Checkpoint;
using transparency::VerifiedRecord;
using transparency::VerifierKey;

// A receipt with the checkpoint that it is for.
struct Shown {
  transparency::Receipt receipt;
  Checkpoint checkpoint;
};

absl::StatusOr<Shown> Parse(const std::string& bytes) {
  Shown shown;
  ASSENT_ASSIGN_OR_RETURN(shown.receipt, transparency::ParseReceipt(bytes));
  ASSENT_ASSIGN_OR_RETURN(shown.checkpoint,
                          transparency::ParseCheckpoint(shown.receipt.checkpoint.text));
  return shown;
}

absl::Status NotSigned(const Shown& shown) {
  return absl::DataLossError(
      absl::StrCat("the receipt is not signed by the key that is known here of the log ",
                   VisibleLine(shown.checkpoint.origin), ": it proves nothing"));
}

// By a key that the user names.
absl::Status CheckSignedBy(const Shown& shown, const std::string& text) {
  ASSENT_ASSIGN_OR_RETURN(const VerifierKey key, transparency::ParseVerifierKey(text));
  const auto verified = transparency::VerifyNote(shown.receipt.checkpoint, {key});
  const bool is_signed = verified.ok() && !verified->empty() &&
                         shown.checkpoint.origin == key.name &&
                         key.type == transparency::KeyType::kEd25519;
  return is_signed ? absl::OkStatus() : NotSigned(shown);
}

absl::Status CheckSignedByKnown(const Shown& shown, const std::optional<KnownRecord>& known) {
  if (!known) {
    return absl::FailedPreconditionError(absl::StrCat(
        "nothing is known here of the log ", VisibleLine(shown.checkpoint.origin),
        ": give its key with --vkey, as an invitation names it, or its record with --record"));
  }
  return known->SignerOf(shown.receipt.checkpoint, shown.checkpoint.size) ? absl::OkStatus()
                                                                          : NotSigned(shown);
}

absl::Status CheckIncludes(const Shown& shown, const std::string& leaf_hash) {
  const absl::Status holds =
      transparency::VerifyInclusion(leaf_hash, shown.receipt.index, shown.checkpoint.size,
                                    shown.receipt.proof, shown.checkpoint.root);
  return holds.ok() ? holds
                    : absl::DataLossError(
                          absl::StrCat("the receipt does not prove that this entry is in the log: ",
                                       std::string(holds.message())));
}

absl::Status Fork(Session& session, const KnownRecord& known, const Shown& shown,
                  const transparency::Note& other, const std::string& why) {
  return KeepEvidence(known, other, shown.receipt.checkpoint, session.now(),
                      absl::DataLossError(why));
}

// Against what was checked here before, as far as that goes without a record.
absl::Status CompareWithKnown(Session& session, const Shown& shown, const KnownRecord& known) {
  if (!known.note) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const Checkpoint before, transparency::ParseCheckpoint(known.note->text));
  if (before.size != shown.checkpoint.size || before.root == shown.checkpoint.root) {
    return absl::OkStatus();
  }
  return Fork(session, known, shown, *known.note,
              absl::StrCat("there are two histories of ", before.size, " entries"));
}

// That the receipt was signed for the beginning of this record. A record that is too short
// leaves the comparison to what is known.
absl::Status CompareWithRecord(Session& session, const Shown& shown, const VerifiedRecord& record,
                               const std::optional<KnownRecord>& known) {
  if (shown.checkpoint.size > record.checkpoint.size) {
    session.Note(absl::StrCat("the receipt is of ", shown.checkpoint.size,
                              " entries, and the record has ", record.checkpoint.size,
                              ": they are compared as far as the record goes"));
    return absl::OkStatus();
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string root, record.RootOfFirst(shown.checkpoint.size));
  if (root == shown.checkpoint.root) return absl::OkStatus();
  const std::string why = absl::StrCat("the receipt was signed for another history of ",
                                       shown.checkpoint.size, " entries than the record has");
  if (!known) return absl::DataLossError(why);
  return Fork(session, *known, shown, record.note, why);
}

absl::StatusOr<std::string> LeafOf(const VerifiedRecord& record, uint64_t index) {
  if (index < record.leaf_hashes.size()) return record.leaf_hashes[index];
  return absl::NotFoundError(
      absl::StrCat("the record has no entry ", index + 1, ": it is older than the receipt"));
}

absl::Status Report(Session& session, const Shown& shown, const std::string& leaf_hash) {
  return session.ShowRows({"what", "value"}, {{"entry", absl::StrCat(shown.receipt.index + 1)},
                                              {"of", absl::StrCat(shown.checkpoint.size)},
                                              {"log", VisibleLine(shown.checkpoint.origin)},
                                              {"leaf", absl::BytesToHexString(leaf_hash)}});
}

// With a whole record: exported, or the server's.
absl::Status VerifyWithRecord(Session& session, const Shown& shown, const ReceiptArgs& args) {
  absl::StatusOr<VerifiedRecord> record = absl::InternalError("");
  if (args.record.empty()) {
    record = VerifyRecordOfServer(session);
  } else {
    ASSENT_ASSIGN_OR_RETURN(const RecordFiles files, RecordFiles::FromDisk(args.record));
    record = Verified(files, "");
    if (record.ok()) {
      ASSENT_RETURN_IF_ERROR(RememberRecord(*record, Source::kDisk, session.now()).status());
    }
  }
  ASSENT_RETURN_IF_ERROR(record.status());
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known,
                          RecallRecord(shown.checkpoint.origin));
  if (shown.checkpoint.origin != record->checkpoint.origin) {
    return absl::DataLossError("the receipt is of another log than the record");
  }
  if (args.key.empty()) ASSENT_RETURN_IF_ERROR(CheckSignedByKnown(shown, known));
  ASSENT_RETURN_IF_ERROR(CompareWithRecord(session, shown, *record, known));
  ASSENT_ASSIGN_OR_RETURN(const std::string leaf_hash, LeafOf(*record, shown.receipt.index));
  ASSENT_RETURN_IF_ERROR(CheckIncludes(shown, leaf_hash));
  return Report(session, shown, leaf_hash);
}

}  // namespace

std::string CosignerName(absl::string_view origin, absl::string_view member_id) {
  return absl::StrCat(origin, "/", member_id);
}

absl::Status VerifyReceipt(Session& session, const std::string& bytes, const ReceiptArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const Shown shown, Parse(bytes));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known,
                          RecallRecord(shown.checkpoint.origin));
  if (!args.key.empty()) ASSENT_RETURN_IF_ERROR(CheckSignedBy(shown, args.key));
  if (known) ASSENT_RETURN_IF_ERROR(CompareWithKnown(session, shown, *known));
  if (args.entry.empty()) return VerifyWithRecord(session, shown, args);
  ASSENT_ASSIGN_OR_RETURN(const std::string entry, ReadFileOrStdin(args.entry));
  const std::string leaf_hash = transparency::LeafHash(entry);
  if (args.key.empty()) ASSENT_RETURN_IF_ERROR(CheckSignedByKnown(shown, known));
  ASSENT_RETURN_IF_ERROR(CheckIncludes(shown, leaf_hash));
  return Report(session, shown, leaf_hash);
}

absl::Status CheckReceipt(Session& session, const std::string& bytes,
                          const std::string& leaf_hash) {
  ASSENT_ASSIGN_OR_RETURN(const Shown shown, Parse(bytes));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known,
                          RecallRecord(shown.checkpoint.origin));
  ASSENT_RETURN_IF_ERROR(CheckSignedByKnown(shown, known));
  ASSENT_RETURN_IF_ERROR(CompareWithKnown(session, shown, *known));
  return CheckIncludes(shown, leaf_hash);
}

}  // namespace assent::cli
