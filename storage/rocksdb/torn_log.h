// What a disk has not taken of the last record of a log.
//
// While a record is being synced, its blocks reach the disk in any order. Where the power goes or a
// device fails meanwhile, the file may have its full length, and what was not taken reads as zeros:
// sectors of a file that have never been written, or the rest of the one in which the record
// begins. RocksDB forgives a record that was cut short, and takes this one for damage, although
// nobody was told that it is there: whoever syncs heard of no success, and wrote nothing behind it.
//
// So a record is torn that is not sound, behind which nothing else was written, and of which a
// piece (a sector, or what of one it has) is all zeros. A bit that flips in the last record is told
// apart by that, unless the record has such a piece by itself: bytes written together, each of them
// zero, up to the end of a sector. What a file system shows instead of unwritten sectors but zeros
// is damage.
//
// The manifest's changes are synced two at once where a table is written: what the table is, and
// behind it that older write-ahead logs may go, in a few bytes. If it was such a sector that got
// lost later, with the logs gone, RocksDB misses them when it opens the folder, for an earlier
// change has named them (track_and_verify_wals_in_manifest).

#ifndef ASSENT_STORAGE_ROCKSDB_TORN_LOG_H_
#define ASSENT_STORAGE_ROCKSDB_TORN_LOG_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "rocksdb/env.h"

namespace assent::storage {

enum class LogKind { kWriteAhead, kManifest };

// Where what was last written of a log begins, if it is torn.
std::optional<size_t> TornAt(LogKind kind, absl::string_view log);

// An end of a log that was cut off.
struct CutEnd {
  std::string path;
  std::string bytes;
};

// Cuts off what is torn from the newest write-ahead log and the current manifest of a folder that
// nobody has open. Errors: see FromOpening().
absl::StatusOr<std::vector<CutEnd>> CutOffTornEnds(rocksdb::Env* env, const std::string& folder);

// As they were: for folders that cannot be opened without them either.
void PutBack(rocksdb::Env* env, const std::vector<CutEnd>& ends);

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_TORN_LOG_H_
