#include "client/cli/record_memory.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "client/cli/files.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/checkpoint.h"

namespace assent::cli {
namespace {

using transparency::Note;

// Origins are random ids; whatever else a log calls itself becomes one.
std::string FileName(const std::string& origin) {
  std::string name;
  for (const char c : origin.substr(0, 100)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    name += plain ? c : '_';
  }
  return name;
}

std::string PathOf(const std::string& origin) {
  return absl::StrCat(StateFolder(), "/record/", FileName(origin));
}

absl::Status Remember(const transparency::VerifiedRecord& record) {
  return WritePrivateFile(
      PathOf(record.checkpoint.origin),
      absl::StrCat(absl::BytesToHexString(record.genesis_hash), "\n", record.note.ToString()));
}

}  // namespace

absl::StatusOr<std::optional<KnownRecord>> RecallRecord(const std::string& origin) {
  const std::string path = PathOf(origin);
  const absl::StatusOr<std::string> bytes = ReadFileOrStdin(path);
  if (absl::IsNotFound(bytes.status())) return std::optional<KnownRecord>();
  ASSENT_RETURN_IF_ERROR(bytes.status());
  const size_t end = bytes->find('\n');
  const absl::string_view rest = absl::string_view(*bytes).substr(end + 1);
  absl::StatusOr<Note> note = transparency::ParseNote(rest);
  if (end != 64 || !note.ok()) {
    return absl::DataLossError(absl::StrCat(path, " is damaged: it held what was verified before"));
  }
  return std::optional<KnownRecord>(
      {absl::HexStringToBytes(bytes->substr(0, end)), *std::move(note)});
}

absl::Status KeepEvidence(const std::string& origin, const Note& one, const Note& other,
                          absl::Time now, const absl::Status& why) {
  const std::string path =
      absl::StrCat(StateFolder(), "/evidence/", FileName(origin), "-", absl::ToUnixMicros(now));
  const std::string bytes = absl::StrCat(
      "Two checkpoints of the log ", origin,
      " that exclude one another. Each is signed by the log's key.\n",
      "Show this file to the other members: it proves that somebody was shown another history.\n\n",
      one.ToString(), "\n", other.ToString());
  ASSENT_RETURN_IF_ERROR(WritePrivateFile(path, bytes));
  return absl::DataLossError(absl::StrCat("THE RECORD WAS CHANGED: ", std::string(why.message()),
                                          ". Both signed checkpoints are in ", path,
                                          ": show them to the other members"));
}

absl::Status RememberRecord(const transparency::VerifiedRecord& record, bool from_server,
                            absl::Time now, bool accept) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<KnownRecord> known,
                          RecallRecord(record.checkpoint.origin));
  if (!known.has_value() || accept) return Remember(record);
  ASSENT_ASSIGN_OR_RETURN(const transparency::Checkpoint before,
                          transparency::ParseCheckpoint(known->note.text));
  if (known->genesis_hash != record.genesis_hash) {
    return KeepEvidence(record.checkpoint.origin, known->note, record.note, now,
                        absl::DataLossError("it begins with another entry than it did"));
  }
  if (before.size > record.checkpoint.size) {
    if (!from_server) return absl::OkStatus();
    return KeepEvidence(
        record.checkpoint.origin, known->note, record.note, now,
        absl::DataLossError(absl::StrCat("it had ", before.size, " entries, and now it has ",
                                         record.checkpoint.size)));
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string root, record.RootOfFirst(before.size));
  if (root != before.root) {
    return KeepEvidence(record.checkpoint.origin, known->note, record.note, now,
                        absl::DataLossError(absl::StrCat("its first ", before.size,
                                                         " entries are not the ones they were")));
  }
  return Remember(record);
}

}  // namespace assent::cli
