// Witnesses of a log (C2SP tlog-witness), by files: asking one, handing in what it says, and
// being one.

#include "server/transparency/tlog/witness.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/files.h"
#include "client/cli/key_file.h"
#include "client/cli/names.h"
#include "client/cli/receipts.h"
#include "client/cli/record_memory.h"
#include "client/cli/rpc.h"
#include "client/cli/seen_record.h"
#include "client/cli/visible.h"
#include "client/cli/witness_memory.h"
#include "server/assembly/names.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"

namespace assent::cli {
namespace {

using Record = v1::RecordService::Stub;
using transparency::Checkpoint;
using transparency::KeyType;
using transparency::Note;
using transparency::VerifierKey;
using transparency::WitnessRequest;

// --- Asking ---

absl::StatusOr<VerifierKey> WitnessKey(const std::string& text) {
  ASSENT_ASSIGN_OR_RETURN(VerifierKey key, transparency::ParseVerifierKey(text));
  if (key.type == KeyType::kCosignature) return key;
  return absl::InvalidArgumentError("a witness's key is of type 4; one of type 1 is a log's");
}

absl::Status SeenMore(uint64_t size, uint64_t shown) {
  return absl::DataLossError(absl::StrCat(
      "THE WITNESS HAS SEEN MORE: it has signed for ", size, " entries, and the server shows ",
      shown,
      ". Ask whoever runs the witness for the checkpoint, and compare: assent verify --against"));
}

// Only the log's own signatures: the witness knows no others.
Note SignedByLog(const SeenLog& seen) {
  Note note{seen.note.text, {}};
  for (const auto& one : seen.note.signatures) {
    if (one.name == seen.checkpoint.origin) note.signatures.push_back(one);
  }
  return note;
}

absl::Status Ask(Session& session, const VerifierKey& witness) {
  ASSENT_ASSIGN_OR_RETURN(const SeenLog seen, SeeLog(session));
  const std::string& origin = seen.checkpoint.origin;
  ASSENT_ASSIGN_OR_RETURN(AskedWitness asked, RecallAsked(origin, witness));
  if (asked.size > seen.checkpoint.size) return SeenMore(asked.size, seen.checkpoint.size);
  WitnessRequest request{asked.size, {}, SignedByLog(seen)};
  if (asked.size > 0 && asked.size < seen.checkpoint.size) {
    v1::GetConsistencyProofRequest get;
    ASSENT_ASSIGN_OR_RETURN(*get.mutable_parent(), session.assembly());
    get.set_old_size(static_cast<int64_t>(asked.size));
    get.set_size(static_cast<int64_t>(seen.checkpoint.size));
    ASSENT_ASSIGN_OR_RETURN(const v1::GetConsistencyProofResponse proof,
                            Call(session, &Record::GetConsistencyProof, get));
    request.proof.assign(proof.hashes().begin(), proof.hashes().end());
  }
  asked.asked = request.checkpoint;
  ASSENT_RETURN_IF_ERROR(KeepAsked(origin, witness, asked));
  return session.ShowText(request.ToString());
}

// A size: the witness is not where it was thought to be.
absl::Status Conflict(Session& session, const std::string& origin, const VerifierKey& witness,
                      const AskedWitness& asked, uint64_t size) {
  ASSENT_ASSIGN_OR_RETURN(const Checkpoint about, transparency::ParseCheckpoint(asked.asked->text));
  if (size > about.size) return SeenMore(size, about.size);
  if (size == asked.size) {
    return absl::DataLossError(absl::StrCat(
        "THE WITNESS HAS SEEN ANOTHER RECORD of ", size,
        " entries than the one that the server shows here: ask whoever runs it for the "
        "checkpoint, and compare: assent verify --against"));
  }
  ASSENT_RETURN_IF_ERROR(KeepAsked(origin, witness, {size, std::nullopt}));
  session.Next(absl::StrCat("assent log ask-witness ", witness.ToString(), " > request.txt"));
  return absl::AbortedError(absl::StrCat("the witness has signed for ", size,
                                         " entries already: ask it again, from there"));
}

absl::Status HandIn(Session& session, const VerifierKey& witness, const std::string& file) {
  ASSENT_ASSIGN_OR_RETURN(const std::string context, ContextName(session));
  ASSENT_ASSIGN_OR_RETURN(const std::string origin, OriginOf(context));
  ASSENT_ASSIGN_OR_RETURN(const AskedWitness asked, RecallAsked(origin, witness));
  if (!asked.asked) {
    return absl::FailedPreconditionError(
        "this witness has not been asked from here: assent log ask-witness, without --answer");
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string bytes, ReadFileOrStdin(file));
  ASSENT_ASSIGN_OR_RETURN(const transparency::WitnessAnswer answer,
                          transparency::ParseWitnessAnswer(bytes, asked.asked->text));
  if (answer.conflict) return Conflict(session, origin, witness, asked, *answer.conflict);
  Note note = *asked.asked;
  for (const auto& one : answer.signatures) {
    if (one.name == witness.name && one.key_id == witness.Id()) note.signatures.push_back(one);
  }
  ASSENT_ASSIGN_OR_RETURN(const auto verified, transparency::VerifyNote(note, {witness}));
  if (verified.empty()) {
    return absl::DataLossError("the answer has no signature by the key of this witness");
  }
  if (session.common().dry_run) {
    session.Note("the witness has signed it, and it would be handed in");
    return absl::OkStatus();
  }
  v1::AddCosignatureRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_note(note.ToString());
  request.set_key(witness.ToString());
  ASSENT_ASSIGN_OR_RETURN(const v1::AddCosignatureResponse kept,
                          Call(session, &Record::AddCosignature, request));
  const auto size = static_cast<uint64_t>(kept.cosignature().size());
  ASSENT_RETURN_IF_ERROR(KeepAsked(origin, witness, {size, std::nullopt}));
  return session.ShowRows(
      {"what", "value"},
      {{"cosigned", absl::StrCat(size, " entries")},
       {"key", witness.ToString()},
       {"counts", kept.cosignature().in_log() ? "yes: the log names the key as a member's"
                                              : "no: the log does not name the key"}});
}

Action DefineAsk(Arguments& app) {
  auto witness = std::make_shared<std::string>();
  auto answer = std::make_shared<std::string>();
  app.Add("WITNESS", *witness, "The key of the witness: name+id+key, of type 4").Required();
  app.Add("--answer", *answer, "Hand in what the witness has answered; - is stdin");
  return [=](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const VerifierKey key, WitnessKey(*witness));
    return answer->empty() ? Ask(session, key) : HandIn(session, key, *answer);
  };
}

// --- Being one ---

struct WitnessArgs {
  std::string request;  // a file; empty: show the key
  std::string log_key;  // of a log that is not known here
};

// The key of this membership under the name under which its own log lets it count.
absl::StatusOr<VerifierKey> OwnKey(Session& session, const KeyFile& own) {
  ASSENT_ASSIGN_OR_RETURN(const std::string context, ContextName(session));
  ASSENT_ASSIGN_OR_RETURN(std::string name, WitnessNameOf(context));
  if (name.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const std::string origin, OriginOf(context));
    if (origin.empty()) {
      return absl::FailedPreconditionError(
          "the log of this membership has not been checked here yet: assent verify");
    }
    v1::GetMemberRequest me;
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    me.set_name(MemberName(assembly, "-"));
    ASSENT_ASSIGN_OR_RETURN(const v1::GetMemberResponse found,
                            Call(session, &v1::MemberService::Stub::GetMember, me));
    name = CosignerName(origin, assembly::LastSegment(found.member().name()));
    if (!transparency::IsKeyName(name)) return absl::DataLossError("the server names no member");
    ASSENT_RETURN_IF_ERROR(KeepWitnessName(context, name));
  }
  return VerifierKey{name, KeyType::kCosignature, own.public_key};
}

// What is known of the log that a request is about.
struct Seen {
  KnownRecord record;  // of a log that is not known otherwise: its origin and key
  bool is_known = false;
  WitnessedLog witnessed;
  std::optional<Checkpoint> last;
  std::optional<Note> last_note;
};

absl::Status NoteLast(const std::optional<Note>& note, Seen& seen) {
  if (!note) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const Checkpoint checkpoint, transparency::ParseCheckpoint(note->text));
  if (seen.last && seen.last->size >= checkpoint.size) return absl::OkStatus();
  seen.last = checkpoint;
  seen.last_note = note;
  return absl::OkStatus();
}

// Of a log that its members follow, its record says who signs for it and what was seen last; of
// any other, whoever is its witness has named the key.
absl::StatusOr<Seen> Recall(const std::string& origin, const std::string& log_key) {
  Seen seen;
  ASSENT_ASSIGN_OR_RETURN(seen.witnessed, RecallWitnessed(origin));
  ASSENT_ASSIGN_OR_RETURN(std::optional<KnownRecord> known, RecallRecord(origin));
  seen.is_known = known && known->note;
  if (known && !known->note) {
    return absl::FailedPreconditionError("this log has not been checked here yet: assent verify");
  }
  std::optional<VerifierKey>& key = seen.witnessed.key;
  if (!log_key.empty()) {
    ASSENT_ASSIGN_OR_RETURN(const VerifierKey named, transparency::ParseVerifierKey(log_key));
    if (named.type != KeyType::kEd25519 || named.name != origin) {
      return absl::InvalidArgumentError("the key that was given is not that of this log");
    }
    if (key && key->ToString() != named.ToString()) {
      return absl::PermissionDeniedError("this log was witnessed under another key before");
    }
    if (!seen.is_known) key = named;
  }
  if (!seen.is_known && !key) {
    return absl::NotFoundError(absl::StrCat("nothing is known here of the log ",
                                            VisibleLine(origin),
                                            ": give its key with --vkey, once"));
  }
  seen.record = seen.is_known ? *known : KnownRecord{origin, "", {{0, *key}}, std::nullopt};
  ASSENT_RETURN_IF_ERROR(NoteLast(seen.witnessed.note, seen));
  ASSENT_RETURN_IF_ERROR(NoteLast(seen.record.note, seen));
  return seen;
}

// That the checkpoint is the log's, and follows from what was seen last.
absl::Status Check(Session& session, const WitnessRequest& request, const Checkpoint& now,
                   const Seen& seen) {
  if (!seen.record.SignerOf(request.checkpoint, now.size)) {
    return absl::PermissionDeniedError(
        "the checkpoint is not signed by the key that is known here of this log");
  }
  if (now.size == 0) return absl::InvalidArgumentError("there is nothing to witness in no entries");
  const uint64_t last = seen.last ? seen.last->size : 0;
  if (request.old_size != last) {
    ASSENT_RETURN_IF_ERROR(session.ShowText(absl::StrCat(last, "\n")));
    return absl::AbortedError(absl::StrCat("it starts from ", request.old_size,
                                           " entries, and what was seen last here has ", last));
  }
  const absl::Status follows = transparency::CheckExtends(request, now, seen.last);
  const bool two_histories = absl::IsDataLoss(follows) && now.size == last;
  if (!two_histories) return follows;
  ASSENT_RETURN_IF_ERROR(session.ShowText(absl::StrCat(last, "\n")));
  return KeepEvidence(seen.record, *seen.last_note, request.checkpoint, session.now(), follows);
}

// Down before it is signed: nothing that does not follow from it is signed after.
absl::Status KeepSeen(Seen& seen, const Note& note) {
  seen.witnessed.note = note;
  ASSENT_RETURN_IF_ERROR(KeepWitnessed(seen.witnessed));
  if (!seen.is_known) return absl::OkStatus();
  seen.record.note = note;
  return KeepRecord(seen.record);
}

absl::Status Witness(Session& session, const WitnessArgs& args) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KeyFile> own, FindKeyFile(session));
  if (!own) {
    return absl::FailedPreconditionError("a witness signs with a key of its own: assent key add");
  }
  ASSENT_ASSIGN_OR_RETURN(const VerifierKey key, OwnKey(session, *own));
  if (args.request.empty()) return session.ShowText(absl::StrCat(key.ToString(), "\n"));
  ASSENT_ASSIGN_OR_RETURN(const std::string bytes, ReadFileOrStdin(args.request));
  ASSENT_ASSIGN_OR_RETURN(const WitnessRequest request, transparency::ParseWitnessRequest(bytes));
  ASSENT_ASSIGN_OR_RETURN(const Checkpoint now,
                          transparency::ParseCheckpoint(request.checkpoint.text));
  ASSENT_ASSIGN_OR_RETURN(const std::string seed, SeedOf(session, *own));
  ASSENT_ASSIGN_OR_RETURN(const auto lock, LockWitnessMemory());
  ASSENT_ASSIGN_OR_RETURN(Seen seen, Recall(now.origin, args.log_key));
  ASSENT_RETURN_IF_ERROR(Check(session, request, now, seen));
  if (session.common().dry_run) {
    session.Note("it follows from what was seen last here, and would be signed");
    return absl::OkStatus();
  }
  ASSENT_RETURN_IF_ERROR(KeepSeen(seen, request.checkpoint));
  const Note line{"",
                  {transparency::CosignNote(request.checkpoint.text, key, seed,
                                            absl::ToUnixSeconds(session.now()))}};
  return session.ShowText(line.ToString().substr(1));  // without the empty line
}

Action DefineWitness(Arguments& app) {
  auto args = std::make_shared<WitnessArgs>();
  app.Add("REQUEST", args->request,
          "What somebody asks, as a file; - is stdin; without it, the key to give them");
  app.Add("--vkey", args->log_key, "The key of a log that you are no member of: name+id+key; once");
  return [args](Session& session) { return Witness(session, *args); };
}

}  // namespace

std::vector<Verb> WitnessVerbs() {
  return {
      {"log ask-witness",
       kGroupReading,
       "Asks a witness to sign for the record, by a file (C2SP tlog-witness), and hands in what "
       "it says.",
       {"assent log ask-witness \"$WITNESS\" > request.txt",
        "assent log ask-witness \"$WITNESS\" --answer answer.txt"},
       {"GetConsistencyProof", "AddCosignature"},
       DefineAsk},
      {"log witness",
       kGroupReading,
       "Signs, as a witness, for a log that follows from what you signed before; prints the "
       "answer.",
       {"assent log witness", "assent log witness request.txt > answer.txt",
        "assent log witness request.txt --vkey \"$LOG_KEY\" > answer.txt"},
       {},
       DefineWitness},
  };
}

}  // namespace assent::cli
