#include "server/ledger/log_tree.h"

#include <utility>
#include <vector>

#include "absl/numeric/bits.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"

namespace assent::ledger {

absl::StatusOr<LogTree> LogTree::Stored(storage::EventStore& store, absl::string_view assembly,
                                        uint64_t size) {
  transparency::Hashes hashes;
  for (int level = 63; level >= 0; --level) {
    if ((size >> level & 1) == 0) continue;
    ASSENT_ASSIGN_OR_RETURN(std::string hash,
                            StoredNode(store, assembly, level, (size >> level) - 1));
    hashes.push_back(std::move(hash));
  }
  ASSENT_ASSIGN_OR_RETURN(transparency::Frontier frontier,
                          transparency::Frontier::Of(size, std::move(hashes)));
  return LogTree(std::move(frontier));
}

std::string LogTree::Append(const std::string& leaf_hash) {
  std::string subtrees;
  frontier_.Append(leaf_hash, [&](int level, uint64_t, const std::string& hash) {
    if (level > 0) subtrees += hash;
  });
  return subtrees;
}

absl::Status LogTree::Compare(const storage::Entry& entry) {
  const auto expected = static_cast<size_t>(absl::countr_zero(size() + 1));
  bool same = entry.subtrees.size() == expected * storage::kLeafHashBytes;
  if (same && expected == 0) {
    Append(entry.leaf_hash);
  } else if (same) {
    LogTree next = *this;
    same = next.Append(entry.leaf_hash) == entry.subtrees;
    if (same) *this = std::move(next);
  }
  if (same) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      "entry ", entry.sequence, ": the hashes of the tree beside it are not of these entries"));
}

absl::StatusOr<std::string> StoredNode(storage::EventStore& store, absl::string_view assembly,
                                       int level, uint64_t index) {
  const uint64_t sequence = (index + 1) << level;
  ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Entry> row,
                          store.ReadLog(assembly, sequence - 1, {.max_items = 1}));
  if (!row.empty() && level == 0) return row[0].leaf_hash;
  const size_t end = static_cast<size_t>(level) * storage::kLeafHashBytes;
  if (row.empty() || row[0].subtrees.size() < end) {
    return absl::DataLossError(
        absl::StrCat("entry ", sequence, ": the hashes of the tree are not beside it"));
  }
  return row[0].subtrees.substr(end - storage::kLeafHashBytes, storage::kLeafHashBytes);
}

}  // namespace assent::ledger
