// Getting deleted bytes out of RocksDB's files. A delete is at first only a mark: the
// bytes lie on in the write-ahead log and in tables until those are written anew.

#ifndef ASSENT_STORAGE_ROCKSDB_WIPE_H_
#define ASSENT_STORAGE_ROCKSDB_WIPE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "rocksdb/db.h"

namespace assent::storage {

// What of an assembly is written anew: its log and documents, or also that it was there,
// which takes the shared documents of all.
enum class Wipe { kContent, kEverything };

// After it, nothing of that which was deleted or replaced before is in any table or log
// file of the database. Blocks while those are written anew; others may write meanwhile.
// kUnavailable: the disk refused, also to let a file go; what was deleted stays deleted.
absl::Status WipeFiles(rocksdb::DB& db, absl::string_view assembly, Wipe what);

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_WIPE_H_
