// The backends under test, each new and empty.

#ifndef ASSENT_TESTS_STORAGE_BACKENDS_H_
#define ASSENT_TESTS_STORAGE_BACKENDS_H_

#include <memory>
#include <utility>

#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/event_store_contract.h"
#include "tests/support/temp_dir.h"

namespace assent::storage {

class MemoryBackend : public contract::Backend {
 public:
  EventStore& store() override { return *store_; }
  bool Reopen() override { return false; }

 private:
  const std::unique_ptr<EventStore> store_ = NewMemoryStore();
};

class RocksDbBackend : public contract::Backend {
 public:
  explicit RocksDbBackend(RocksDbOptions options = {}) : options_(options) { Open(); }

  EventStore& store() override { return *store_; }
  bool Reopen() override {
    store_.reset();
    Open();
    return true;
  }

 private:
  void Open() { store_ = *OpenRocksDbStore(folder_.path() + "/store", options_); }

  const test::TempDir folder_;
  const RocksDbOptions options_;
  std::unique_ptr<EventStore> store_;
};

}  // namespace assent::storage

#endif  // ASSENT_TESTS_STORAGE_BACKENDS_H_
