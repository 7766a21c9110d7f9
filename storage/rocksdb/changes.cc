#include "storage/rocksdb/changes.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "storage/rocksdb/format.h"
#include "storage/rocksdb/settings.h"

namespace assent::storage {
namespace {

// What a batch holds of a change beside key and value, at most: a tag and two lengths.
constexpr size_t kBytesOfAChange = 12;

}  // namespace

void Changes::DropDocuments(absl::string_view assembly) {
  dropped_.push_back(format::DocumentPrefix(assembly));
}

void Changes::Add(const AppendRequest& append) {
  for (const Entry& entry : append.entries) {
    changes_.push_back(
        {format::LogKey(append.assembly, entry.sequence), format::EncodeEntry(entry)});
  }
  const auto add = [this](const std::string& space, const std::vector<DocumentWrite>& writes) {
    for (const DocumentWrite& write : writes) changes_.push_back({space + write.key, write.value});
  };
  add(format::DocumentPrefix(append.assembly), append.documents);
  add(format::SharedDocumentPrefix(), append.shared_documents);
}

void Changes::Add(const Heads& heads) {
  for (const auto& [assembly, sequence] : heads) {
    changes_.push_back({format::HeadKey(assembly), format::EncodeSequence(sequence)});
  }
}

rocksdb::Status Changes::Fill(rocksdb::WriteBatch& batch) {
  for (const std::string& prefix : dropped_) {
    rocksdb::Status status = batch.DeleteRange(prefix, format::PrefixEnd(prefix));
    if (!status.ok()) return status;
  }
  std::stable_sort(changes_.begin(), changes_.end(),
                   [](const Change& a, const Change& b) { return a.key < b.key; });
  for (auto change = changes_.begin(); change != changes_.end(); ++change) {
    const auto next = std::next(change);
    if (next != changes_.end() && next->key == change->key) continue;
    rocksdb::Status status =
        change->value ? batch.Put(change->key, *change->value) : batch.Delete(change->key);
    if (!status.ok()) return status;
  }
  return rocksdb::Status::OK();
}

rocksdb::Status Changes::WriteTo(rocksdb::DB& db) {
  size_t bytes = 0;
  for (const Change& change : changes_) {
    bytes += change.key.size() + (change.value ? change.value->size() : 0) + kBytesOfAChange;
  }
  rocksdb::WriteBatch batch(bytes, /*max_bytes=*/0, kProtectionBytes, /*default_cf_ts_sz=*/0);
  rocksdb::Status filled = Fill(batch);
  if (!filled.ok()) return filled;
  rocksdb::WriteOptions options;
  options.sync = true;
  options.protection_bytes_per_key = kProtectionBytes;
  return db.Write(options, &batch);
}

}  // namespace assent::storage
