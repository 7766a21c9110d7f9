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
#include "client/cli/key_file.h"
#include "client/cli/receipts.h"
#include "client/cli/record_files.h"
#include "client/cli/record_memory.h"
#include "client/cli/rpc.h"
#include "client/cli/seen_record.h"
#include "client/cli/verb.h"
#include "client/cli/visible.h"
#include "client/cli/witness_memory.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/phrase.h"
#include "server/transparency/tlog/tree.h"
#include "server/transparency/verify_export.h"

namespace assent::cli {
namespace {

using Record = v1::RecordService::Stub;
using transparency::Checkpoint;
using transparency::Note;
using transparency::VerifiedRecord;

struct VerifyArgs {
  std::string what;
  std::string against;
  bool accept = false;
  bool unwitnessed = false;
  ReceiptArgs receipt;
};

// That the server can prove what it shows: what was known before is the beginning of it.
absl::Status CheckProof(Session& session, const std::string& assembly, const Checkpoint& before,
                        const VerifiedRecord& record) {
  v1::GetConsistencyProofRequest request;
  request.set_parent(assembly);
  request.set_old_size(static_cast<int64_t>(before.size));
  request.set_size(static_cast<int64_t>(record.checkpoint.size));
  ASSENT_ASSIGN_OR_RETURN(const v1::GetConsistencyProofResponse proof,
                          Call(session, &Record::GetConsistencyProof, request));
  const std::vector<std::string> hashes(proof.hashes().begin(), proof.hashes().end());
  const absl::Status holds = transparency::VerifyConsistency(
      before.size, record.checkpoint.size, before.root, record.checkpoint.root, hashes);
  // Its entries are the ones that were there: that was looked at before.
  return holds.ok() ? holds
                    : absl::DataLossError(absl::StrCat("the server does not prove what it shows: ",
                                                       std::string(holds.message())));
}

// The checkpoint that was known before; nullopt: none was.
absl::StatusOr<std::optional<Checkpoint>> CheckpointBefore(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const std::string name, ContextName(session));
  ASSENT_ASSIGN_OR_RETURN(const std::string origin, OriginOf(name));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known, RecallRecord(origin));
  if (!known || !known->note) return std::optional<Checkpoint>();
  return transparency::ParseCheckpoint(known->note->text);
}

// Who has signed for how much of a record, with which the charter's policy of
// k members is met for some of it, or not yet.
struct Witnesses {
  int32_t asked_for = 0;                    // k
  int64_t unknown = 0;                      // cosignatures by keys that the log does not name
  std::map<std::string, uint64_t> size_of;  // the newest of each member

  // How many entries at least k members have signed for.
  uint64_t Witnessed() const {
    std::vector<uint64_t> sizes;
    for (const auto& [member, size] : size_of) sizes.push_back(size);
    std::sort(sizes.rbegin(), sizes.rend());
    const auto k = static_cast<size_t>(asked_for);
    return k == 0 || sizes.size() < k ? 0 : sizes[k - 1];
  }

  std::string WhoInWords() const {
    const std::string others =
        unknown == 0 ? "" : absl::StrCat("; ", unknown, " by keys that the log does not name");
    return absl::StrCat(size_of.size(), size_of.size() == 1 ? " member" : " members", others);
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

// The line with which somebody cosigned, against the record: whose key it is says the
// record itself, and not the server.
absl::Status CheckCosignature(Session& session, const VerifiedRecord& record,
                              const v1::Cosignature& one, Witnesses& witnesses) {
  const auto key = transparency::ParseVerifierKey(one.key());
  const auto member = key.ok() ? record.member_of_key.find(key->key) : record.member_of_key.end();
  const bool theirs = member != record.member_of_key.end() &&
                      key->type == transparency::KeyType::kCosignature &&
                      key->name == CosignerName(record.checkpoint.origin, member->second);
  if (!theirs) {
    ++witnesses.unknown;
    return absl::OkStatus();
  }
  const auto size = static_cast<uint64_t>(one.size());
  if (size > record.checkpoint.size) {
    return absl::DataLossError(absl::StrCat(
        "THE SERVER SHOWS LESS THAN IT DID: ", VisibleLine(one.member()), " has cosigned ", size,
        " entries, and there are ", record.checkpoint.size,
        " here: compare with them, by assent log checkpoint and assent verify --against"));
  }
  Checkpoint seen{record.checkpoint.origin, size, ""};
  ASSENT_ASSIGN_OR_RETURN(seen.root, record.RootOfFirst(size));
  const auto note = transparency::ParseNote(absl::StrCat(seen.ToString(), "\n", one.line()));
  const auto verified =
      note.ok() ? transparency::VerifyNote(*note, {*key}) : std::vector<transparency::Verified>();
  if (verified.ok() && !verified->empty()) {
    uint64_t& newest = witnesses.size_of[member->second];
    newest = std::max(newest, size);
    return absl::OkStatus();
  }
  return KeepTestimony(
      record.checkpoint.origin, record.note,
      absl::StrCat("member ", VisibleLine(one.member()), "\nkey ", one.key(), "\nsize ", size, "\n",
                   one.line()),
      session.now(),
      absl::DataLossError(absl::StrCat(
          VisibleLine(one.member()), " has cosigned another record of ", size,
          " entries: compare with them, by assent log checkpoint and assent verify --against")));
}

absl::StatusOr<v1::ListCosignaturesResponse> FetchCosignatures(Session& session,
                                                               const std::string& assembly) {
  v1::ListCosignaturesRequest request;
  request.set_parent(assembly);
  return Call(session, &Record::ListCosignatures, request);
}

absl::Status CheckAgainst(Session& session, const VerifiedRecord& record, const std::string& file) {
  if (file.empty()) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const std::string bytes, ReadFileOrStdin(file));
  ASSENT_ASSIGN_OR_RETURN(const Note other, transparency::ParseNote(bytes));
  const absl::Status same = transparency::CompareWith(record, other);
  if (!absl::IsDataLoss(same)) return same;
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known,
                          RecallRecord(record.checkpoint.origin));
  return known ? KeepEvidence(*known, record.note, other, session.now(), same) : same;
}

std::string TextsInWords(const transparency::ShownTexts::Count& count) {
  if (count.all() == 0) return "all that there are";
  return absl::StrCat("all but ", count.all(), ": ", count.erased, " erased on record, ",
                      count.drafts, " of drafts, ", count.hidden, " of hidden positions");
}

std::string SignedInWords(const transparency::SignedShare& share) {
  if (share.bare == 0) return absl::StrCat(share.acts);
  return absl::StrCat(share.acts, "; ", share.bare,
                      " by members who have a key are not signed, the first is entry ",
                      share.first_bare);
}

// Without a server nobody says who has signed.
absl::Status Report(Session& session, const VerifiedRecord& record, const Witnesses* witnesses) {
  std::vector<std::vector<std::string>> rows = {
      {"verified", VisibleLine(record.display_name)},
      {"entries", absl::StrCat(record.checkpoint.size)},
      {"members", absl::StrCat(record.members)},
      {"decisions", absl::StrCat(record.decisions)},
      {"signed acts", SignedInWords(record.signed_share)},
      {"texts shown", TextsInWords(record.texts_not_shown)},
      {"log", record.key.ToString()},
      {"first entry", absl::BytesToHexString(record.genesis_hash)},
      {"root", absl::BytesToHexString(record.checkpoint.root)},
      {"to read aloud", transparency::PhraseOf(record.checkpoint.root)}};
  if (witnesses != nullptr) {
    rows.push_back({"cosigned by", witnesses->WhoInWords()});
    rows.push_back({"witnessed", witnesses->InWords()});
  }
  return session.ShowRows({"what", "value"}, rows);
}

// A record that is sound in itself may still be another one than others are shown: where the
// charter asks for k members to have signed for it, fewer are not enough. How much of it they
// signed for is told and not judged: the newest entries are nobody's yet.
absl::Status CheckWitnessed(const Witnesses& witnesses) {
  if (witnesses.asked_for == 0 || witnesses.Witnessed() > 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "NOT WITNESSED: the charter asks for ", witnesses.asked_for,
      " members who sign for the record, and there are ", witnesses.size_of.size(),
      ". It is sound in itself, but only the server says that others see the same: have them "
      "sign (assent log cosign), compare by --against, or go by it as it is with --unwitnessed"));
}

absl::Status VerifyServer(Session& session, const VerifyArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const std::optional<Checkpoint> before, CheckpointBefore(session));
  // First who has signed: the record that comes after has at least as much.
  ASSENT_ASSIGN_OR_RETURN(const v1::ListCosignaturesResponse cosignatures,
                          FetchCosignatures(session, assembly));
  ASSENT_ASSIGN_OR_RETURN(const VerifiedRecord record, VerifyRecordOfServer(session, args.accept));
  // As a witness, too, this member goes on with the record that they have accepted.
  if (args.accept) {
    ASSENT_ASSIGN_OR_RETURN(const auto lock, LockWitnessMemory());
    ASSENT_RETURN_IF_ERROR(KeepWitnessed({record.checkpoint.origin, std::nullopt, std::nullopt}));
  }
  ASSENT_RETURN_IF_ERROR(CheckAgainst(session, record, args.against));
  if (before && !args.accept && before->size <= record.checkpoint.size) {
    ASSENT_RETURN_IF_ERROR(CheckProof(session, assembly, *before, record));
  }
  Witnesses witnesses;
  witnesses.asked_for = record.cosigners;
  for (const v1::Cosignature& one : cosignatures.cosignatures()) {
    ASSENT_RETURN_IF_ERROR(CheckCosignature(session, record, one, witnesses));
  }
  ASSENT_RETURN_IF_ERROR(Report(session, record, &witnesses));
  return args.unwitnessed ? absl::OkStatus() : CheckWitnessed(witnesses);
}

absl::Status Verify(Session& session, const VerifyArgs& args) {
  if (args.what.empty()) return VerifyServer(session, args);
  const absl::StatusOr<std::string> bytes = ReadFileOrStdin(args.what);
  if (bytes.ok() && absl::StartsWith(*bytes, "c2sp.org/tlog-proof")) {
    return VerifyReceipt(session, *bytes, args.receipt);
  }
  ASSENT_ASSIGN_OR_RETURN(const RecordFiles files, RecordFiles::FromDisk(args.what));
  ASSENT_ASSIGN_OR_RETURN(const VerifiedRecord record, Verified(files, ""));
  if (!args.receipt.key.empty() && args.receipt.key != record.key.ToString()) {
    return absl::DataLossError("the record's log has another key than the one that was given");
  }
  ASSENT_ASSIGN_OR_RETURN(const bool known, RememberRecord(record, Source::kDisk, session.now()));
  ASSENT_RETURN_IF_ERROR(CheckAgainst(session, record, args.against));
  if (!known && args.receipt.key.empty()) {
    session.Note(
        "it is sound in itself; that it is the record of your assembly, only a checkpoint or a "
        "key that you have from elsewhere can tell (--against, --vkey)");
  }
  return Report(session, record, nullptr);
}

Action DefineVerify(Arguments& app) {
  auto args = std::make_shared<VerifyArgs>();
  app.Add("WHAT", args->what, "An exported folder, a bundle or a receipt; else the server");
  app.Add("--against", args->against, "A checkpoint that another member has; - is stdin");
  app.Add("--entry", args->receipt.entry, "Of a receipt: the file with the entry itself");
  app.Add("--record", args->receipt.record, "Of a receipt: the exported record to hold it to");
  app.Add("--vkey", args->receipt.key, "The log's key, as you know it: name+id+key");
  app.AddFlag("--accept-fork", args->accept,
              "Go on with this record, though another one was verified here: after a backup");
  app.AddFlag("--unwitnessed", args->unwitnessed,
              "No failure if fewer members have signed for it than the charter asks for");
  return [args](Session& session) { return Verify(session, *args); };
}

}  // namespace

std::vector<Verb> VerifyVerbs() {
  return {
      {"verify",
       kGroupReading,
       "Checks a record: every signature and proof, and every rule, count and outcome again.",
       {"assent verify", "assent verify kitchen-record", "assent verify --against bo.txt",
        "assent verify receipt.txt --entry entry.bin"},
       {"GetConsistencyProof", "ListCosignatures"},
       DefineVerify},
  };
}

}  // namespace assent::cli
