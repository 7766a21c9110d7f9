#include "storage/rocksdb/wipe.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "rocksdb/env.h"
#include "rocksdb/transaction_log.h"
#include "storage/rocksdb/format.h"

namespace assent::storage {
namespace {

using Files = std::set<std::string>;

// How long whoever is reading an old file may hold it.
constexpr int kMostWaits = 100;
constexpr int kWaitMicros = 100'000;

// Tables and write-ahead logs that the record is in.
rocksdb::Status FilesInUse(rocksdb::DB& db, Files& files) {
  const auto add = [&](absl::string_view path) { files.emplace(absl::StripPrefix(path, "/")); };
  std::vector<std::string> tables;
  uint64_t manifest_bytes = 0;
  rocksdb::Status status = db.GetLiveFiles(tables, &manifest_bytes, /*flush_memtable=*/false);
  if (!status.ok()) return status;
  for (const std::string& table : tables) {
    if (absl::EndsWith(table, ".sst")) add(table);
  }
  rocksdb::VectorLogPtr logs;
  status = db.GetSortedWalFiles(logs);
  for (const auto& log : logs) add(log->PathName());
  return status;
}

// Of those that were in use before, the files that are not and that are there. Of others nothing is
// said: one that is being written is in no use yet.
rocksdb::Status FilesLeft(rocksdb::DB& db, const Files& before, Files& left) {
  Files in_use;
  if (rocksdb::Status status = FilesInUse(db, in_use); !status.ok()) return status;
  for (const std::string& file : before) {
    if (in_use.contains(file)) continue;
    uint64_t bytes = 0;  // logs that are empty are kept, and are not among those in use
    const std::string path = absl::StrCat(db.GetName(), "/", file);
    if (db.GetEnv()->FileExists(path).IsNotFound()) continue;
    const bool is_empty = db.GetEnv()->GetFileSize(path, &bytes).ok() && bytes == 0;
    if (!is_empty) left.insert(file);
  }
  return rocksdb::Status::OK();
}

// The files that nobody needs any more go now, and not when something next ends. RocksDB says
// nothing of one that the disk does not let go.
rocksdb::Status DeleteUnneeded(rocksdb::DB& db, const Files& before) {
  Files left;
  for (int waits = 0; waits < kMostWaits; ++waits) {
    if (waits > 0) db.GetEnv()->SleepForMicroseconds(kWaitMicros);
    rocksdb::Status gone = db.DisableFileDeletions();
    if (gone.ok()) gone = db.EnableFileDeletions(/*force=*/false);
    left.clear();
    if (gone.ok()) gone = FilesLeft(db, before, left);
    if (!gone.ok() || left.empty()) return gone;
  }
  return rocksdb::Status::IOError("cannot be deleted", *left.begin());
}

// What is still in memory goes into a file, which ends the write-ahead log that
// held it before; then every file with such keys is written anew, to the last
// level, where nothing that was replaced is kept.
rocksdb::Status WriteAnew(rocksdb::DB& db, const std::vector<std::string>& prefixes) {
  Files before;
  if (rocksdb::Status status = FilesInUse(db, before); !status.ok()) return status;
  rocksdb::FlushOptions flush;
  flush.allow_write_stall = true;
  if (rocksdb::Status flushed = db.Flush(flush); !flushed.ok()) return flushed;
  if (rocksdb::Status status = FilesInUse(db, before); !status.ok()) return status;
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (const std::string& first : prefixes) {
    const std::string end = format::PrefixEnd(first);
    const rocksdb::Slice from = first;
    const rocksdb::Slice to = end;
    if (rocksdb::Status done = db.CompactRange(options, &from, &to); !done.ok()) return done;
  }
  return DeleteUnneeded(db, before);
}

}  // namespace

absl::Status WipeFiles(rocksdb::DB& db, absl::string_view assembly, Wipe what) {
  std::vector<std::string> prefixes = {format::LogPrefix(assembly),
                                       format::DocumentPrefix(assembly)};
  if (what == Wipe::kEverything) {
    prefixes.push_back(format::HeadKey(assembly));
    prefixes.push_back(format::SharedDocumentPrefix());
  }
  const rocksdb::Status status = WriteAnew(db, prefixes);
  if (status.ok()) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("what was deleted may still lie in the store's files: ", status.ToString()));
}

}  // namespace assent::storage
