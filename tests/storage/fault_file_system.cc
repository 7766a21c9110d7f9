#include "tests/storage/fault_file_system.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "rocksdb/system_clock.h"

namespace assent::storage {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

std::optional<std::string> Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Of that part of a file each sector with even odds, as if it had never been written.
void LoseSectors(const std::string& path, uint64_t begin, uint64_t end, std::mt19937& random) {
  constexpr uint64_t kSector = 512;
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  while (begin < end) {
    const uint64_t next = std::min((begin / kSector + 1) * kSector, end);
    file.seekp(static_cast<std::streamoff>(begin));
    if (random() % 2 == 0) file << std::string(next - begin, '\0');
    begin = next;
  }
}

class ImpatientClock final : public rocksdb::SystemClockWrapper {
 public:
  ImpatientClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "ImpatientClock"; }
  void SleepForMicroseconds(int micros) override {
    SystemClockWrapper::SleepForMicroseconds(std::min(micros, 1000));
  }
};

}  // namespace

class FaultFileSystem::File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(FaultFileSystem* disk, std::string path, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk), path_(std::move(path)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const IOStatus refused = disk_->Ask(Operation::kAppend, path_);
    if (!refused.ok() && !disk_->tears_writes()) return refused;
    const Slice written(data.data(), refused.ok() ? data.size() : data.size() / 2);
    IOStatus status = FSWritableFileOwnerWrapper::Append(written, options, debug);
    if (status.ok()) disk_->Grow(path_, written.size());
    return refused.ok() ? status : refused;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = FSWritableFileOwnerWrapper::Truncate(size, options, debug);
    if (status.ok()) disk_->Shrink(path_, size);
    return status;
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    IOStatus refused = disk_->Ask(Operation::kSync, path_);
    if (refused.ok()) disk_->MarkSynced(path_);
    return refused;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();  // a hint; makes nothing durable
  }

 private:
  FaultFileSystem* const disk_;
  const std::string path_;
};

class FaultFileSystem::Folder final : public rocksdb::FSDirectoryWrapper {
 public:
  Folder(FaultFileSystem* disk, std::string path, std::unique_ptr<rocksdb::FSDirectory> folder)
      : FSDirectoryWrapper(std::move(folder)), disk_(disk), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    IOStatus refused = disk_->Ask(Operation::kSyncFolder, path_);
    if (refused.ok()) disk_->MarkFolderSynced(path_);
    return refused;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  FaultFileSystem* const disk_;
  const std::string path_;
};

void FaultFileSystem::SetFault(Fault fault, Refusal refusal) {
  absl::MutexLock lock(&mutex_);
  fault_ = std::move(fault);
  refusal_ = refusal;
}

bool FaultFileSystem::tears_writes() {
  absl::MutexLock lock(&mutex_);
  return refusal_ == Refusal::kTornWrite;
}

void FaultFileSystem::IgnoreSyncs() {
  absl::MutexLock lock(&mutex_);
  ignores_syncs_ = true;
}

IOStatus FaultFileSystem::Ask(Operation operation, const std::string& path) {
  absl::MutexLock lock(&mutex_);
  if (!fault_ || !fault_(operation, path)) return IOStatus::OK();
  if (refusal_ == Refusal::kNoSpace) return IOStatus::NoSpace(path, std::strerror(ENOSPC));
  if (refusal_ == Refusal::kReadOnly) return IOStatus::IOError(path, std::strerror(EROFS));
  return IOStatus::IOError(path, "the test's disk refuses");
}

void FaultFileSystem::Grow(const std::string& path, uint64_t bytes) {
  absl::MutexLock lock(&mutex_);
  files_[path].size += bytes;
}

void FaultFileSystem::Shrink(const std::string& path, uint64_t size) {
  absl::MutexLock lock(&mutex_);
  files_[path].size = size;
}

void FaultFileSystem::MarkSynced(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  if (!ignores_syncs_) files_[path].synced = files_[path].size;
}

void FaultFileSystem::MarkFolderSynced(const std::string& folder) {
  absl::MutexLock lock(&mutex_);
  if (ignores_syncs_) return;
  std::erase_if(names_, [&](const NameChange& change) {
    return std::filesystem::path(change.path).parent_path() == folder;
  });
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& path,
                                          const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* file,
                                          IODebugContext* debug) {
  if (IOStatus refused = Ask(Operation::kCreate, path); !refused.ok()) return refused;
  std::optional<std::string> overwritten = Contents(path);
  IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<File>(this, path, std::move(*file));
  absl::MutexLock lock(&mutex_);
  files_[path] = Extent();
  names_.push_back({path, std::nullopt, std::move(overwritten)});
  return status;
}

IOStatus FaultFileSystem::ReopenWritableFile(const std::string& path,
                                             const rocksdb::FileOptions& options,
                                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                                             IODebugContext* debug) {
  if (IOStatus refused = Ask(Operation::kCreate, path); !refused.ok()) return refused;
  IOStatus status = FileSystemWrapper::ReopenWritableFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<File>(this, path, std::move(*file));
  return status;
}

IOStatus FaultFileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                       std::unique_ptr<rocksdb::FSDirectory>* folder,
                                       IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::NewDirectory(path, options, folder, debug);
  if (status.ok()) *folder = std::make_unique<Folder>(this, path, std::move(*folder));
  return status;
}

IOStatus FaultFileSystem::RenameFile(const std::string& from, const std::string& to,
                                     const IOOptions& options, IODebugContext* debug) {
  if (IOStatus refused = Ask(Operation::kRename, to); !refused.ok()) return refused;
  std::optional<std::string> overwritten = Contents(to);
  IOStatus status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  if (auto moved = files_.extract(from)) files_[to] = moved.mapped();
  names_.push_back({to, from, std::move(overwritten)});
  return status;
}

IOStatus FaultFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                     IODebugContext* debug) {
  if (IOStatus refused = Ask(Operation::kDelete, path); !refused.ok()) return refused;
  IOStatus status = FileSystemWrapper::DeleteFile(path, options, debug);
  if (!status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  files_.erase(path);
  std::erase_if(names_, [&](const NameChange& change) { return change.path == path; });
  return status;
}

void FaultFileSystem::Undo(const NameChange& change) {
  if (change.renamed_from) {
    std::filesystem::rename(change.path, *change.renamed_from);
    if (auto moved = files_.extract(change.path)) files_[*change.renamed_from] = moved.mapped();
  } else {
    std::filesystem::remove(change.path);
    files_.erase(change.path);
  }
  if (change.overwritten) std::ofstream(change.path, std::ios::binary) << *change.overwritten;
}

// A file system keeps its changes of names in order, so a cut leaves a first
// part of them; the bytes of each file are cut by themselves.
void FaultFileSystem::LosePower(std::mt19937& random) {
  absl::MutexLock lock(&mutex_);
  std::uniform_int_distribution<size_t> kept(0, names_.size());
  for (size_t keep = kept(random); names_.size() > keep; names_.pop_back()) Undo(names_.back());
  names_.clear();
  for (auto& [path, extent] : files_) {
    const uint64_t synced = std::min(extent.synced, extent.size);
    if (random() % 2 == 0) {
      std::uniform_int_distribution<uint64_t> size(synced, extent.size);
      extent.size = size(random);
      std::filesystem::resize_file(path, extent.size);
    } else {
      LoseSectors(path, synced, extent.size, random);
    }
    extent.synced = extent.size;
  }
}

FaultEnv::FaultEnv(std::shared_ptr<FaultFileSystem> disk)
    : EnvWrapper(rocksdb::NewCompositeEnv(disk)), disk_(std::move(disk)) {
  system_clock_ = std::make_shared<ImpatientClock>();
}

}  // namespace assent::storage
