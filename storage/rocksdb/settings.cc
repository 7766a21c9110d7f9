#include "storage/rocksdb/settings.h"

#include <algorithm>
#include <cstdarg>
#include <memory>
#include <vector>

#include "rocksdb/cache.h"
#include "rocksdb/convenience.h"
#include "rocksdb/env.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace assent::storage {
namespace {

// Nothing acknowledged may be lost, and nothing damaged may be served.
void BeCareful(rocksdb::Options& settings) {
  // The default mode opens happily after a flipped bit in the middle of the
  // write-ahead log and drops all that follows. This one forgives only a last
  // record that was cut short, which nobody had been told about.
  settings.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  settings.best_efforts_recovery = false;
  settings.track_and_verify_wals_in_manifest = true;
  settings.paranoid_checks = true;
  settings.memtable_protection_bytes_per_key = kProtectionBytes;
  // After a failure only a restart goes on; see stop.h.
  settings.max_bgerror_resume_count = 0;
}

// RocksDB's journal, kept nowhere. Its own lies on the same disk, and (with the assertions that
// Debian's build has) it stops the program at the second line that a full or failing disk does not
// take, so that nobody could read any more. What failed is in ours (stop.h).
class Quiet final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

void BeSmall(rocksdb::Options& settings, const RocksDbOptions& options) {
  settings.write_buffer_size = options.write_buffer_bytes;
  settings.max_write_buffer_number = 3;
  settings.max_background_jobs = 2;  // one flush, one compaction
  settings.max_open_files = 256;     // no more file handles than a default ulimit allows
  settings.skip_stats_update_on_db_open = true;  // or opening takes longer with every file
  settings.stats_dump_period_sec = 0;
  settings.stats_persist_period_sec = 0;
  settings.info_log = std::make_shared<Quiet>();
}

rocksdb::CompressionType FirstSupported(const std::vector<rocksdb::CompressionType>& wanted) {
  const std::vector<rocksdb::CompressionType> there = rocksdb::GetSupportedCompressions();
  for (rocksdb::CompressionType type : wanted) {
    if (std::find(there.begin(), there.end(), type) != there.end()) return type;
  }
  return rocksdb::kNoCompression;
}

void LayOutFiles(rocksdb::Options& settings, const RocksDbOptions& options) {
  settings.level_compaction_dynamic_level_bytes = true;
  settings.bytes_per_sync = 1024 * 1024;
  // What is merged into the lowest level is compressed anew with all that it overlaps: half as
  // often, for twice as many files that a look-up asks (their filters, that is).
  settings.level0_file_num_compaction_trigger = 8;
  settings.compression = rocksdb::kNoCompression;
  if (options.compress) {
    // Texts compress well; the lowest level holds nine tenths of them.
    settings.compression = FirstSupported({rocksdb::kLZ4Compression});
    settings.bottommost_compression = FirstSupported({rocksdb::kZSTD, rocksdb::kLZ4Compression});
    settings.bottommost_compression_opts.enabled = true;
    settings.bottommost_compression_opts.level = 1;  // a third of the time for a tenth more bytes
  }
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.cache_bytes);
  // So that the cache bounds indexes and filters too, they are cut into blocks: a
  // whole filter of a file of a million keys has more room than a shard of the
  // cache, and would be read from the file again for every key that is looked up.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.pin_top_level_index_and_filter = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  settings.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
}

}  // namespace

rocksdb::Options Settings(const RocksDbOptions& options, bool is_new) {
  rocksdb::Options settings;
  if (options.env != nullptr) settings.env = options.env;
  settings.create_if_missing = is_new;
  BeCareful(settings);
  BeSmall(settings, options);
  LayOutFiles(settings, options);
  return settings;
}

}  // namespace assent::storage
