// Collects what one synced write changes, in the keys of format.h. Not
// thread-safe.

#ifndef ASSENT_STORAGE_ROCKSDB_CHANGES_H_
#define ASSENT_STORAGE_ROCKSDB_CHANGES_H_

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
  Changes();

  // In this order for one assembly: what is dropped, then what is added.
  void DropDocuments(absl::string_view assembly);
  void Add(const AppendRequest& append);
  void Add(const Heads& heads);

  // All or nothing, and durable if OK.
  rocksdb::Status WriteTo(rocksdb::DB& db);

 private:
  void Add(const std::string& space, const std::vector<DocumentWrite>& writes);
  void Put(const std::string& key, const std::string& value) { Note(batch_.Put(key, value)); }
  void Note(rocksdb::Status status);

  rocksdb::WriteBatch batch_;
  rocksdb::Status status_;  // the first thing that could not be collected
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_CHANGES_H_
