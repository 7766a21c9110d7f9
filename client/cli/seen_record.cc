#include "client/cli/seen_record.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "client/cli/key_file.h"
#include "client/cli/record_memory.h"
#include "client/cli/rpc.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/tree.h"

namespace assent::cli {
namespace {

using Record = v1::RecordService::Stub;
using transparency::Checkpoint;
using transparency::VerifiedRecord;

constexpr absl::string_view kAnotherLog =
    "THIS IS ANOTHER LOG than the one that you belong to here: ask the other members what "
    "their assent verify says, and do not act here";

absl::StatusOr<SeenLog> Fetch(Session& session) {
  v1::GetCheckpointRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const v1::GetCheckpointResponse got,
                          Call(session, &Record::GetCheckpoint, request));
  SeenLog seen;
  ASSENT_ASSIGN_OR_RETURN(seen.note, transparency::ParseNote(got.checkpoint().note()));
  ASSENT_ASSIGN_OR_RETURN(seen.checkpoint, transparency::ParseCheckpoint(seen.note.text));
  return seen;
}

// An invitation names the first entry; no checkpoint has been checked yet.
absl::Status CheckBeginning(Session& session, const KnownRecord& known, const SeenLog& seen) {
  v1::GetInclusionProofRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_size(static_cast<int64_t>(seen.checkpoint.size));
  ASSENT_ASSIGN_OR_RETURN(const v1::GetInclusionProofResponse proof,
                          Call(session, &Record::GetInclusionProof, request));
  const transparency::Hashes hashes(proof.hashes().begin(), proof.hashes().end());
  const absl::Status holds = transparency::VerifyInclusion(
      known.genesis_hash, 0, seen.checkpoint.size, hashes, seen.checkpoint.root);
  return holds.ok() ? holds : absl::DataLossError(kAnotherLog);
}

// That the log continues from the checkpoint that was checked before.
absl::Status CheckFollows(Session& session, const KnownRecord& known, const SeenLog& seen) {
  if (!known.note) return CheckBeginning(session, known, seen);
  ASSENT_ASSIGN_OR_RETURN(const Checkpoint before, transparency::ParseCheckpoint(known.note->text));
  const Checkpoint& now = seen.checkpoint;
  if (now.size < before.size) {
    return KeepEvidence(known, *known.note, seen.note, session.now(),
                        absl::DataLossError(absl::StrCat("it had ", before.size,
                                                         " entries, and now it has ", now.size)));
  }
  absl::Status holds;
  if (now.size == before.size) {
    holds = now.root == before.root ? absl::OkStatus()
                                    : absl::DataLossError(absl::StrCat(
                                          "there are two histories of ", now.size, " entries"));
  } else {
    v1::GetConsistencyProofRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    request.set_old_size(static_cast<int64_t>(before.size));
    request.set_size(static_cast<int64_t>(now.size));
    ASSENT_ASSIGN_OR_RETURN(const v1::GetConsistencyProofResponse proof,
                            Call(session, &Record::GetConsistencyProof, request));
    const transparency::Hashes hashes(proof.hashes().begin(), proof.hashes().end());
    const absl::Status follows =
        transparency::VerifyConsistency(before.size, now.size, before.root, now.root, hashes);
    if (!follows.ok()) {
      holds = absl::DataLossError(absl::StrCat("the server cannot show that its ", now.size,
                                               " entries follow from the ", before.size,
                                               " that were seen here"));
    }
  }
  return holds.ok() ? holds : KeepEvidence(known, *known.note, seen.note, session.now(), holds);
}

absl::StatusOr<bool> GoesBack(const KnownRecord& known, uint64_t size) {
  if (!known.note) return false;
  ASSENT_ASSIGN_OR_RETURN(const Checkpoint before, transparency::ParseCheckpoint(known.note->text));
  return size < before.size;
}

}  // namespace

absl::StatusOr<VerifiedRecord> Verified(const RecordFiles& files, const std::string& assembly) {
  return transparency::VerifyExport(assembly,
                                    [&](const std::string& path) { return files.At(path); });
}

absl::StatusOr<VerifiedRecord> VerifyRecordOfServer(Session& session, bool accept) {
  ASSENT_ASSIGN_OR_RETURN(const Context* context, session.context());
  ASSENT_ASSIGN_OR_RETURN(const std::string name, ContextName(session));
  // Another program of this user may have seen more meanwhile: then it is asked again.
  for (bool again : {true, false}) {
    ASSENT_ASSIGN_OR_RETURN(const RecordFiles files, RecordFiles::FromServer(session));
    ASSENT_ASSIGN_OR_RETURN(VerifiedRecord record, Verified(files, context->assembly));
    const std::string& origin = record.checkpoint.origin;
    ASSENT_ASSIGN_OR_RETURN(const std::string pinned, OriginOf(name));
    if (!accept && !pinned.empty() && pinned != origin) return absl::DataLossError(kAnotherLog);
    ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known, RecallRecord(origin));
    if (again && known && !accept) {
      ASSENT_ASSIGN_OR_RETURN(const bool back, GoesBack(*known, record.checkpoint.size));
      if (back) continue;
    }
    ASSENT_RETURN_IF_ERROR(RememberRecord(record, Source::kServer, session.now(), accept).status());
    ASSENT_RETURN_IF_ERROR(KeepOrigin(name, origin));
    return record;
  }
  return absl::InternalError("a record that went back was not compared");
}

absl::StatusOr<SeenLog> SeeLog(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const std::string name, ContextName(session));
  for (bool again : {true, false}) {
    ASSENT_ASSIGN_OR_RETURN(SeenLog seen, Fetch(session));
    ASSENT_ASSIGN_OR_RETURN(const std::string origin, OriginOf(name));
    if (!origin.empty() && seen.checkpoint.origin != origin) {
      return absl::DataLossError(kAnotherLog);
    }
    ASSENT_ASSIGN_OR_RETURN(std::optional<KnownRecord> known, RecallRecord(seen.checkpoint.origin));
    const bool is_signed = known && known->SignerOf(seen.note, seen.checkpoint.size);
    // The log has a new key, or nothing of it is known: the whole of it says more.
    if ((origin.empty() || !is_signed) && again) {
      ASSENT_RETURN_IF_ERROR(VerifyRecordOfServer(session).status());
      continue;
    }
    if (!is_signed) {
      return absl::DataLossError("the server shows a checkpoint that the log's key has not signed");
    }
    ASSENT_ASSIGN_OR_RETURN(const bool back, GoesBack(*known, seen.checkpoint.size));
    if (back && again) continue;
    ASSENT_RETURN_IF_ERROR(CheckFollows(session, *known, seen));
    known->note = seen.note;
    ASSENT_RETURN_IF_ERROR(KeepRecord(*known));
    return seen;
  }
  return absl::InternalError("a checkpoint that went back was not compared");
}

}  // namespace assent::cli
