#include "storage/rocksdb/log_tail.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/rocksdb/status.h"

namespace assent::storage {
namespace {

constexpr uint64_t kBlockBytes = 32 * 1024;
constexpr size_t kHeaderBytes = 7;
constexpr int kLastType = 4;  // types above it have longer headers; we never have them written

// CRC-32C, reflected polynomial 0x82f63b78, a byte at a time.
constexpr std::array<uint32_t, 256> kCrcTable = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    table[i] = i;
    for (int bit = 0; bit < 8; ++bit) table[i] = table[i] >> 1 ^ (table[i] & 1) * 0x82f63b78u;
  }
  return table;
}();

class Checksum {
 public:
  void Add(char byte) {
    crc_ = kCrcTable[(crc_ ^ static_cast<unsigned char>(byte)) & 255] ^ crc_ >> 8;
  }

  // As it stands in a record: turned and shifted, so that records that hold
  // checksums have no regular ones themselves.
  uint32_t Masked() const {
    const uint32_t crc = ~crc_;
    return (crc >> 15 | crc << 17) + 0xa282ead8u;
  }

 private:
  uint32_t crc_ = ~0u;
};

uint32_t LittleEndian(absl::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return value;
}

// Bytes of which at least a header is there.
struct Record {
  explicit Record(absl::string_view bytes)
      : checksum(LittleEndian(bytes.substr(0, 4))),
        length(LittleEndian(bytes.substr(4, 2))),
        type(bytes[6]),
        rest(bytes.substr(kHeaderBytes)) {}

  bool CutShort() const { return length > rest.size(); }

  uint32_t checksum;
  size_t length;
  char type;
  absl::string_view rest;  // the payload and what is behind it
};

bool StartsWithWholeRecord(absl::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return false;
  const Record record(bytes);
  if (record.CutShort()) return false;
  Checksum checksum;
  checksum.Add(record.type);
  for (char byte : record.rest.substr(0, record.length)) checksum.Add(byte);
  return checksum.Masked() == record.checksum;
}

// Whether the record would be whole with another length: one that ends where
// the log ends, or where another whole record starts.
bool IsWholeWithAnotherLength(const Record& record) {
  Checksum checksum;
  checksum.Add(record.type);
  for (size_t length = 0; length <= record.rest.size(); ++length) {
    const absl::string_view behind = record.rest.substr(length);
    if (checksum.Masked() == record.checksum && (behind.empty() || StartsWithWholeRecord(behind))) {
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
  if (status.ok()) status = file->Skip((size - 1) / kBlockBytes * kBlockBytes);
  block->resize(kBlockBytes);
  rocksdb::Slice read;
  if (status.ok()) status = file->Read(kBlockBytes, &read, block->data());
  if (status.ok()) *block = read.ToString();
  return status;
}

bool IsLog(const std::string& name) {
  return absl::EndsWith(name, ".log") || absl::StartsWith(name, "MANIFEST-");
}

}  // namespace

bool HasWrongLength(absl::string_view last_block) {
  while (last_block.size() >= kHeaderBytes) {
    const Record record(last_block);
    if (record.type < 1 || record.type > kLastType) return false;  // RocksDB's to judge
    if (record.CutShort()) return IsWholeWithAnotherLength(record);
    last_block.remove_prefix(kHeaderBytes + record.length);
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
