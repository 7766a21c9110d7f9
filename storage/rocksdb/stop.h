// Whether a store still takes appends, and if not, why. Set once, by the first
// failure, of a write or of RocksDB's work in the background; only opening the
// store anew clears it. Thread-safe, and never waits for I/O.

#ifndef ASSENT_STORAGE_ROCKSDB_STOP_H_
#define ASSENT_STORAGE_ROCKSDB_STOP_H_

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/listener.h"

namespace assent::storage {

class Stop final : public rocksdb::EventListener {
 public:
  // OK, or the kUnavailable that appends get.
  absl::Status status() const {
    absl::MutexLock lock(&mutex_);
    return status_;
  }

  // The first failure stays; returns it.
  absl::Status Set(const rocksdb::Status& failure) {
    absl::MutexLock lock(&mutex_);
    if (status_.ok()) {
      status_ = absl::UnavailableError(absl::StrCat(
          "the disk refused a write (", failure.ToString(),
          "); nothing more is written, reading goes on. Check the disk and its free space, then "
          "restart"));
    }
    return status_;
  }

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    Set(*error).IgnoreError();
  }

  // RocksDB would go on writing by itself once there is space again.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_STOP_H_
