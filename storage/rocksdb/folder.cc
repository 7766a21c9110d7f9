#include "storage/rocksdb/folder.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/rocksdb/format.h"
#include "storage/rocksdb/status.h"

namespace assent::storage {
namespace {

constexpr char kMarker[] = "/ASSENT";
constexpr char kMarkerDraft[] = "/ASSENT.draft";
constexpr char kLock[] = "/ASSENT-LOCK";
constexpr char kCreating[] = "creating";
constexpr char kReady[] = "ready";

rocksdb::Status SyncFolder(rocksdb::Env* env, const std::string& path) {
  std::unique_ptr<rocksdb::Directory> folder;
  rocksdb::Status status = env->NewDirectory(path, &folder);
  return status.ok() ? folder->Fsync() : status;
}

std::string Parent(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

rocksdb::Status MakeFolder(rocksdb::Env* env, const std::string& path) {
  if (env->FileExists(path).ok()) return rocksdb::Status::OK();
  const std::string parent = Parent(path);
  rocksdb::Status status = MakeFolder(env, parent);
  if (status.ok()) status = env->CreateDirIfMissing(path);
  if (status.ok()) status = SyncFolder(env, parent);
  return status;
}

// Whether nothing lies in the folder but what we may have left there ourselves,
// and what every new file system has.
bool HoldsNothingElse(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name == "." || name == ".." || name == "lost+found") continue;
    if (!absl::StartsWith(name, "ASSENT")) return false;
  }
  return true;
}

// The folder exists afterwards, and is either ours or free to take.
absl::Status PrepareFolder(rocksdb::Env* env, const std::string& path) {
  if (rocksdb::Status made = MakeFolder(env, path); !made.ok()) return FromOpening(made, path);
  bool is_folder = false;
  rocksdb::Status status = env->IsDirectory(path, &is_folder);
  if (!status.ok()) return FromOpening(status, path);
  if (!is_folder) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is a file; a store needs a folder. Name a new or an empty one"));
  }
  if (env->FileExists(path + kMarker).ok()) return absl::OkStatus();
  std::vector<std::string> names;
  status = env->GetChildren(path, &names);
  if (!status.ok()) return FromOpening(status, path);
  if (HoldsNothingElse(names)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(path,
                   " holds files that are not an Assent store (there is no ASSENT file). "
                   "Name a new or an empty folder"));
}

absl::Status NotAMarker(const std::string& path) {
  return absl::DataLossError(
      absl::StrCat(path, kMarker,
                   " is damaged: it does not say what this folder is. Nothing was repaired. Keep "
                   "a copy of the folder as it is and restore a backup into a new one"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Folder>> Folder::Claim(rocksdb::Env* env, std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path.empty()) return absl::InvalidArgumentError("a store needs the name of a folder");
  if (absl::Status status = PrepareFolder(env, path); !status.ok()) return status;
  std::unique_ptr<Folder> folder(new Folder(env, std::move(path)));
  if (absl::Status status = folder->Lock(); !status.ok()) return status;
  if (absl::Status status = folder->ReadMarker(); !status.ok()) return status;
  return folder;
}

Folder::~Folder() {
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

absl::Status Folder::Lock() {
  const std::string file = path_ + kLock;
  const rocksdb::Status locked = env_->LockFile(file, &lock_);
  if (locked.ok()) return absl::OkStatus();
  lock_ = nullptr;
  // RocksDB answers alike whether the lock is held or the file cannot be
  // written; the file can be written by whoever finds it held.
  std::unique_ptr<rocksdb::RandomRWFile> probe;
  if (!env_->NewRandomRWFile(file, &probe, rocksdb::EnvOptions()).ok()) {
    return FromOpening(locked, path_);
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the store in ", path_,
                   " is in use by another process. Stop that one first, or "
                   "name another folder"));
}

absl::Status Folder::ReadMarker() {
  if (!env_->FileExists(path_ + kMarker).ok()) {
    is_new_ = true;
    return WriteMarker(kCreating);
  }
  std::string text;
  rocksdb::Status status = rocksdb::ReadFileToString(env_, path_ + kMarker, &text);
  if (!status.ok()) return FromOpening(status, path_);
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  int number = 0;
  if (lines.size() < 2 || lines[0] != "Assent store" || !absl::StartsWith(lines[1], "format ") ||
      !absl::SimpleAtoi(lines[1].substr(7), &number) || number < 1) {
    return NotAMarker(path_);
  }
  if (number > format::kFormat) {
    return absl::FailedPreconditionError(
        absl::StrCat("the store in ", path_, " has format ", number, "; this assentd reads up to ",
                     format::kFormat, ". Use the newer assentd that wrote it"));
  }
  if (lines.size() != 4 || !lines[3].empty()) return NotAMarker(path_);
  is_new_ = lines[2] == absl::StrCat("state ", kCreating);
  if (!is_new_ && lines[2] != absl::StrCat("state ", kReady)) return NotAMarker(path_);
  return absl::OkStatus();
}

absl::Status Folder::WriteMarker(const std::string& state) {
  const std::string text =
      absl::StrCat("Assent store\nformat ", format::kFormat, "\nstate ", state, "\n");
  rocksdb::Status status =
      rocksdb::WriteStringToFile(env_, text, path_ + kMarkerDraft, /*should_sync=*/true);
  if (status.ok()) status = env_->RenameFile(path_ + kMarkerDraft, path_ + kMarker);
  if (status.ok()) status = SyncFolder(env_, path_);
  return FromOpening(status, path_);
}

absl::Status Folder::MarkReady() { return WriteMarker(kReady); }

}  // namespace assent::storage
