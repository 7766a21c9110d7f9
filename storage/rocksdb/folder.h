// A store's folder before RocksDB opens it: is it ours, in a format that we
// can read, and nobody else's at this moment? Beside RocksDB's files lie two
// of ours:
//
//   ASSENT       what the folder is, in three lines:
//                  Assent store
//                  format <decimal>
//                  state creating | ready
//   ASSENT-LOCK  empty; locked by the process that has the store open
//
// The state tells a folder whose making was interrupted (make it again) from
// one that has lost files (report it). A folder that is refused is not written
// to. Not thread-safe.

#ifndef ASSENT_STORAGE_ROCKSDB_FOLDER_H_
#define ASSENT_STORAGE_ROCKSDB_FOLDER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/env.h"

namespace assent::storage {

// A store's folder, locked for as long as this lives.
class Folder {
 public:
  // Makes the folder, with those above it, if there is none. Errors:
  //   kFailedPrecondition  a file, a folder with other things in it, a newer
  //                        format, in use by another process
  //   kPermissionDenied    not ours to write
  //   kDataLoss            the ASSENT file is not what it should be
  //   kUnavailable         the disk refused
  static absl::StatusOr<std::unique_ptr<Folder>> Claim(rocksdb::Env* env, std::string path);

  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  // Whether the store in it has yet to be made; if so, MarkReady() afterwards.
  bool is_new() const { return is_new_; }
  absl::Status MarkReady();

 private:
  Folder(rocksdb::Env* env, std::string path) : env_(env), path_(std::move(path)) {}

  absl::Status Lock();
  absl::Status ReadMarker();
  absl::Status WriteMarker(const std::string& state);

  rocksdb::Env* const env_;
  const std::string path_;
  rocksdb::FileLock* lock_ = nullptr;
  bool is_new_ = false;
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_FOLDER_H_
