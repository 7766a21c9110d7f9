// The record's proofs, as files to keep and words to read aloud.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/entry_service.grpc.pb.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/files.h"
#include "client/cli/key_file.h"
#include "client/cli/receipts.h"
#include "client/cli/record_files.h"
#include "client/cli/rpc.h"
#include "client/cli/seen_record.h"
#include "client/cli/verb.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tree.h"

namespace assent::cli {
namespace {

using Record = v1::RecordService::Stub;
using transparency::Checkpoint;
using transparency::KeyType;
using transparency::Note;
using transparency::VerifiedRecord;
using transparency::VerifierKey;

absl::StatusOr<v1::Checkpoint> FetchCheckpoint(Session& session) {
  v1::GetCheckpointRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(v1::GetCheckpointResponse response,
                          Call(session, &Record::GetCheckpoint, request));
  return std::move(*response.mutable_checkpoint());
}

absl::Status Export(Session& session, const std::string& target, bool bundle) {
  ASSENT_ASSIGN_OR_RETURN(const RecordFiles files, RecordFiles::FromServer(session));
  if (bundle) {
    ASSENT_RETURN_IF_ERROR(WritePrivateFile(target, files.Bundle()));
  } else {
    ASSENT_RETURN_IF_ERROR(files.WriteFolder(target));
  }
  session.Note(absl::StrCat("the record is in ", target));
  session.Next(absl::StrCat("assent verify ", target));
  return absl::OkStatus();
}

Action DefineExport(Arguments& app) {
  auto target = std::make_shared<std::string>();
  auto bundle = std::make_shared<bool>(false);
  app.Add("TARGET", *target, "The folder to write, or the file with --bundle").Required();
  app.AddFlag("--bundle", *bundle, "One file instead of a folder");
  return [=](Session& session) { return Export(session, *target, *bundle); };
}

absl::Status ShowCheckpoint(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Checkpoint checkpoint, FetchCheckpoint(session));
  if (!session.for_people()) return session.Show(checkpoint, [](Scene&) {});
  ASSENT_RETURN_IF_ERROR(session.ShowText(checkpoint.note()));
  session.Note(absl::StrCat("to read aloud: ", checkpoint.phrase()));
  return absl::OkStatus();
}

absl::StatusOr<std::string> FetchLeaf(Session& session, int64_t entry) {
  v1::ListEntriesRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_after_sequence(entry - 1);
  request.set_page_size(1);
  ASSENT_ASSIGN_OR_RETURN(const v1::ListEntriesResponse found,
                          Call(session, &v1::EntryService::Stub::ListEntries, request));
  if (found.entries_size() == 1 && found.entries(0).sequence() == entry) {
    return found.entries(0).leaf();
  }
  return absl::NotFoundError(absl::StrCat("the log has no entry ", entry, " yet"));
}

// That the entry is in a log whose checkpoint has been checked here.
absl::Status CheckIncluded(absl::string_view leaf, uint64_t index, const Checkpoint& checkpoint,
                           const transparency::Hashes& proof) {
  const absl::Status holds = transparency::VerifyInclusion(transparency::LeafHash(leaf), index,
                                                           checkpoint.size, proof, checkpoint.root);
  return holds.ok() ? holds
                    : absl::DataLossError(absl::StrCat(
                          "the server does not prove that entry ", index + 1,
                          " is in the log that it signed for: ", std::string(holds.message())));
}

absl::Status Prove(Session& session, int64_t entry) {
  ASSENT_ASSIGN_OR_RETURN(const SeenLog seen, SeeLog(session));
  v1::GetInclusionProofRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_index(entry - 1);
  request.set_size(static_cast<int64_t>(seen.checkpoint.size));
  ASSENT_ASSIGN_OR_RETURN(const v1::GetInclusionProofResponse proof,
                          Call(session, &Record::GetInclusionProof, request));
  ASSENT_ASSIGN_OR_RETURN(const std::string leaf, FetchLeaf(session, entry));
  ASSENT_RETURN_IF_ERROR(CheckIncluded(leaf, request.index(), seen.checkpoint,
                                       {proof.hashes().begin(), proof.hashes().end()}));
  std::vector<std::vector<std::string>> rows = {
      {"entry", absl::StrCat(entry)},
      {"of", absl::StrCat(seen.checkpoint.size)},
      {"leaf", absl::BytesToHexString(transparency::LeafHash(leaf))}};
  for (const std::string& hash : proof.hashes()) {
    rows.push_back({"proof", absl::BytesToHexString(hash)});
  }
  rows.push_back({"root, as signed", absl::BytesToHexString(seen.checkpoint.root)});
  return session.ShowRows({"what", "value"}, rows);
}

Action DefineProve(Arguments& app) {
  auto entry = std::make_shared<int64_t>(0);
  app.Add("ENTRY", *entry, "Its number in the log").Required().Positive();
  return [=](Session& session) { return Prove(session, *entry); };
}

// What is handed out has been looked at: a member may need it when the server is gone.
absl::Status Receipt(Session& session, int64_t entry, const std::string& entry_file) {
  ASSENT_RETURN_IF_ERROR(SeeLog(session).status());
  v1::GetReceiptRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_index(entry - 1);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetReceiptResponse got,
                          Call(session, &Record::GetReceipt, request));
  ASSENT_ASSIGN_OR_RETURN(const std::string leaf, FetchLeaf(session, entry));
  ASSENT_RETURN_IF_ERROR(CheckReceipt(session, got.receipt(), transparency::LeafHash(leaf)));
  if (!entry_file.empty()) ASSENT_RETURN_IF_ERROR(WritePrivateFile(entry_file, leaf));
  return session.ShowText(got.receipt());
}

Action DefineReceipt(Arguments& app) {
  auto entry = std::make_shared<int64_t>(0);
  auto file = std::make_shared<std::string>();
  app.Add("ENTRY", *entry, "Its number in the log").Required().Positive();
  app.Add("--entry", *file,
          "A file for the entry itself, with which the receipt is verified offline");
  return [=](Session& session) { return Receipt(session, *entry, *file); };
}

// Signs only what has been verified here, and follows from all before it; with the key that
// the log itself names as this member's, so that nobody has to believe whose it is.
absl::Status Cosign(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KeyFile> own, FindKeyFile(session));
  if (!own) {
    return absl::FailedPreconditionError(
        "cosigning takes a signing key of yours, which the log names: assent key add");
  }
  ASSENT_ASSIGN_OR_RETURN(const VerifiedRecord record, VerifyRecordOfServer(session));
  const auto member = record.member_of_key.find(own->public_key);
  if (member == record.member_of_key.end()) {
    return absl::FailedPreconditionError(
        "the record does not name this device's key as yours: assent key add, or from a device "
        "that has one, assent key add --public");
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string seed, SeedOf(session, *own));
  const VerifierKey key = {CosignerName(record.checkpoint.origin, member->second),
                           KeyType::kCosignature, own->public_key};
  Note note = record.note;
  note.signatures.push_back(
      transparency::CosignNote(note.text, key, seed, absl::ToUnixSeconds(session.now())));
  v1::AddCosignatureRequest request;
  request.set_parent(assembly);
  request.set_note(note.ToString());
  request.set_key(key.ToString());
  ASSENT_ASSIGN_OR_RETURN(const v1::AddCosignatureResponse kept,
                          Call(session, &Record::AddCosignature, request));
  return session.ShowRows({"what", "value"},
                          {{"cosigned", absl::StrCat(kept.cosignature().size(), " entries")},
                           {"key", key.ToString()},
                           {"members asked for", absl::StrCat(record.cosigners)}});
}

absl::Status Erase(Session& session, int64_t entry, int32_t text) {
  v1::EraseTextRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_entry(entry);
  request.set_index(text - 1);
  if (!session.common().yes && !session.common().dry_run) {
    if (!session.MayAsk()) return absl::InvalidArgumentError("erasing needs --yes");
    ASSENT_ASSIGN_OR_RETURN(const std::string answer, Ask(absl::StrCat("erase what entry ", entry,
                                                                       " says, for good? [y/N] ")));
    if (answer != "y" && answer != "yes") return absl::UnknownError("it stays");
  }
  ASSENT_ASSIGN_OR_RETURN(const v1::EraseTextResponse erased,
                          Call(session, &Record::EraseText, request));
  std::vector<std::vector<std::string>> rows = {{"texts erased", absl::StrCat(erased.erased())}};
  for (const std::string& where : erased.out_of_reach()) rows.push_back({"not reached", where});
  return session.ShowRows({"what", "value"}, rows);
}

Action DefineErase(Arguments& app) {
  auto entry = std::make_shared<int64_t>(0);
  auto text = std::make_shared<int32_t>(0);
  app.Add("ENTRY", *entry, "Its number in the log").Required().Positive();
  app.Add("--text", *text, "Which of its texts, from 1; all of them unless told").Positive();
  return [=](Session& session) { return Erase(session, *entry, *text); };
}

}  // namespace

std::vector<Verb> RecordVerbs() {
  return {
      {"log export",
       kGroupReading,
       "Writes the record into a folder, as tools for such logs read it (C2SP tlog-tiles).",
       {"assent log export kitchen-record", "assent log export --bundle kitchen.record"},
       {"ExportLog"},
       DefineExport},
      {"log checkpoint",
       kGroupReading,
       "What the record is now, signed by the log; and words to read aloud.",
       {"assent log checkpoint", "assent log checkpoint > monday.txt"},
       {"GetCheckpoint"},
       [](Arguments&) -> Action { return ShowCheckpoint; }},
      {"log prove",
       kGroupReading,
       "The hashes that lead from an entry to the root.",
       {"assent log prove 17"},
       {"GetInclusionProof"},
       DefineProve},
      {"log receipt",
       kGroupReading,
       "A proof that an entry is in the record, to keep (C2SP tlog-proof).",
       {"assent log receipt 17 > receipt.txt",
        "assent log receipt 17 --entry entry.bin > receipt.txt"},
       {"GetReceipt"},
       DefineReceipt},
      {"log erase",
       kGroupReading,
       "Erases what you wrote in an entry, where the charter allows it; the record still "
       "verifies.",
       {"assent log erase 17", "assent log erase 17 --text 2 --yes"},
       {"EraseText"},
       DefineErase},
      {"log cosign",
       kGroupReading,
       "Verifies the record and signs that you have seen it, with this device's key.",
       {"assent log cosign"},
       {"AddCosignature"},
       [](Arguments&) -> Action { return Cosign; }},
  };
}

}  // namespace assent::cli
