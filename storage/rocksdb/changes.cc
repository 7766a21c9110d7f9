#include "storage/rocksdb/changes.h"

#include <utility>

#include "storage/rocksdb/format.h"
#include "storage/rocksdb/settings.h"

namespace assent::storage {

Changes::Changes()
    : batch_(/*reserved_bytes=*/0, /*max_bytes=*/0, kProtectionBytes, /*default_cf_ts_sz=*/0) {}

void Changes::DropDocuments(absl::string_view assembly) {
  const std::string prefix = format::DocumentPrefix(assembly);
  Note(batch_.DeleteRange(prefix, format::PrefixEnd(prefix)));
}

void Changes::Add(const AppendRequest& append) {
  for (const Entry& entry : append.entries) {
    Put(format::LogKey(append.assembly, entry.sequence), format::EncodeEntry(entry));
  }
  Add(format::DocumentPrefix(append.assembly), append.documents);
  Add(format::SharedDocumentPrefix(), append.shared_documents);
}

void Changes::Add(const Heads& heads) {
  for (const auto& [assembly, sequence] : heads) {
    Put(format::HeadKey(assembly), format::EncodeSequence(sequence));
  }
}

void Changes::Add(const std::string& space, const std::vector<DocumentWrite>& writes) {
  for (const DocumentWrite& write : writes) {
    if (write.value) {
      Put(space + write.key, *write.value);
    } else {
      Note(batch_.Delete(space + write.key));
    }
  }
}

void Changes::Note(rocksdb::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

rocksdb::Status Changes::WriteTo(rocksdb::DB& db) {
  if (!status_.ok()) return status_;
  rocksdb::WriteOptions options;
  options.sync = true;
  options.protection_bytes_per_key = kProtectionBytes;
  return db.Write(options, &batch_);
}

}  // namespace assent::storage
