#include "server/transparency/tlog/tree.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/bits.h"
#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"

namespace assent::transparency {
namespace {

constexpr absl::string_view kNodeMark("\x01", 1);

bool IsHash(absl::string_view bytes) { return bytes.size() == kHashBytes; }

bool AreHashes(absl::Span<const std::string> hashes) {
  return std::all_of(hashes.begin(), hashes.end(), [](const std::string& h) { return IsHash(h); });
}

// The largest power of two below n; expects n > 1.
uint64_t Split(uint64_t n) { return absl::bit_floor(n - 1); }

// A range of leaves as the recursion of RFC 6962 cuts them: its first part is always a
// perfect subtree.
struct Range {
  uint64_t begin;
  uint64_t end;

  uint64_t size() const { return end - begin; }
  Range Left() const { return {begin, begin + Split(size())}; }
  Range Right() const { return {begin + Split(size()), end}; }
};

absl::StatusOr<std::string> RootOf(Range range, NodeReader node_at) {
  if (absl::has_single_bit(range.size())) {
    const int level = absl::countr_zero(range.size());
    return node_at(level, range.begin >> level);
  }
  ASSENT_ASSIGN_OR_RETURN(const std::string left, RootOf(range.Left(), node_at));
  ASSENT_ASSIGN_OR_RETURN(const std::string right, RootOf(range.Right(), node_at));
  return NodeHash(left, right);
}

absl::Status AddRoot(Range range, NodeReader node_at, Hashes& hashes) {
  ASSENT_ASSIGN_OR_RETURN(std::string root, RootOf(range, node_at));
  hashes.push_back(std::move(root));
  return absl::OkStatus();
}

// PATH(m, D[n]) of RFC 9162 §2.1.3.1.
absl::Status AddPath(uint64_t index, Range range, NodeReader node_at, Hashes& path) {
  if (range.size() == 1) return absl::OkStatus();
  const bool left = index < range.Left().end;
  ASSENT_RETURN_IF_ERROR(AddPath(index, left ? range.Left() : range.Right(), node_at, path));
  return AddRoot(left ? range.Right() : range.Left(), node_at, path);
}

// SUBPROOF(m, D[n], b) of RFC 9162 §2.1.4.1; `whole`: the verifier has the root of this range.
absl::Status AddSubproof(uint64_t old_end, Range range, bool whole, NodeReader node_at,
                         Hashes& proof) {
  if (old_end == range.end) return whole ? absl::OkStatus() : AddRoot(range, node_at, proof);
  const bool left = old_end <= range.Left().end;
  ASSENT_RETURN_IF_ERROR(
      AddSubproof(old_end, left ? range.Left() : range.Right(), left && whole, node_at, proof));
  return AddRoot(left ? range.Right() : range.Left(), node_at, proof);
}

absl::Status NoProof(absl::string_view why) {
  return absl::DataLossError(absl::StrCat("the proof proves nothing: ", why));
}

// Where the verifier is in the tree: the place of a node, and of the last one, in the
// current row.
struct Place {
  uint64_t at;
  uint64_t last;

  bool is_right() const { return (at & 1) != 0; }
  // Whether the next hash of the proof stands to the left.
  bool joins_left() const { return is_right() || at == last; }
  void Up() {
    at >>= 1;
    last >>= 1;
  }
  // Past the rows in which a last node stands alone.
  void UpAlone() {
    while (!is_right() && at != 0) Up();
  }
};

}  // namespace

std::string NodeHash(absl::string_view left, absl::string_view right) {
  return Sha256({kNodeMark, left, right});
}

std::string EmptyRoot() { return Sha256({}); }

absl::StatusOr<Frontier> Frontier::Of(uint64_t size, Hashes hashes) {
  if (hashes.size() != static_cast<size_t>(absl::popcount(size)) || !AreHashes(hashes)) {
    return absl::DataLossError(
        absl::StrCat("these are not the hashes of a tree of ", size, " entries"));
  }
  Frontier frontier;
  frontier.size_ = size;
  frontier.hashes_ = std::move(hashes);
  return frontier;
}

void Frontier::Append(std::string leaf_hash, Completed completed) {
  uint64_t index = size_;
  completed(0, index, leaf_hash);
  int level = 0;
  for (; (index & 1) != 0; index >>= 1) {
    leaf_hash = NodeHash(hashes_.back(), leaf_hash);
    hashes_.pop_back();
    completed(++level, index >> 1, leaf_hash);
  }
  hashes_.push_back(std::move(leaf_hash));
  ++size_;
}

void Frontier::Append(std::string leaf_hash) {
  Append(std::move(leaf_hash), [](int, uint64_t, const std::string&) {});
}

std::string Frontier::Root() const {
  if (hashes_.empty()) return EmptyRoot();
  std::string root = hashes_.back();
  for (size_t i = hashes_.size() - 1; i-- > 0;) root = NodeHash(hashes_[i], root);
  return root;
}

absl::StatusOr<std::string> RootAt(uint64_t size, NodeReader node_at) {
  if (size == 0) return EmptyRoot();
  return RootOf({0, size}, node_at);
}

absl::StatusOr<Hashes> InclusionProof(uint64_t index, uint64_t size, NodeReader node_at) {
  if (index >= size) {
    return absl::OutOfRangeError(
        absl::StrCat("entry ", index, " is not in a tree of ", size, " entries"));
  }
  Hashes path;
  ASSENT_RETURN_IF_ERROR(AddPath(index, {0, size}, node_at, path));
  return path;
}

absl::StatusOr<Hashes> ConsistencyProof(uint64_t old_size, uint64_t size, NodeReader node_at) {
  if (old_size == 0 || old_size > size) {
    return absl::OutOfRangeError(
        absl::StrCat("a proof leads from 1 to ", size, " entries on, not from ", old_size));
  }
  Hashes proof;
  ASSENT_RETURN_IF_ERROR(AddSubproof(old_size, {0, size}, /*whole=*/true, node_at, proof));
  return proof;
}

// RFC 9162 §2.1.3.2.
absl::Status VerifyInclusion(absl::string_view leaf_hash, uint64_t index, uint64_t size,
                             absl::Span<const std::string> proof, absl::string_view root) {
  if (!IsHash(leaf_hash) || !IsHash(root) || !AreHashes(proof))
    return NoProof("a hash has 32 bytes");
  if (index >= size) return NoProof("the entry is not in a tree of that size");
  Place place = {index, size - 1};
  std::string hash(leaf_hash);
  for (const std::string& next : proof) {
    if (place.last == 0) return NoProof("it is too long");
    if (place.joins_left()) {
      hash = NodeHash(next, hash);
      place.UpAlone();
    } else {
      hash = NodeHash(hash, next);
    }
    place.Up();
  }
  if (place.last != 0) return NoProof("it is too short");
  if (hash != root) return NoProof("it leads to another root");
  return absl::OkStatus();
}

// RFC 9162 §2.1.4.2.
absl::Status VerifyConsistency(uint64_t old_size, uint64_t size, absl::string_view old_root,
                               absl::string_view root, absl::Span<const std::string> proof) {
  if (!IsHash(old_root) || !IsHash(root) || !AreHashes(proof))
    return NoProof("a hash has 32 bytes");
  if (old_size == 0 || old_size > size) return NoProof("it is not between two such sizes");
  if (old_size == size) {
    if (!proof.empty()) return NoProof("it is too long");
    if (old_root != root) return NoProof("trees of one size have different roots");
    return absl::OkStatus();
  }
  // The root of a perfect old tree is not sent: the verifier has it.
  Hashes path(proof.begin(), proof.end());
  if (absl::has_single_bit(old_size)) path.insert(path.begin(), std::string(old_root));
  if (path.empty()) return NoProof("it is too short");
  Place place = {old_size - 1, size - 1};
  while (place.is_right()) place.Up();
  std::string old_hash = path[0];
  std::string hash = path[0];
  for (size_t i = 1; i < path.size(); ++i) {
    if (place.last == 0) return NoProof("it is too long");
    if (place.joins_left()) {
      old_hash = NodeHash(path[i], old_hash);
      hash = NodeHash(path[i], hash);
      place.UpAlone();
    } else {
      hash = NodeHash(hash, path[i]);
    }
    place.Up();
  }
  if (place.last != 0) return NoProof("it is too short");
  if (old_hash != old_root) return NoProof("it leads to another old root");
  if (hash != root) return NoProof("it leads to another root");
  return absl::OkStatus();
}

}  // namespace assent::transparency
