#include "client/cli/witness_memory.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/files.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/lines.h"

namespace assent::cli {
namespace {

using transparency::Note;
using transparency::VerifierKey;

constexpr absl::string_view kNoKey = "-";

std::string PathOf(absl::string_view file) {
  return absl::StrCat(StateFolder(), "/witness/", file);
}
std::string Digest(absl::string_view text) {
  return absl::BytesToHexString(transparency::Sha256({text}));
}
std::string LogPath(const std::string& origin) {
  return PathOf(absl::StrCat("log/", Digest(origin)));
}
std::string AskedPath(const std::string& origin, const VerifierKey& witness) {
  return PathOf(absl::StrCat("of/", Digest(origin), "-", Digest(witness.ToString())));
}

// One word behind another, and a note.
struct Kept {
  std::string word;
  std::optional<Note> note;
};

// nullopt: there is no such file.
absl::StatusOr<std::optional<Kept>> Read(const std::string& path, absl::string_view before) {
  const absl::StatusOr<std::string> bytes = ReadFileOrStdin(path);
  if (absl::IsNotFound(bytes.status())) return std::optional<Kept>();
  ASSENT_RETURN_IF_ERROR(bytes.status());
  const absl::Status damaged =
      absl::DataLossError(absl::StrCat(path, " is damaged: it held what was witnessed before"));
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(*bytes, absl::MaxSplits("\n\n", 1));
  absl::string_view word = parts.first;
  if (!absl::ConsumePrefix(&word, before)) return damaged;
  Kept kept{std::string(word), std::nullopt};
  if (parts.second.empty()) return std::optional<Kept>(std::move(kept));
  absl::StatusOr<Note> note = transparency::ParseNote(parts.second);
  if (!note.ok()) return damaged;
  kept.note = *std::move(note);
  return std::optional<Kept>(std::move(kept));
}

absl::Status Write(const std::string& path, absl::string_view before, absl::string_view word,
                   const std::optional<Note>& note) {
  return WritePrivateFile(path, absl::StrCat(before, word, "\n\n", note ? note->ToString() : ""));
}

}  // namespace

absl::StatusOr<std::shared_ptr<void>> LockWitnessMemory() { return LockFile(PathOf("lock")); }

absl::StatusOr<WitnessedLog> RecallWitnessed(const std::string& origin) {
  WitnessedLog log{origin, std::nullopt, std::nullopt};
  ASSENT_ASSIGN_OR_RETURN(std::optional<Kept> kept, Read(LogPath(origin), "key "));
  if (!kept) return log;
  log.note = std::move(kept->note);
  if (kept->word == kNoKey) return log;
  ASSENT_ASSIGN_OR_RETURN(log.key, transparency::ParseVerifierKey(kept->word));
  return log;
}

absl::Status KeepWitnessed(const WitnessedLog& log) {
  return Write(LogPath(log.origin), "key ", log.key ? log.key->ToString() : std::string(kNoKey),
               log.note);
}

absl::StatusOr<std::string> WitnessNameOf(const std::string& context) {
  const absl::StatusOr<std::string> name = ReadFileOrStdin(PathOf(absl::StrCat("as/", context)));
  if (absl::IsNotFound(name.status())) return std::string();
  ASSENT_RETURN_IF_ERROR(name.status());
  return std::string(absl::StripSuffix(*name, "\n"));
}

absl::Status KeepWitnessName(const std::string& context, const std::string& name) {
  return WritePrivateFile(PathOf(absl::StrCat("as/", context)), absl::StrCat(name, "\n"));
}

absl::StatusOr<AskedWitness> RecallAsked(const std::string& origin, const VerifierKey& witness) {
  const std::string path = AskedPath(origin, witness);
  AskedWitness asked;
  ASSENT_ASSIGN_OR_RETURN(std::optional<Kept> kept, Read(path, "size "));
  if (!kept) return asked;
  if (!transparency::ReadDecimal(kept->word, asked.size)) {
    return absl::DataLossError(absl::StrCat(path, " is damaged: it held how far a witness was"));
  }
  asked.asked = std::move(kept->note);
  return asked;
}

absl::Status KeepAsked(const std::string& origin, const VerifierKey& witness,
                       const AskedWitness& asked) {
  return Write(AskedPath(origin, witness), "size ", absl::StrCat(asked.size), asked.asked);
}

}  // namespace assent::cli
