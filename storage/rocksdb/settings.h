// What we ask of RocksDB, and why.

#ifndef ASSENT_STORAGE_ROCKSDB_SETTINGS_H_
#define ASSENT_STORAGE_ROCKSDB_SETTINGS_H_

#include <cstddef>

#include "rocksdb/options.h"
#include "storage/rocksdb/rocksdb_store.h"

namespace assent::storage {

// Bytes with which RocksDB guards every key and value from the moment that we
// hand them over until they are in a file. It knows 0 and 8.
inline constexpr size_t kProtectionBytes = 8;

// A new store is made if `is_new`; otherwise one must be there.
rocksdb::Options Settings(const RocksDbOptions& options, bool is_new);

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_SETTINGS_H_
