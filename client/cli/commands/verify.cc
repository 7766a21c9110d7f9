// Verifies a record: that of the server, an export, or a receipt.

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/files.h"
#include "client/cli/record_files.h"
#include "client/cli/record_memory.h"
#include "client/cli/rpc.h"
#include "client/cli/verb.h"
#include "client/cli/visible.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/phrase.h"
#include "server/transparency/tlog/tree.h"
#include "server/transparency/verify_export.h"

namespace assent::cli {
namespace {

using Record = v1::RecordService::Stub;
using transparency::Note;
using transparency::VerifiedRecord;
using transparency::VerifierKey;

struct VerifyArgs {
  std::string what;
  std::string against;
  bool accept = false;
};

absl::StatusOr<VerifiedRecord> Verified(const RecordFiles& files, const std::string& assembly) {
  return transparency::VerifyExport(assembly,
                                    [&](const std::string& path) { return files.At(path); });
}

// That the server can prove what it shows: the last verified record is the
// beginning of this one.
absl::Status CheckProof(Session& session, const std::string& assembly,
                        const VerifiedRecord& record) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known,
                          RecallRecord(record.checkpoint.origin));
  if (!known.has_value()) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const transparency::Checkpoint before,
                          transparency::ParseCheckpoint(known->note.text));
  if (before.size > record.checkpoint.size) return absl::OkStatus();  // RememberRecord() refuses it
  v1::GetConsistencyProofRequest request;
  request.set_parent(assembly);
  request.set_old_size(static_cast<int64_t>(before.size));
  request.set_size(static_cast<int64_t>(record.checkpoint.size));
  ASSENT_ASSIGN_OR_RETURN(const v1::GetConsistencyProofResponse proof,
                          Call(session, &Record::GetConsistencyProof, request));
  const std::vector<std::string> hashes(proof.hashes().begin(), proof.hashes().end());
  const absl::Status holds = transparency::VerifyConsistency(
      before.size, record.checkpoint.size, before.root, record.checkpoint.root, hashes);
  if (holds.ok()) return holds;
  return KeepEvidence(record.checkpoint.origin, known->note, record.note, session.now(), holds);
}

// Who has signed for how much of a record, with which the charter's policy of
// k members is met for some of it, or not yet.
struct Witnesses {
  int32_t asked_for = 0;  // k
  int64_t keys = 0;
  std::map<std::string, uint64_t> size_of;  // the newest of each member

  // How many entries at least k members have signed for.
  uint64_t Witnessed() const {
    std::vector<uint64_t> sizes;
    for (const auto& [member, size] : size_of) sizes.push_back(size);
    std::sort(sizes.rbegin(), sizes.rend());
    const auto k = static_cast<size_t>(asked_for);
    return k == 0 || sizes.size() < k ? 0 : sizes[k - 1];
  }

  std::string InWords() const {
    if (asked_for == 0) return "the charter asks for none";
    if (const uint64_t size = Witnessed(); size > 0) {
      return absl::StrCat("the first ", size, " entries, by ", asked_for, " members or more");
    }
    return absl::StrCat("nothing yet, ", size_of.size(), " of ", asked_for,
                        " members have signed: assent log cosign");
  }
};

// That other members' clients have signed for the beginning of this record, and
// for nothing else.
absl::Status CheckCosignatures(Session& session, const std::string& assembly,
                               const VerifiedRecord& record, Witnesses& witnesses) {
  v1::ListCosignaturesRequest request;
  request.set_parent(assembly);
  ASSENT_ASSIGN_OR_RETURN(const v1::ListCosignaturesResponse all,
                          Call(session, &Record::ListCosignatures, request));
  witnesses.asked_for = all.threshold();
  for (const v1::Cosignature& one : all.cosignatures()) {
    const auto size = static_cast<uint64_t>(one.size());
    if (size > record.checkpoint.size) continue;  // of a record that has grown meanwhile
    transparency::Checkpoint seen{record.checkpoint.origin, size, ""};
    ASSENT_ASSIGN_OR_RETURN(seen.root, record.RootOfFirst(size));
    ASSENT_ASSIGN_OR_RETURN(const VerifierKey key, transparency::ParseVerifierKey(one.key()));
    ASSENT_ASSIGN_OR_RETURN(
        const Note note, transparency::ParseNote(absl::StrCat(seen.ToString(), "\n", one.line())));
    const auto verified = transparency::VerifyNote(note, {key});
    if (!verified.ok() || verified->empty()) {
      return absl::DataLossError(absl::StrCat(
          "THE RECORD WAS CHANGED: ", VisibleLine(one.member()), " has cosigned another record of ",
          size,
          " entries: compare with them, by assent log checkpoint and assent verify --against"));
    }
    ++witnesses.keys;
    uint64_t& newest = witnesses.size_of[one.member()];
    newest = std::max(newest, size);
  }
  return absl::OkStatus();
}

absl::Status CheckAgainst(Session& session, const VerifiedRecord& record, const std::string& file) {
  if (file.empty()) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const std::string bytes, ReadFileOrStdin(file));
  ASSENT_ASSIGN_OR_RETURN(const Note other, transparency::ParseNote(bytes));
  const absl::Status same = transparency::CompareWith(record, other);
  if (!absl::IsDataLoss(same)) return same;
  return KeepEvidence(record.checkpoint.origin, record.note, other, session.now(), same);
}

// Without a server nobody says who has signed.
absl::Status Report(Session& session, const VerifiedRecord& record, const Witnesses* witnesses) {
  std::vector<std::vector<std::string>> rows = {
      {"verified", VisibleLine(record.display_name)},
      {"entries", absl::StrCat(record.checkpoint.size)},
      {"members", absl::StrCat(record.members)},
      {"decisions", absl::StrCat(record.decisions)},
      {"log", record.key.ToString()},
      {"first entry", absl::BytesToHexString(record.genesis_hash)},
      {"root", absl::BytesToHexString(record.checkpoint.root)},
      {"to read aloud", transparency::PhraseOf(record.checkpoint.root)}};
  if (witnesses != nullptr) {
    rows.push_back({"cosignatures", absl::StrCat(witnesses->keys)});
    rows.push_back({"witnessed", witnesses->InWords()});
  }
  return session.ShowRows({"what", "value"}, rows);
}

absl::Status VerifyServer(Session& session, const VerifyArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const Context* context, session.context());
  ASSENT_ASSIGN_OR_RETURN(const RecordFiles files, RecordFiles::FromServer(session));
  ASSENT_ASSIGN_OR_RETURN(const VerifiedRecord record, Verified(files, context->assembly));
  ASSENT_RETURN_IF_ERROR(CheckAgainst(session, record, args.against));
  if (!args.accept) ASSENT_RETURN_IF_ERROR(CheckProof(session, assembly, record));
  ASSENT_RETURN_IF_ERROR(RememberRecord(record, /*from_server=*/true, session.now(), args.accept));
  Witnesses witnesses;
  ASSENT_RETURN_IF_ERROR(CheckCosignatures(session, assembly, record, witnesses));
  return Report(session, record, &witnesses);
}

// A receipt proves one entry, under the key of a record that was verified here.
absl::Status VerifyReceipt(Session& session, const std::string& bytes) {
  ASSENT_ASSIGN_OR_RETURN(const transparency::Receipt receipt, transparency::ParseReceipt(bytes));
  ASSENT_ASSIGN_OR_RETURN(const transparency::Checkpoint checkpoint,
                          transparency::ParseCheckpoint(receipt.checkpoint.text));
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  v1::GetInclusionProofRequest request;
  request.set_parent(assembly);
  request.set_index(static_cast<int64_t>(receipt.index));
  ASSENT_ASSIGN_OR_RETURN(const v1::GetInclusionProofResponse now,
                          Call(session, &Record::GetInclusionProof, request));
  ASSENT_RETURN_IF_ERROR(transparency::VerifyInclusion(
      now.leaf_hash(), receipt.index, checkpoint.size, receipt.proof, checkpoint.root));
  return session.ShowRows({"what", "value"}, {{"entry", absl::StrCat(receipt.index + 1)},
                                              {"of", absl::StrCat(checkpoint.size)},
                                              {"leaf", absl::BytesToHexString(now.leaf_hash())}});
}

absl::Status Verify(Session& session, const VerifyArgs& args) {
  if (args.what.empty()) return VerifyServer(session, args);
  const absl::StatusOr<std::string> bytes = ReadFileOrStdin(args.what);
  if (bytes.ok() && absl::StartsWith(*bytes, "c2sp.org/tlog-proof")) {
    return VerifyReceipt(session, *bytes);
  }
  ASSENT_ASSIGN_OR_RETURN(const RecordFiles files, RecordFiles::FromDisk(args.what));
  ASSENT_ASSIGN_OR_RETURN(const VerifiedRecord record, Verified(files, ""));
  ASSENT_RETURN_IF_ERROR(CheckAgainst(session, record, args.against));
  ASSENT_RETURN_IF_ERROR(RememberRecord(record, /*from_server=*/false, session.now()));
  return Report(session, record, nullptr);
}

Action DefineVerify(CLI::App& app) {
  auto args = std::make_shared<VerifyArgs>();
  app.add_option("WHAT", args->what, "An exported folder, a bundle or a receipt; else the server");
  app.add_option("--against", args->against, "A checkpoint that another member has; - is stdin");
  app.add_flag("--accept-fork", args->accept,
               "Go on with this record, though another one was verified here: after a backup");
  return [args](Session& session) { return Verify(session, *args); };
}

}  // namespace

std::vector<Verb> VerifyVerbs() {
  return {
      {"verify",
       kGroupReading,
       "Checks a record: every signature and proof, and every rule, count and outcome again.",
       {"assent verify", "assent verify kitchen-record", "assent verify --against bo.txt"},
       {"GetConsistencyProof"},
       DefineVerify},
  };
}

}  // namespace assent::cli
