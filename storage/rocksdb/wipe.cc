#include "storage/rocksdb/wipe.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/rocksdb/format.h"

namespace assent::storage {
namespace {

// What is still in memory goes into a file, which ends the write-ahead log that
// held it before; then every file with such keys is written anew, to the last
// level, where nothing that was replaced is kept.
rocksdb::Status WriteAnew(rocksdb::DB& db, const std::vector<std::string>& prefixes) {
  rocksdb::FlushOptions flush;
  flush.allow_write_stall = true;
  if (rocksdb::Status flushed = db.Flush(flush); !flushed.ok()) return flushed;
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (const std::string& first : prefixes) {
    const std::string end = format::PrefixEnd(first);
    const rocksdb::Slice from = first;
    const rocksdb::Slice to = end;
    if (rocksdb::Status done = db.CompactRange(options, &from, &to); !done.ok()) return done;
  }
  // The files that nobody needs any more go now, and not when something next ends.
  rocksdb::Status gone = db.DisableFileDeletions();
  if (gone.ok()) gone = db.EnableFileDeletions(/*force=*/false);
  return gone;
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
