// Reading a store's RocksDB: keys and values of format.h, checked as they come.
// Thread-safe; each call sees one state of the database. The database belongs
// to somebody else and outlives this.

#ifndef ASSENT_STORAGE_ROCKSDB_READER_H_
#define ASSENT_STORAGE_ROCKSDB_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "rocksdb/db.h"
#include "storage/event_store.h"

namespace assent::storage {

class Reader {
 public:
  explicit Reader(rocksdb::DB* db) : db_(db) {}

  absl::StatusOr<std::optional<std::string>> Get(const std::string& key) const;

  // Where the log ends by its head; 0 if there is none.
  absl::StatusOr<uint64_t> LastSequence(absl::string_view assembly) const;

  // kDataLoss if an entry is missing, by its number or by the log's head.
  absl::StatusOr<std::vector<Entry>> ReadLog(absl::string_view assembly, uint64_t after_sequence,
                                             const ReadLimits& limits) const;

  absl::StatusOr<std::vector<AssemblyHead>> ListAssemblies(absl::string_view after,
                                                           size_t limit) const;

  // Documents whose keys in the database start with `space`, which is not part
  // of the keys that are returned.
  absl::StatusOr<std::vector<Document>> Scan(const std::string& space, absl::string_view prefix,
                                             absl::string_view after_key,
                                             const ReadLimits& limits) const;

 private:
  rocksdb::DB* const db_;
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_READER_H_
