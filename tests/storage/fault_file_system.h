// A file system whose disk can refuse, and whose power can be cut.
//
// It stands on the machine's own and keeps book of what has been synced: bytes
// by syncing a file, names (of files made or renamed) by syncing their folder.
// LosePower() then makes the files what a machine could find after the cut: all
// that was synced, and of the rest a random first part, or all of it but for
// random sectors, which read as zeros. Deleting takes effect at once. Syncs do not reach the real
// disk, which makes thousands of cycles affordable. Thread-safe; outlives the environment made from
// it.

#ifndef ASSENT_TESTS_STORAGE_FAULT_FILE_SYSTEM_H_
#define ASSENT_TESTS_STORAGE_FAULT_FILE_SYSTEM_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace assent::storage {

enum class Operation { kAppend, kSync, kCreate, kRename, kDelete, kSyncFolder };

// How it refuses.
enum class Refusal {
  kTornWrite,    // an input/output error, after half the bytes of an append
  kInputOutput,  // the same before anything was written
  kNoSpace,      // no space left on device
  kReadOnly,     // a read-only file system
};

class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FaultFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultFileSystem"; }

  // Asked before everything that changes the disk; where it answers true, the
  // operation fails in this way.
  using Fault = std::function<bool(Operation operation, const std::string& path)>;
  void SetFault(Fault fault, Refusal refusal = Refusal::kTornWrite);

  // For canaries: syncs succeed and do nothing.
  void IgnoreSyncs();

  // To be called when no file is open.
  void LosePower(std::mt19937& random);

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* folder,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  class File;
  class Folder;

  struct Extent {
    uint64_t size = 0;
    uint64_t synced = 0;
  };

  // A name that is not durable yet: a file made, or one renamed.
  struct NameChange {
    std::string path;
    std::optional<std::string> renamed_from;
    std::optional<std::string> overwritten;  // what lay at `path` before
  };

  // The error with which the operation is to fail, or OK.
  rocksdb::IOStatus Ask(Operation operation, const std::string& path);
  bool tears_writes();
  void Grow(const std::string& path, uint64_t bytes);
  void Shrink(const std::string& path, uint64_t size);
  void MarkSynced(const std::string& path);
  void MarkFolderSynced(const std::string& folder);
  void Undo(const NameChange& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  Fault fault_ ABSL_GUARDED_BY(mutex_);
  Refusal refusal_ ABSL_GUARDED_BY(mutex_) = Refusal::kTornWrite;
  bool ignores_syncs_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, Extent> files_ ABSL_GUARDED_BY(mutex_);
  std::vector<NameChange> names_ ABSL_GUARDED_BY(mutex_);
};

// The machine, with such a file system, and with a clock that does not sleep
// longer than a millisecond: RocksDB sleeps a second after each failure in the
// background.
class FaultEnv : public rocksdb::EnvWrapper {
 public:
  FaultEnv() : FaultEnv(std::make_shared<FaultFileSystem>()) {}
  FaultFileSystem& disk() { return *disk_; }

 private:
  explicit FaultEnv(std::shared_ptr<FaultFileSystem> disk);

  const std::shared_ptr<FaultFileSystem> disk_;
};

}  // namespace assent::storage

#endif  // ASSENT_TESTS_STORAGE_FAULT_FILE_SYSTEM_H_
