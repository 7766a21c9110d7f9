// The records of RocksDB's logs: of the write-ahead logs and of the manifest, which share one
// format (RocksDB wiki, "Write Ahead Log File Format"): blocks of 32 KiB, in which records stand
// that do not cross them:
//
//   record := checksum (4 bytes) length (2 bytes) type (1 byte) payload
//
// numbers little-endian, checksum the masked CRC-32C of type and payload. Type 1 is all that was
// written at once; what does not fit in a block is written as a first (2), middle ones (3) and a
// last (4).

#ifndef ASSENT_STORAGE_ROCKSDB_LOG_RECORD_H_
#define ASSENT_STORAGE_ROCKSDB_LOG_RECORD_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace assent::storage {

inline constexpr size_t kLogBlockBytes = 32 * 1024;
inline constexpr size_t kLogHeaderBytes = 7;

enum LogRecordType : char { kWholeRecord = 1, kFirstPart = 2, kMiddlePart = 3, kLastPart = 4 };

class LogChecksum {
 public:
  void Add(char byte);
  void Add(absl::string_view bytes) {
    for (char byte : bytes) Add(byte);
  }
  // As it stands in a record: turned and shifted, so that records that hold checksums have no
  // regular ones themselves.
  uint32_t Masked() const;

 private:
  uint32_t crc_ = ~0u;
};

// Bytes of which at least a header is there.
struct LogRecord {
  explicit LogRecord(absl::string_view bytes);

  bool CutShort() const { return length > rest.size(); }
  bool IsOfAType() const { return type >= kWholeRecord && type <= kLastPart; }
  // Of a record that was not cut short.
  bool IsSound() const;
  size_t bytes() const { return kLogHeaderBytes + length; }

  uint32_t checksum;
  size_t length;
  char type;               // above kLastPart headers are longer; we never have them written
  absl::string_view rest;  // the payload and what is behind it
};

// Whether a whole and sound record starts here.
bool StartsWithSoundRecord(absl::string_view bytes);

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_LOG_RECORD_H_
