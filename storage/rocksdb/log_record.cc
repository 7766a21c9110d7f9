#include "storage/rocksdb/log_record.h"

#include <array>

namespace assent::storage {
namespace {

// CRC-32C, reflected polynomial 0x82f63b78, a byte at a time.
constexpr std::array<uint32_t, 256> kCrcTable = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    table[i] = i;
    for (int bit = 0; bit < 8; ++bit) table[i] = table[i] >> 1 ^ (table[i] & 1) * 0x82f63b78u;
  }
  return table;
}();

uint32_t LittleEndian(absl::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return value;
}

}  // namespace

void LogChecksum::Add(char byte) {
  crc_ = kCrcTable[(crc_ ^ static_cast<unsigned char>(byte)) & 255] ^ crc_ >> 8;
}

uint32_t LogChecksum::Masked() const {
  const uint32_t crc = ~crc_;
  return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

LogRecord::LogRecord(absl::string_view bytes)
    : checksum(LittleEndian(bytes.substr(0, 4))),
      length(LittleEndian(bytes.substr(4, 2))),
      type(bytes[6]),
      rest(bytes.substr(kLogHeaderBytes)) {}

bool LogRecord::IsSound() const {
  LogChecksum sum;
  sum.Add(type);
  sum.Add(rest.substr(0, length));
  return sum.Masked() == checksum;
}

bool StartsWithSoundRecord(absl::string_view bytes) {
  if (bytes.size() < kLogHeaderBytes) return false;
  const LogRecord record(bytes);
  return record.IsOfAType() && !record.CutShort() && record.IsSound();
}

}  // namespace assent::storage
