#include "client/cli/record_memory.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/files.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"

namespace assent::cli {
namespace {

using transparency::Checkpoint;
using transparency::LogKeyEra;
using transparency::Note;
using transparency::VerifierKey;

std::string FileName(const std::string& origin) {
  return absl::BytesToHexString(transparency::Sha256({origin}));
}

std::string PathOf(const std::string& origin) {
  return absl::StrCat(StateFolder(), "/record/", FileName(origin));
}

// How versions before this one called it.
std::string OldPathOf(const std::string& origin) {
  std::string name;
  for (const char c : origin.substr(0, 100)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    name += plain ? c : '_';
  }
  return absl::StrCat(StateFolder(), "/record/", name);
}

bool ReadLine(absl::string_view line, KnownRecord& record) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  if (words.size() == 2 && words[0] == "origin") {
    record.origin = words[1];
    return true;
  }
  if (words.size() == 2 && words[0] == "genesis") {
    record.genesis_hash = absl::HexStringToBytes(words[1]);
    return words[1].size() == 64;
  }
  if (words.size() != 3 || words[0] != "key") return false;
  LogKeyEra era;
  const auto key = transparency::ParseVerifierKey(words[2]);
  if (!key.ok() || !absl::SimpleAtoi(words[1], &era.from)) return false;
  era.key = *key;
  record.keys.push_back(std::move(era));
  return true;
}

absl::StatusOr<std::optional<KnownRecord>> Read(const std::string& path,
                                                const std::string& origin) {
  const absl::StatusOr<std::string> bytes = ReadFileOrStdin(path);
  if (absl::IsNotFound(bytes.status())) return std::optional<KnownRecord>();
  ASSENT_RETURN_IF_ERROR(bytes.status());
  const absl::Status damaged =
      absl::DataLossError(absl::StrCat(path, " is damaged: it held what was verified before"));
  KnownRecord record;
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(*bytes, absl::MaxSplits("\n\n", 1));
  bool whole = true;
  for (const absl::string_view line : absl::StrSplit(parts.first, '\n')) {
    whole = whole && ReadLine(line, record);
  }
  if (!whole || record.origin != origin || record.genesis_hash.size() != 32) return damaged;
  if (parts.second.empty()) return std::optional<KnownRecord>(std::move(record));
  absl::StatusOr<Note> note = transparency::ParseNote(parts.second);
  if (!note.ok()) return damaged;
  record.note = *std::move(note);
  return std::optional<KnownRecord>(std::move(record));
}

// The hash of the first entry, a line break, the note: its key was not kept.
absl::StatusOr<std::optional<KnownRecord>> ReadOld(const std::string& origin) {
  const absl::StatusOr<std::string> bytes = ReadFileOrStdin(OldPathOf(origin));
  if (absl::IsNotFound(bytes.status())) return std::optional<KnownRecord>();
  ASSENT_RETURN_IF_ERROR(bytes.status());
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(*bytes, absl::MaxSplits('\n', 1));
  absl::StatusOr<Note> note = transparency::ParseNote(parts.second);
  const bool ours = note.ok() && parts.first.size() == 64 &&
                    absl::StartsWith(note->text, absl::StrCat(origin, "\n"));
  if (!ours) return std::optional<KnownRecord>();
  return std::optional<KnownRecord>(
      {origin, absl::HexStringToBytes(parts.first), {}, *std::move(note)});
}

KnownRecord Known(const transparency::VerifiedRecord& record) {
  return {record.checkpoint.origin, record.genesis_hash, record.keys, record.note};
}

std::string OriginPath(const std::string& context) {
  return absl::StrCat(StateFolder(), "/record/of/", context);
}

absl::Status WriteEvidence(const std::string& origin, absl::string_view text, absl::Time now,
                           const absl::Status& why) {
  const std::string path =
      absl::StrCat(StateFolder(), "/evidence/", FileName(origin), "-", absl::ToUnixMicros(now));
  ASSENT_RETURN_IF_ERROR(WritePrivateFile(path, text));
  return absl::DataLossError(absl::StrCat("THE RECORD WAS CHANGED: ", std::string(why.message()),
                                          ". What was signed is in ", path,
                                          ": show it to the other members"));
}

// The key by which both are signed, each at its size.
std::optional<VerifierKey> CommonSigner(const KnownRecord& known, const Note& one,
                                        const Note& other) {
  std::optional<VerifierKey> signers[2];
  const Note* const notes[] = {&one, &other};
  for (int i = 0; i < 2; ++i) {
    const auto checkpoint = transparency::ParseCheckpoint(notes[i]->text);
    if (checkpoint.ok()) signers[i] = known.SignerOf(*notes[i], checkpoint->size);
  }
  const bool same = signers[0] && signers[1] && signers[0]->ToString() == signers[1]->ToString();
  return same ? signers[0] : std::nullopt;
}

// That the log is the one that is known by this name: its beginning, and the keys.
absl::Status CheckSameLog(const KnownRecord& known, const transparency::VerifiedRecord& record) {
  if (known.genesis_hash != record.genesis_hash) {
    return absl::DataLossError(absl::StrCat(
        "THIS IS ANOTHER LOG of the name ", record.checkpoint.origin,
        ": it begins with another entry than the one that is known here. Whoever made it could "
        "be anybody; it says nothing about your assembly's server"));
  }
  for (const LogKeyEra& era : known.keys) {
    const bool there =
        std::any_of(record.keys.begin(), record.keys.end(),
                    [&](const LogKeyEra& one) { return one.key.ToString() == era.key.ToString(); });
    if (there || era.from > record.checkpoint.size) continue;
    return absl::DataLossError(
        "THIS IS ANOTHER LOG than the one that is known here: it does not name the key that "
        "signs for yours");
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<VerifierKey> KnownRecord::SignerOf(const Note& signed_note, uint64_t size) const {
  std::vector<VerifierKey> may;
  if (const VerifierKey* const at = transparency::KeyAt(keys, size)) may.push_back(*at);
  for (const LogKeyEra& era : keys) {
    if (era.from == 0) may.push_back(era.key);
  }
  for (const VerifierKey& key : may) {
    const auto verified = transparency::VerifyNote(signed_note, {key});
    if (verified.ok() && !verified->empty()) return key;
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<KnownRecord>> RecallRecord(const std::string& origin) {
  ASSENT_ASSIGN_OR_RETURN(std::optional<KnownRecord> known, Read(PathOf(origin), origin));
  if (known) return known;
  return ReadOld(origin);
}

absl::Status KeepRecord(const KnownRecord& record) {
  std::string text = absl::StrCat("origin ", record.origin, "\ngenesis ",
                                  absl::BytesToHexString(record.genesis_hash));
  for (const LogKeyEra& era : record.keys) {
    absl::StrAppend(&text, "\nkey ", era.from, " ", era.key.ToString());
  }
  absl::StrAppend(&text, "\n\n", record.note ? record.note->ToString() : "");
  return WritePrivateFile(PathOf(record.origin), text);
}

absl::StatusOr<std::string> OriginOf(const std::string& context) {
  const absl::StatusOr<std::string> origin = ReadFileOrStdin(OriginPath(context));
  if (absl::IsNotFound(origin.status())) return std::string();
  ASSENT_RETURN_IF_ERROR(origin.status());
  return std::string(absl::StripSuffix(*origin, "\n"));
}

absl::Status KeepOrigin(const std::string& context, const std::string& origin) {
  return WritePrivateFile(OriginPath(context), absl::StrCat(origin, "\n"));
}

absl::Status PinRecord(const std::string& context, absl::string_view genesis_hash,
                       absl::string_view log_key) {
  ASSENT_ASSIGN_OR_RETURN(const VerifierKey key, transparency::ParseVerifierKey(log_key));
  if (genesis_hash.size() != transparency::kHashBytes) {
    return absl::DataLossError("what the invitation says of the record is cut short");
  }
  ASSENT_RETURN_IF_ERROR(KeepOrigin(context, key.name));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known, RecallRecord(key.name));
  if (!known) return KeepRecord({key.name, std::string(genesis_hash), {{0, key}}, std::nullopt});
  if (known->genesis_hash == genesis_hash) return absl::OkStatus();
  return absl::DataLossError(
      "THIS IS ANOTHER LOG than the one of that name that is known here: it begins with another "
      "entry. Ask whoever invited you, and do not act here");
}

absl::Status KeepEvidence(const KnownRecord& known, const Note& one, const Note& other,
                          absl::Time now, const absl::Status& why) {
  if (!CommonSigner(known, one, other)) {
    return absl::DataLossError(absl::StrCat(
        "THIS IS ANOTHER RECORD than the one that is known here: ", std::string(why.message()),
        ". Both are not signed by one key that was known before, so that it proves nothing "
        "about who made it"));
  }
  return WriteEvidence(
      known.origin,
      absl::StrCat("Two checkpoints of the log ", known.origin,
                   " that exclude one another. Each is signed by the log's key.\n",
                   "Show this file to the other members: it proves that somebody was shown "
                   "another history.\n\n",
                   one.ToString(), "\n", other.ToString()),
      now, why);
}

absl::Status KeepTestimony(const std::string& origin, const Note& one, absl::string_view other,
                           absl::Time now, const absl::Status& why) {
  return WriteEvidence(origin,
                       absl::StrCat("A checkpoint of the log ", origin,
                                    ", and what a member has signed of another history of it.\n\n",
                                    one.ToString(), "\n", other),
                       now, why);
}

absl::StatusOr<bool> RememberRecord(const transparency::VerifiedRecord& record, Source source,
                                    absl::Time now, bool accept) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known,
                          RecallRecord(record.checkpoint.origin));
  const bool from_server = source == Source::kServer;
  if (!known && !from_server) return false;
  const auto remember = [&]() -> absl::StatusOr<bool> {
    ASSENT_RETURN_IF_ERROR(KeepRecord(Known(record)));
    return true;
  };
  if (!known || (accept && from_server)) return remember();
  ASSENT_RETURN_IF_ERROR(CheckSameLog(*known, record));
  if (!known->note) return remember();
  ASSENT_ASSIGN_OR_RETURN(const Checkpoint before,
                          transparency::ParseCheckpoint(known->note->text));
  if (before.size > record.checkpoint.size) {
    if (!from_server) return false;
    return KeepEvidence(
        *known, *known->note, record.note, now,
        absl::DataLossError(absl::StrCat("it had ", before.size, " entries, and now it has ",
                                         record.checkpoint.size)));
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string root, record.RootOfFirst(before.size));
  if (root == before.root) return remember();
  return KeepEvidence(*known, *known->note, record.note, now,
                      absl::DataLossError(absl::StrCat("its first ", before.size,
                                                       " entries are not the ones they were")));
}

}  // namespace assent::cli
