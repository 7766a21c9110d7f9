// RocksDB's statuses and what they mean for a store. Conversion happens here
// and nowhere else.

#ifndef ASSENT_STORAGE_ROCKSDB_STATUS_H_
#define ASSENT_STORAGE_ROCKSDB_STATUS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "rocksdb/status.h"

namespace assent::storage {

// kDataLoss for damaged or missing bytes, kUnavailable for everything else that
// is not OK; `doing` names what was tried.
absl::Status FromRocksDb(const rocksdb::Status& status, absl::string_view doing);

// The same for opening a folder, each with a sentence that says what to do:
// also kPermissionDenied.
absl::Status FromOpening(const rocksdb::Status& status, const std::string& folder);

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_STATUS_H_
