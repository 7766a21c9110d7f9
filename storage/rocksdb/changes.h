// Collects what one synced write changes, in the keys of format.h. The changes
// go to RocksDB ordered by key, since it then finds the place of each in its
// memtable beside that of the one before, and of several changes to one key
// only the last. Not thread-safe.

#ifndef ASSENT_STORAGE_ROCKSDB_CHANGES_H_
#define ASSENT_STORAGE_ROCKSDB_CHANGES_H_

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
  void Add(const AppendRequest& append);
  void Add(const Heads& heads);

  // All or nothing, and durable if OK.
  rocksdb::Status WriteTo(rocksdb::DB& db);

 private:
  struct Change {
    std::string key;
    std::optional<std::string> value;  // nullopt: it is deleted
  };

  // The changes, each key once.
  rocksdb::Status Fill(rocksdb::WriteBatch& batch);

  std::vector<std::string> dropped_;  // prefixes
  std::vector<Change> changes_;
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_CHANGES_H_
