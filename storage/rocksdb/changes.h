// Collects what one synced write changes, in the keys of format.h. The changes
// go to RocksDB ordered by key, since it then finds the place of each in its
// memtable beside that of the one before, and of several changes to one key
// only the last. Not thread-safe.

#ifndef ASSENT_STORAGE_ROCKSDB_CHANGES_H_
#define ASSENT_STORAGE_ROCKSDB_CHANGES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "storage/contract.h"
#include "storage/event_store.h"

namespace assent::storage {

class Changes {
 public:
  // In this order for one assembly: what is dropped, then what is added.
  void DropDocuments(absl::string_view assembly);
  // Drops the log, too, and where it ends.
  void DropLog(absl::string_view assembly);
  void Add(const AppendRequest& append);
  void Add(const Heads& heads);

  // All or nothing, and durable if OK.
  rocksdb::Status WriteTo(rocksdb::DB& db);

 private:
  // One key that is put or deleted. Its bytes, then those of its value, stand in `bytes_`.
  struct Change {
    size_t start;
    size_t key_size;
    size_t value_size;
    bool deleted;
  };

  // The key is `prefix` and `rest`; without a value it is deleted.
  void Add(absl::string_view prefix, absl::string_view rest,
           std::optional<absl::string_view> value);
  void Add(absl::string_view prefix, const std::vector<DocumentWrite>& writes);

  absl::string_view KeyOf(const Change& change) const;
  absl::string_view ValueOf(const Change& change) const;
  // The changes in order, each key once.
  rocksdb::Status Fill(rocksdb::WriteBatch& batch);

  std::string bytes_;  // one for all: a batch has some thousand keys and values
  std::vector<Change> changes_;
  std::vector<std::string> dropped_;  // prefixes
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_CHANGES_H_
