// Damaged files: reported, never served and never silently shorter. Stores that
// are wrong about that are beside it, and have to be seen.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "rocksdb/db.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/contract/helpers.h"
#include "tests/storage/broken_stores.h"
#include "tests/storage/fault_file_system.h"
#include "tests/storage/workload.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::storage {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using test::StatusIs;

// OpenRocksDbStore(), or a broken one.
using OpenStore = absl::StatusOr<std::unique_ptr<EventStore>> (*)(const std::string& folder,
                                                                  const RocksDbOptions& options);

// Bits to be flipped in the largest file whose name has this in it.
struct Lane {
  const char* name;
  const char* files;
  int at_least;  // of kFlips, so many are noticed
};
constexpr int kFlips = 60;
constexpr Lane kTables = {"Tables", ".sst", 50};
constexpr Lane kLog = {"Log", ".log", kFlips};
constexpr Lane kManifest = {"Manifest", "MANIFEST", kFlips};
constexpr Lane kCurrent = {"Current", "CURRENT", kFlips};

class DamagedStore : public testing::Test {
 protected:
  // A store with files of every kind. Closing it leaves what a crash would
  // leave: the latest appends lie in the write-ahead log alone.
  void SetUp() override {
    ASSENT_ASSERT_OK_AND_ASSIGN(auto store, Open(kept_));
    for (int batch = 0; batch < 60; ++batch) ASSENT_ASSERT_OK(work_.AppendBatch(*store));
  }

  absl::StatusOr<std::unique_ptr<EventStore>> Open(const std::string& folder) {
    return open_(folder, {.env = &env_, .write_buffer_bytes = 64 * 1024});
  }

  static void Copy(const std::string& from, const std::string& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
  }

  // The files of a fresh copy whose names have this in them, largest first.
  std::vector<fs::path> Files(const std::string& part) {
    Copy(kept_, copy_);
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(copy_)) {
      if (absl::StrContains(file.path().filename().string(), part)) files.push_back(file.path());
    }
    std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
      return fs::file_size(a) > fs::file_size(b);
    });
    return files;
  }

  // The log that a crash could have cut; older ones were closed.
  fs::path NewestLog() {
    const std::vector<fs::path> logs = Files(".log");
    return *std::max_element(logs.begin(), logs.end());
  }

  static std::string Read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  static void Flip(const fs::path& path, uint64_t at, int bit = 0x10) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(at);
    const char flipped = static_cast<char>(file.get() ^ bit);
    file.seekp(at);
    file.put(flipped);
  }

  static void Zero(const fs::path& path, size_t begin, size_t end) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(begin));
    file << std::string(end - begin, '\0');
  }

  static size_t NextSector(size_t at) { return (at / 512 + 1) * 512; }

  // OK if the copy shows all that was written; else why not.
  absl::Status ReadAll() {
    auto store = Open(copy_);
    if (!store.ok()) return store.status();
    const auto assemblies = (*store)->ListAssemblies("", 100);
    if (!assemblies.ok()) return assemblies.status();
    for (const AssemblyHead& head : *assemblies) {
      const auto leaves = contract::Leaves(**store, head.assembly);
      if (!leaves.ok()) return leaves.status();
      const auto documents = contract::AllDocuments(**store, head.assembly);
      if (!documents.ok()) return documents.status();
    }
    const auto shared = (*store)->ScanSharedDocuments("", "", {});
    if (!shared.ok()) return shared.status();
    return Workload(work_).Compare(**store, /*exactly=*/true);
  }

  // OK if every single flipped bit leaves the store showing everything, nobody
  // having needed that bit, or is kDataLoss; else which one does not.
  absl::Status FlipBits(const Lane& lane) {
    int noticed = 0;
    for (int place = 0; place < kFlips; ++place) {
      const fs::path file = Files(lane.files).front();
      const uint64_t at = fs::file_size(file) * place / kFlips;
      Flip(file, at);
      const absl::Status status = ReadAll();
      REQUIRE(status.ok() || absl::IsDataLoss(status), file.string(), " at ", at, ": ",
              status.ToString());
      noticed += !status.ok();
    }
    REQUIRE(noticed >= lane.at_least, noticed, " of ", kFlips, " noticed");
    return absl::OkStatus();
  }

  OpenStore open_ = OpenRocksDbStore;
  const test::TempDir temp_;
  const std::string kept_ = temp_.Path("kept");
  const std::string copy_ = temp_.Path("copy");
  FaultEnv env_;  // for its clock
  Workload work_{7};
};

TEST_F(DamagedStore, IsWholeBeforeItIsDamaged) {
  EXPECT_FALSE(Files(".sst").empty());
  EXPECT_FALSE(Files(".log").empty());
  ASSENT_EXPECT_OK(ReadAll());
}

class FlippedBit : public DamagedStore, public testing::WithParamInterface<Lane> {};

TEST_P(FlippedBit, IsReportedNotServed) { ASSENT_EXPECT_OK(FlipBits(GetParam())); }

INSTANTIATE_TEST_SUITE_P(All, FlippedBit, testing::Values(kTables, kLog, kManifest, kCurrent),
                         [](const auto& each) { return std::string(each.param.name); });

// Shows nothing where it should say that something is damaged.
class HidesDamage final : public BrokenStore {
 public:
  using BrokenStore::BrokenStore;
  absl::StatusOr<std::vector<Entry>> ReadLog(absl::string_view assembly, uint64_t after_sequence,
                                             const ReadLimits& limits) override {
    auto entries = BrokenStore::ReadLog(assembly, after_sequence, limits);
    if (absl::IsDataLoss(entries.status())) return std::vector<Entry>();
    return entries;
  }
};

// Where a folder is damaged, saves what can be saved and hides the rest.
absl::StatusOr<std::unique_ptr<EventStore>> OpenHidingDamage(const std::string& folder,
                                                             const RocksDbOptions& options) {
  auto store = OpenRocksDbStore(folder, options);
  if (absl::IsDataLoss(store.status())) {
    rocksdb::Options settings;
    settings.env = options.env;
    REQUIRE(rocksdb::RepairDB(folder, settings).ok());
    store = OpenRocksDbStore(folder, options);
  }
  if (!store.ok()) return store;
  return std::make_unique<HidesDamage>(*std::move(store));
}

class FlippedBitCanary : public FlippedBit {};

TEST_P(FlippedBitCanary, IsCaught) {
  open_ = OpenHidingDamage;
  Files("");
  ASSENT_ASSERT_OK(ReadAll()) << "it is sound as long as nothing is damaged";
  EXPECT_FALSE(FlipBits(GetParam()).ok());
}

INSTANTIATE_TEST_SUITE_P(All, FlippedBitCanary, testing::Values(kTables, kLog, kManifest, kCurrent),
                         [](const auto& each) { return std::string(each.param.name); });

// Calls `each` with where every record of a log starts, and its length.
void ForEachRecord(const std::string& log, const std::function<void(size_t, size_t)>& each) {
  constexpr size_t kBlock = 32 * 1024;
  constexpr size_t kHeader = 7;
  for (size_t at = 0; at + kHeader <= log.size();) {
    if (const size_t left = kBlock - at % kBlock; left < kHeader) {
      at += left;
      continue;
    }
    const size_t length =
        static_cast<unsigned char>(log[at + 4]) | static_cast<unsigned char>(log[at + 5]) << 8;
    each(at, length);
    at += kHeader + length;
  }
}

// Of the bits of a length, those that make it longer are what RocksDB alone
// would take for a crash in the middle of a record: see log_tail.h.
TEST_F(DamagedStore, HasNoRecordWhoseLengthMayFlip) {
  for (const char* kind : {".log", "MANIFEST"}) {
    const std::string log = Read(Files(kind).front());
    ForEachRecord(log, [&](size_t at, size_t) {
      for (int bit = 0; bit < 16; ++bit) {
        Flip(Files(kind).front(), at + 4 + bit / 8, 1 << bit % 8);
        EXPECT_THAT(ReadAll(), StatusIs(StatusCode::kDataLoss))
            << kind << " record at " << at << " bit " << bit;
      }
    });
  }
}

// As a crash would leave it, wherever it came: all whole records are there.
TEST_F(DamagedStore, MayEndInTheMiddleOfItsLastRecord) {
  const std::string log = Read(NewestLog());
  size_t last = 0;
  ForEachRecord(log, [&](size_t at, size_t) { last = at; });
  ASSENT_ASSERT_OK(ReadAll());
  for (size_t size = last; size < log.size(); size += 1 + (log.size() - last) / 60) {
    fs::resize_file(NewestLog(), size);
    ASSENT_ASSERT_OK(Open(copy_)) << size << " of " << log.size();
  }
}

// As a crash may leave it as well: with its full length, and without sectors that were on their
// way.
TEST_F(DamagedStore, MayLackSectorsOfItsLastRecord) {
  const std::string log = Read(NewestLog());
  size_t last = 0;
  ForEachRecord(log, [&](size_t at, size_t) { last = at; });
  for (size_t sector = last; sector < log.size(); sector = NextSector(sector)) {
    Zero(NewestLog(), sector, std::min(NextSector(sector), log.size()));
    ASSENT_ASSERT_OK(Open(copy_)) << sector << " of " << log.size();
    // And is sound from then on.
    ASSENT_ASSERT_OK(Open(copy_));
  }
}

// And it is as it was where the store cannot be opened without that record either.
TEST_F(DamagedStore, KeepsATornRecordWhereThereIsOtherDamage) {
  const fs::path log = NewestLog();
  size_t last = 0;
  ForEachRecord(Read(log), [&](size_t at, size_t) { last = at; });
  Zero(log, last, NextSector(last));
  for (const auto& file : fs::directory_iterator(copy_)) {
    if (file.path().extension() == ".sst") fs::resize_file(file.path(), 10);
  }
  const std::string before = Read(log);
  EXPECT_THAT(ReadAll(), StatusIs(StatusCode::kDataLoss));
  EXPECT_TRUE(Read(log) == before);
}

TEST_F(DamagedStore, LacksNoSectorBeforeItsLastRecord) {
  for (const char* kind : {".log", "MANIFEST"}) {
    const std::string log = Read(Files(kind).front());
    size_t last = 0;
    size_t before = 0;
    ForEachRecord(log, [&](size_t at, size_t) { before = std::exchange(last, at); });
    for (size_t sector = 0; sector < before; sector = NextSector(sector)) {
      Zero(Files(kind).front(), sector, std::min(NextSector(sector), before));
      EXPECT_THAT(ReadAll(), StatusIs(StatusCode::kDataLoss)) << kind << " at " << sector;
    }
  }
}

TEST_F(DamagedStore, LacksNoFileUnnoticed) {
  for (const char* kind : {".sst", "MANIFEST", "CURRENT"}) {
    fs::remove(Files(kind).front());
    EXPECT_THAT(ReadAll(), StatusIs(StatusCode::kDataLoss)) << kind;
  }
}

// Space that a file system gave to the log but nobody wrote to.
TEST_F(DamagedStore, MayEndInZeros) {
  std::ofstream(NewestLog(), std::ios::binary | std::ios::app) << std::string(5000, '\0');
  ASSENT_EXPECT_OK(ReadAll());
}

}  // namespace
}  // namespace assent::storage
