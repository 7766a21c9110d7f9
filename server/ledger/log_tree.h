// The Merkle tree of one log (server/transparency/tlog/tree.h), as it lies in
// the store. Entry number s completes as many larger subtrees as s has zero bits
// at its end, and their hashes stand in its row: one hash more an entry, on
// average, and no further key. The subtree of level L and index I is in the row
// of entry (I + 1) · 2^L, so that roots and proofs of any size read a row for
// each hash.
//
// A LogTree is not thread-safe.

#ifndef ASSENT_SERVER_LEDGER_LOG_TREE_H_
#define ASSENT_SERVER_LEDGER_LOG_TREE_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/transparency/tlog/tree.h"
#include "storage/event_store.h"

namespace assent::ledger {

// Documents of the record that no log holds and a rebuild keeps. The first is
// the seed of the key that signs for the log: nothing shows it.
inline constexpr absl::string_view kRecordPrefix = "record/";
inline constexpr absl::string_view kLogKeyDocument = "record/key";

class LogTree {
 public:
  LogTree() = default;
  // That of the first `size` entries, from the store. Errors: kDataLoss if a row lacks
  // a hash; the store's.
  static absl::StatusOr<LogTree> Stored(storage::EventStore& store, absl::string_view assembly,
                                        uint64_t size);

  // Adds the next entry. Returns what its row keeps: see storage::Entry.
  std::string Append(const std::string& leaf_hash);
  // Adds the next entry, whose leaf hash has been verified, unless its row keeps
  // other hashes than those of this tree: kDataLoss, and the tree is as before.
  absl::Status Compare(const storage::Entry& entry);

  // In entries.
  uint64_t size() const { return frontier_.size(); }
  std::string Root() const { return frontier_.Root(); }

 private:
  explicit LogTree(transparency::Frontier frontier) : frontier_(std::move(frontier)) {}

  transparency::Frontier frontier_;
};

// The hash of a subtree. Errors: kDataLoss if its row lacks it; the store's.
absl::StatusOr<std::string> StoredNode(storage::EventStore& store, absl::string_view assembly,
                                       int level, uint64_t index);

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_LOG_TREE_H_
