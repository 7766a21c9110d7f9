// The embedded default: an event store in one folder of RocksDB files, for one
// process at a time. Keeps the contract of event_store.h.
//
// Append() and ReplaceDocuments() work on the calling thread, one at a time,
// and an Append() is one synced RocksDB write, however many appends it holds:
// whoever has much to write puts it into one batch. `done` runs on the calling
// thread before Append() returns. Reads wait for no write.
//
// A write that fails is never tried again (after a failed sync nobody knows
// what the disk holds), and so is nothing after it: the store stops taking
// appends, as it also does when RocksDB fails at its work in the background.

#ifndef ASSENT_STORAGE_ROCKSDB_ROCKSDB_STORE_H_
#define ASSENT_STORAGE_ROCKSDB_ROCKSDB_STORE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/event_store.h"

namespace rocksdb {
class Env;
}

namespace assent::storage {

// The defaults suit a small machine: with RocksDB's own needs, the store takes
// some 100 MB at most.
struct RocksDbOptions {
  // Where files live and background work runs; nullptr is this machine. Tests
  // pass one that fails. Must outlive the store.
  rocksdb::Env* env = nullptr;
  // Blocks of files kept in memory, with the indexes and filters among them.
  size_t cache_bytes = 32 * 1024 * 1024;
  // Three of these at most, each written to a file when it is full.
  size_t write_buffer_bytes = 16 * 1024 * 1024;
  // Assemblies whose last sequence is remembered; an append to another one
  // costs a look-up. About 100 bytes each.
  size_t cached_sequences = 65536;
  // Whether what is written from now on is compressed. Files without can be
  // searched for bytes, as those do who check that a text is gone.
  bool compress = true;
};

// Opens the store in `folder`, which is made if it does not exist. Errors, each
// with a sentence that says what to do:
//   kFailedPrecondition  a file; a folder with other things in it; a newer
//                        format; in use
//   kPermissionDenied    not ours to write
//   kDataLoss            damaged or missing files; nothing is repaired
//   kUnavailable         the disk refused
absl::StatusOr<std::unique_ptr<EventStore>> OpenRocksDbStore(const std::string& folder,
                                                             const RocksDbOptions& options = {});

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_ROCKSDB_STORE_H_
