#include "storage/rocksdb/changes.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/str_cat.h"
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

void Changes::DropLog(absl::string_view assembly) {
  dropped_.push_back(format::LogPrefix(assembly));
  Add(format::HeadPrefix(), assembly, std::nullopt);
}

void Changes::Add(const AppendRequest& append) {
  const std::string log = format::LogPrefix(append.assembly);
  for (const Entry& entry : append.entries) {
    Add(log, format::EncodeSequence(entry.sequence), format::EncodeEntry(entry));
  }
  Add(format::DocumentPrefix(append.assembly), append.documents);
  Add(format::SharedDocumentPrefix(), append.shared_documents);
}

void Changes::Add(const Heads& heads) {
  for (const auto& [assembly, sequence] : heads) {
    Add(format::HeadPrefix(), assembly, format::EncodeSequence(sequence));
  }
}

void Changes::Add(absl::string_view prefix, const std::vector<DocumentWrite>& writes) {
  for (const DocumentWrite& write : writes) Add(prefix, write.key, write.value);
}

void Changes::Add(absl::string_view prefix, absl::string_view rest,
                  std::optional<absl::string_view> value) {
  changes_.push_back({bytes_.size(), prefix.size() + rest.size(), value ? value->size() : 0,
                      /*deleted=*/!value.has_value()});
  absl::StrAppend(&bytes_, prefix, rest, value.value_or(""));
}

absl::string_view Changes::KeyOf(const Change& change) const {
  return absl::string_view(bytes_).substr(change.start, change.key_size);
}

absl::string_view Changes::ValueOf(const Change& change) const {
  return absl::string_view(bytes_).substr(change.start + change.key_size, change.value_size);
}

rocksdb::Status Changes::Fill(rocksdb::WriteBatch& batch) {
  for (const std::string& prefix : dropped_) {
    rocksdb::Status status = batch.DeleteRange(prefix, format::PrefixEnd(prefix));
    if (!status.ok()) return status;
  }
  std::stable_sort(changes_.begin(), changes_.end(),
                   [this](const Change& a, const Change& b) { return KeyOf(a) < KeyOf(b); });
  const auto slice = [](absl::string_view view) {
    return rocksdb::Slice(view.data(), view.size());
  };
  for (auto change = changes_.begin(); change != changes_.end(); ++change) {
    const auto next = std::next(change);
    if (next != changes_.end() && KeyOf(*next) == KeyOf(*change)) continue;
    const rocksdb::Slice key = slice(KeyOf(*change));
    rocksdb::Status status =
        change->deleted ? batch.Delete(key) : batch.Put(key, slice(ValueOf(*change)));
    if (!status.ok()) return status;
  }
  return rocksdb::Status::OK();
}

rocksdb::Status Changes::WriteTo(rocksdb::DB& db) {
  const size_t bytes = bytes_.size() + changes_.size() * kBytesOfAChange;
  rocksdb::WriteBatch batch(bytes, /*max_bytes=*/0, kProtectionBytes, /*default_cf_ts_sz=*/0);
  rocksdb::Status filled = Fill(batch);
  if (!filled.ok()) return filled;
  rocksdb::WriteOptions options;
  options.sync = true;
  options.protection_bytes_per_key = kProtectionBytes;
  return db.Write(options, &batch);
}

}  // namespace assent::storage
