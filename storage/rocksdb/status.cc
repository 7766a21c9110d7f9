#include "storage/rocksdb/status.h"

#include <cerrno>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace assent::storage {
namespace {

// RocksDB passes an errno on as its text only.
bool NotPermitted(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  for (int error : {EACCES, EPERM, EROFS}) {
    if (absl::StrContains(text, std::strerror(error))) return true;
  }
  return false;
}

bool Damaged(const rocksdb::Status& status) {
  return status.IsCorruption() || status.IsPathNotFound() || status.IsNotFound();
}

}  // namespace

absl::Status FromRocksDb(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat("storage: ", doing, ": ", status.ToString());
  return Damaged(status) ? absl::DataLossError(message) : absl::UnavailableError(message);
}

absl::Status FromOpening(const rocksdb::Status& status, const std::string& folder) {
  if (status.ok()) return absl::OkStatus();
  // InvalidArgument is how RocksDB puts it that its CURRENT file is gone.
  if (Damaged(status) || status.IsInvalidArgument()) {
    return absl::DataLossError(
        absl::StrCat("the store in ", folder, " is damaged (", status.ToString(),
                     "). Nothing was repaired. Keep a copy of the folder as it is and restore a "
                     "backup into a new one"));
  }
  if (NotPermitted(status)) {
    return absl::PermissionDeniedError(
        absl::StrCat("cannot write to ", folder, " (", status.ToString(),
                     "). Let the user that runs assentd own the folder, or name another one"));
  }
  return absl::UnavailableError(absl::StrCat("cannot open the store in ", folder, " (",
                                             status.ToString(),
                                             "). Check the disk and its free space, then start "
                                             "again"));
}

}  // namespace assent::storage
