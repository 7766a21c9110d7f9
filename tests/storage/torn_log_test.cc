// Which ends of logs are taken for records that a disk has not taken whole.

#include "storage/rocksdb/torn_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "storage/rocksdb/log_record.h"

namespace assent::storage {
namespace {

constexpr size_t kSector = 512;

size_t NextSector(size_t at) { return (at / kSector + 1) * kSector; }

// Writes logs as RocksDB does.
class Log {
 public:
  void Write(std::string payload) {
    for (bool first = true;; first = false) {
      size_t room = kLogBlockBytes - bytes_.size() % kLogBlockBytes;
      if (room < kLogHeaderBytes) {
        bytes_.append(room, '\0');
        room = kLogBlockBytes;
      }
      const std::string part = payload.substr(0, room - kLogHeaderBytes);
      payload.erase(0, part.size());
      const bool last = payload.empty();
      Add(first ? (last ? kWholeRecord : kFirstPart) : (last ? kLastPart : kMiddlePart), part);
      if (last) return;
    }
  }
  std::string Without(size_t begin, size_t end) const {
    std::string torn = bytes_;
    std::fill(torn.begin() + begin, torn.begin() + std::min(end, torn.size()), '\0');
    return torn;
  }
  const std::string& bytes() const { return bytes_; }
  size_t size() const { return bytes_.size(); }

 private:
  void Add(char type, const std::string& part) {
    LogChecksum checksum;
    checksum.Add(type);
    checksum.Add(part);
    for (int i = 0; i < 4; ++i) bytes_ += static_cast<char>(checksum.Masked() >> 8 * i);
    for (int i = 0; i < 2; ++i) bytes_ += static_cast<char>(part.size() >> 8 * i);
    bytes_ += type;
    bytes_ += part;
  }

  std::string bytes_;
};

TEST(TornLog, ALogThatIsSoundIsNot) {
  Log log;
  EXPECT_EQ(TornAt(LogKind::kWriteAhead, log.bytes()), std::nullopt);
  log.Write("one");
  log.Write(std::string(100'000, 'x'));
  EXPECT_EQ(TornAt(LogKind::kWriteAhead, log.bytes()), std::nullopt);
}

TEST(TornLog, WhicheverSectorOfTheLastRecordIsMissing) {
  Log log;
  log.Write(std::string(20'000, 'a'));
  const size_t begins = log.size();
  log.Write(std::string(80'000, 'b'));  // over three blocks
  size_t next = 0;
  for (size_t at = begins; at < log.size(); at = next) {
    next = NextSector(at);
    EXPECT_EQ(TornAt(LogKind::kWriteAhead, log.Without(at, next)), begins)
        << "without " << at << " to " << next;
    EXPECT_EQ(TornAt(LogKind::kWriteAhead, log.Without(at, log.size())), begins)
        << "without what follows " << at;
  }
}

TEST(TornLog, NoOtherIsTakenForIt) {
  Log log;
  log.Write(std::string(2'000, 'a'));
  const size_t begins = log.size();
  log.Write(std::string(70'000, 'b'));
  const size_t ends = log.size();
  log.Write("c");
  for (size_t at : {kSector, begins + 2 * kSector, begins + 40'000}) {
    const size_t sector = at / kSector * kSector;
    EXPECT_EQ(TornAt(LogKind::kWriteAhead, log.Without(sector, sector + kSector)), std::nullopt)
        << at << ": another record was written behind it";
  }
  for (size_t at = begins; at < ends; at += 1'000) {
    std::string flipped = log.bytes().substr(0, ends);
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    EXPECT_EQ(TornAt(LogKind::kWriteAhead, flipped), std::nullopt) << "a bit flipped at " << at;
  }
}

TEST(TornLog, AManifestMayHaveAFewBytesBehind) {
  Log log;
  log.Write(std::string(1'000, 'a'));
  const size_t begins = log.size();
  log.Write(std::string(600, 'b'));
  log.Write("older logs may go");
  const std::string torn = log.Without(begins, NextSector(begins));
  EXPECT_EQ(TornAt(LogKind::kManifest, torn), begins);
  EXPECT_EQ(TornAt(LogKind::kWriteAhead, torn), std::nullopt);
  Log more = log;
  more.Write("and others");
  EXPECT_EQ(TornAt(LogKind::kManifest, more.Without(begins, NextSector(begins))), std::nullopt);
  log.Write(std::string(30, 'c'));
  EXPECT_EQ(TornAt(LogKind::kManifest, log.Without(begins, NextSector(begins))), std::nullopt);
}

}  // namespace
}  // namespace assent::storage
