// A second look at the ends of RocksDB's logs, before it opens them.
//
// A crash may leave the last record of a log cut short: its header names more
// bytes than follow. RocksDB forgives that, as it must. But a bit that flips in
// the length of any record in the last block looks the same to it, and then it
// drops that record and all behind it, acknowledged or not, without a word. The
// two can be told apart: of a record that was cut short, bytes are missing; of
// one whose length is wrong they are there, and their checksum says so.
//
// The files looked at are the write-ahead logs and the manifest: log_record.h.

#ifndef ASSENT_STORAGE_ROCKSDB_LOG_TAIL_H_
#define ASSENT_STORAGE_ROCKSDB_LOG_TAIL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "rocksdb/env.h"

namespace assent::storage {

// Whether a log's last block, given from its start, holds a record whose length
// is wrong. A record that was cut short is taken for one once in 2^32 times.
bool HasWrongLength(absl::string_view last_block);

// kDataLoss if that is so for a log in the folder; see FromOpening() for the
// errors of reading them.
absl::Status CheckLogTails(rocksdb::Env* env, const std::string& folder);

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_LOG_TAIL_H_
