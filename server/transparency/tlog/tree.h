// The Merkle tree over the entries of a log, as published: RFC 6962 §2.1 for the hashes,
// RFC 9162 §2.1.3 and §2.1.4 for the proofs.
//
//   node        SHA-256(0x01 ‖ left ‖ right)
//   empty tree  SHA-256("")
//
// A perfect subtree is named by its level and index: it has the 2^level leaves from
// index · 2^level on. Hashes are 32 bytes. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_TLOG_TREE_H_
#define ASSENT_SERVER_TRANSPARENCY_TLOG_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assent::transparency {

using Hashes = std::vector<std::string>;

std::string NodeHash(absl::string_view left, absl::string_view right);
std::string EmptyRoot();

// What has to be kept of a tree to append to it and to know its root: the roots of the
// perfect subtrees that it is made of, at most 64. Copyable.
class Frontier {
 public:
  Frontier() = default;
  // Of a tree of `size` leaves; kDataLoss if the hashes, from the left, cannot be its.
  static absl::StatusOr<Frontier> Of(uint64_t size, Hashes hashes);

  // Told of each perfect subtree that has just become complete, the leaf itself first.
  using Completed = absl::FunctionRef<void(int level, uint64_t index, const std::string& hash)>;
  // Costs one hash an entry on average, and 64 at most.
  void Append(std::string leaf_hash, Completed completed);
  void Append(std::string leaf_hash);

  uint64_t size() const { return size_; }
  const Hashes& hashes() const { return hashes_; }
  std::string Root() const;

 private:
  uint64_t size_ = 0;
  Hashes hashes_;  // from the left: one for each bit of the size, the highest first
};

// Reads the hash of a perfect subtree; its error is passed on.
using NodeReader = absl::FunctionRef<absl::StatusOr<std::string>(int level, uint64_t index)>;

// The root of the tree of the first `size` leaves.
absl::StatusOr<std::string> RootAt(uint64_t size, NodeReader node_at);
// That the leaf at `index` is in the tree of that size. kOutOfRange if it is not.
absl::StatusOr<Hashes> InclusionProof(uint64_t index, uint64_t size, NodeReader node_at);
// That the tree of `old_size` is the beginning of that of `size`. kOutOfRange unless
// 1 <= old_size <= size.
absl::StatusOr<Hashes> ConsistencyProof(uint64_t old_size, uint64_t size, NodeReader node_at);

// kDataLoss, with what is wrong, unless the proof proves it. Every hash must have 32
// bytes, and a consistency proof from size 0 proves nothing.
absl::Status VerifyInclusion(absl::string_view leaf_hash, uint64_t index, uint64_t size,
                             absl::Span<const std::string> proof, absl::string_view root);
absl::Status VerifyConsistency(uint64_t old_size, uint64_t size, absl::string_view old_root,
                               absl::string_view root, absl::Span<const std::string> proof);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_TLOG_TREE_H_
