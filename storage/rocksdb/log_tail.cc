#include "storage/rocksdb/log_tail.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/rocksdb/log_record.h"
#include "storage/rocksdb/status.h"

namespace assent::storage {
namespace {

// Whether the record would be whole with another length: one that ends where
// the log ends, or where another whole record starts.
bool IsWholeWithAnotherLength(const LogRecord& record) {
  LogChecksum checksum;
  checksum.Add(record.type);
  for (size_t length = 0; length <= record.rest.size(); ++length) {
    const absl::string_view behind = record.rest.substr(length);
    if (checksum.Masked() == record.checksum && (behind.empty() || StartsWithSoundRecord(behind))) {
      return true;
    }
    if (!behind.empty()) checksum.Add(behind[0]);
  }
  return false;
}

rocksdb::Status ReadLastBlock(rocksdb::Env* env, const std::string& path, std::string* block) {
  uint64_t size = 0;
  rocksdb::Status status = env->GetFileSize(path, &size);
  if (!status.ok() || size == 0) return status;
  std::unique_ptr<rocksdb::SequentialFile> file;
  status = env->NewSequentialFile(path, &file, rocksdb::EnvOptions());
  if (status.ok()) status = file->Skip((size - 1) / kLogBlockBytes * kLogBlockBytes);
  block->resize(kLogBlockBytes);
  rocksdb::Slice read;
  if (status.ok()) status = file->Read(kLogBlockBytes, &read, block->data());
  if (status.ok()) *block = read.ToString();
  return status;
}

bool IsLog(const std::string& name) {
  return absl::EndsWith(name, ".log") || absl::StartsWith(name, "MANIFEST-");
}

}  // namespace

bool HasWrongLength(absl::string_view last_block) {
  while (last_block.size() >= kLogHeaderBytes) {
    const LogRecord record(last_block);
    if (!record.IsOfAType()) return false;  // RocksDB's to judge
    if (record.CutShort()) return IsWholeWithAnotherLength(record);
    last_block.remove_prefix(record.bytes());
  }
  return false;
}

absl::Status CheckLogTails(rocksdb::Env* env, const std::string& folder) {
  std::vector<std::string> names;
  rocksdb::Status status = env->GetChildren(folder, &names);
  for (const std::string& name : names) {
    if (!status.ok() || !IsLog(name)) continue;
    std::string block;
    status = ReadLastBlock(env, absl::StrCat(folder, "/", name), &block);
    if (HasWrongLength(block)) status = rocksdb::Status::Corruption("wrong length in " + name);
  }
  return FromOpening(status, folder);
}

}  // namespace assent::storage
