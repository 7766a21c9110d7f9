// The record's proofs, as files to keep and words to read aloud.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/files.h"
#include "client/cli/record_files.h"
#include "client/cli/record_memory.h"
#include "client/cli/rpc.h"
#include "client/cli/verb.h"
#include "server/base/entropy.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/note.h"

namespace assent::cli {
namespace {

using Record = v1::RecordService::Stub;
using transparency::KeyType;
using transparency::Note;
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

Action DefineExport(CLI::App& app) {
  auto target = std::make_shared<std::string>();
  auto bundle = std::make_shared<bool>(false);
  app.add_option("TARGET", *target, "The folder to write, or the file with --bundle")->required();
  app.add_flag("--bundle", *bundle, "One file instead of a folder");
  return [=](Session& session) { return Export(session, *target, *bundle); };
}

absl::Status ShowCheckpoint(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const v1::Checkpoint checkpoint, FetchCheckpoint(session));
  if (!session.for_people()) return session.Show(checkpoint, [](Scene&) {});
  ASSENT_RETURN_IF_ERROR(session.ShowText(checkpoint.note()));
  session.Note(absl::StrCat("to read aloud: ", checkpoint.phrase()));
  return absl::OkStatus();
}

absl::Status Prove(Session& session, int64_t entry) {
  v1::GetInclusionProofRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_index(entry - 1);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetInclusionProofResponse proof,
                          Call(session, &Record::GetInclusionProof, request));
  std::vector<std::vector<std::string>> rows = {
      {"entry", absl::StrCat(entry)},
      {"of", absl::StrCat(proof.size())},
      {"leaf", absl::BytesToHexString(proof.leaf_hash())}};
  for (const std::string& hash : proof.hashes()) {
    rows.push_back({"proof", absl::BytesToHexString(hash)});
  }
  return session.ShowRows({"what", "value"}, rows);
}

absl::Status Receipt(Session& session, int64_t entry) {
  v1::GetReceiptRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_index(entry - 1);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetReceiptResponse receipt,
                          Call(session, &Record::GetReceipt, request));
  return session.ShowText(receipt.receipt());
}

Action DefineOfEntry(CLI::App& app, absl::Status (*show)(Session&, int64_t)) {
  auto entry = std::make_shared<int64_t>(0);
  app.add_option("ENTRY", *entry, "Its number in the log")->required()->check(CLI::PositiveNumber);
  return [=](Session& session) { return show(session, *entry); };
}

// This user's key for cosigning one log: 32 bytes in base64, made when it is
// first needed.
absl::StatusOr<std::string> CosigningSeed(const std::string& origin) {
  const std::string path = absl::StrCat(ConfigFolder(), "/cosign-", origin, ".key");
  const absl::Status there = CheckPrivate(path);
  std::string seed(transparency::kSeedBytes, '\0');
  if (absl::IsNotFound(there)) {
    base::SystemEntropy()({reinterpret_cast<uint8_t*>(seed.data()), seed.size()});
    ASSENT_RETURN_IF_ERROR(WritePrivateFile(path, absl::StrCat(absl::Base64Escape(seed), "\n")));
    return seed;
  }
  ASSENT_RETURN_IF_ERROR(there);
  ASSENT_ASSIGN_OR_RETURN(const std::string text, ReadFileOrStdin(path));
  if (absl::Base64Unescape(absl::StripSuffix(text, "\n"), &seed) &&
      seed.size() == transparency::kSeedBytes) {
    return seed;
  }
  return absl::DataLossError(absl::StrCat(path, " is no key: put it away to make a new one"));
}

// Signs only what has been verified here, and follows from all before it.
absl::Status Cosign(Session& session) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const Context* context, session.context());
  ASSENT_ASSIGN_OR_RETURN(const RecordFiles files, RecordFiles::FromServer(session));
  ASSENT_ASSIGN_OR_RETURN(
      const transparency::VerifiedRecord record,
      transparency::VerifyExport(context->assembly,
                                 [&](const std::string& path) { return files.At(path); }));
  ASSENT_RETURN_IF_ERROR(RememberRecord(record, /*from_server=*/true, session.now()));
  const std::string& origin = record.checkpoint.origin;
  ASSENT_ASSIGN_OR_RETURN(const std::string seed, CosigningSeed(origin));
  const VerifierKey key = {absl::StrCat(origin, "/", context->handle), KeyType::kCosignature,
                           transparency::PublicKeyOf(seed)};
  Note note = record.note;
  note.signatures.push_back(
      transparency::CosignNote(note.text, key, seed, absl::ToUnixSeconds(session.now())));
  v1::AddCosignatureRequest request;
  request.set_parent(assembly);
  request.set_note(note.ToString());
  request.set_key(key.ToString());
  ASSENT_ASSIGN_OR_RETURN(const v1::AddCosignatureResponse kept,
                          Call(session, &Record::AddCosignature, request));
  v1::ListCosignaturesRequest list;
  list.set_parent(assembly);
  ASSENT_ASSIGN_OR_RETURN(const v1::ListCosignaturesResponse all,
                          Call(session, &Record::ListCosignatures, list));
  return session.ShowRows({"what", "value"},
                          {{"cosigned", absl::StrCat(kept.cosignature().size(), " entries")},
                           {"key", key.ToString()},
                           {"members asked for", absl::StrCat(all.threshold())},
                           {"keys that cosigned", absl::StrCat(all.cosignatures_size())}});
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

Action DefineErase(CLI::App& app) {
  auto entry = std::make_shared<int64_t>(0);
  auto text = std::make_shared<int32_t>(0);
  app.add_option("ENTRY", *entry, "Its number in the log")->required()->check(CLI::PositiveNumber);
  app.add_option("--text", *text, "Which of its texts, from 1; all of them unless told")
      ->check(CLI::PositiveNumber);
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
       [](CLI::App&) -> Action { return ShowCheckpoint; }},
      {"log prove",
       kGroupReading,
       "The hashes that lead from an entry to the root.",
       {"assent log prove 17"},
       {"GetInclusionProof"},
       [](CLI::App& app) { return DefineOfEntry(app, Prove); }},
      {"log receipt",
       kGroupReading,
       "A proof that an entry is in the record, to keep (C2SP tlog-proof).",
       {"assent log receipt 17 > receipt.txt"},
       {"GetReceipt"},
       [](CLI::App& app) { return DefineOfEntry(app, Receipt); }},
      {"log erase",
       kGroupReading,
       "Erases what you wrote in an entry, where the charter allows it; the record still "
       "verifies.",
       {"assent log erase 17", "assent log erase 17 --text 2 --yes"},
       {"EraseText"},
       DefineErase},
      {"log cosign",
       kGroupReading,
       "Verifies the record and signs that you have seen it.",
       {"assent log cosign"},
       {"AddCosignature", "ListCosignatures"},
       [](CLI::App&) -> Action { return Cosign; }},
  };
}

}  // namespace assent::cli
