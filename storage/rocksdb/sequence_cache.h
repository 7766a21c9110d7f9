// Where the logs that were lately written to end, so that an append need not
// ask the disk: at most `capacity` of them. Two generations stand in for an
// order of use: when the young one has taken half the capacity it becomes the
// old one, and what is left of the old one is forgotten. Not thread-safe.

#ifndef ASSENT_STORAGE_ROCKSDB_SEQUENCE_CACHE_H_
#define ASSENT_STORAGE_ROCKSDB_SEQUENCE_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace assent::storage {

class SequenceCache {
 public:
  explicit SequenceCache(size_t capacity) : half_(capacity / 2) {}

  std::optional<uint64_t> Get(absl::string_view assembly) {
    if (auto young = young_.find(assembly); young != young_.end()) return young->second;
    auto old = old_.find(assembly);
    if (old == old_.end()) return std::nullopt;
    const uint64_t sequence = old->second;
    Put(assembly, sequence);
    return sequence;
  }

  void Put(absl::string_view assembly, uint64_t sequence) {
    if (young_.size() >= half_ && !young_.contains(assembly)) {
      old_ = std::exchange(young_, {});
    }
    young_[assembly] = sequence;
  }

  size_t size() const { return young_.size() + old_.size(); }

 private:
  const size_t half_;
  absl::flat_hash_map<std::string, uint64_t> young_;
  absl::flat_hash_map<std::string, uint64_t> old_;
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_ROCKSDB_SEQUENCE_CACHE_H_
