// The tree, its proofs, and what they refuse: published vectors, and every proof between
// small trees against a tree that is worked out the slow way.

#include "server/transparency/tlog/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/transparency/hash.h"
#include "tests/transparency/vectors.h"

namespace assent::transparency {
namespace {

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

Hashes ProofOf(const google::protobuf::Struct& vector) {
  Hashes proof;
  for (const auto& hash : At(vector, "proof").list_value().values()) {
    proof.push_back(FromBase64(hash));
  }
  return proof;
}

// The largest numbers of the file are beyond what a double can hold.
uint64_t Number(const google::protobuf::Value& value) {
  const double number = value.number_value();
  return number >= 0x1p64 ? UINT64_MAX : static_cast<uint64_t>(number);
}

// RFC 6962 §2.1, as it is written there.
std::string SlowRoot(const Hashes& leaves, size_t begin, size_t end) {
  if (begin == end) return EmptyRoot();
  if (end - begin == 1) return leaves[begin];
  size_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  return NodeHash(SlowRoot(leaves, begin, begin + split), SlowRoot(leaves, begin + split, end));
}

// A log that keeps every perfect subtree.
class Log {
 public:
  explicit Log(size_t size) {
    for (size_t i = 0; i < size; ++i) {
      leaves_.push_back(LeafHash(absl::StrCat("entry ", i)));
      tree_.Append(leaves_.back(), [&](int level, uint64_t index, const std::string& hash) {
        nodes_[{level, index}] = hash;
      });
    }
  }
  absl::StatusOr<std::string> operator()(int level, uint64_t index) const {
    const auto found = nodes_.find({level, index});
    if (found == nodes_.end()) return absl::NotFoundError("no such node");
    return found->second;
  }
  std::string Root(size_t size) const { return SlowRoot(leaves_, 0, size); }
  const Hashes& leaves() const { return leaves_; }
  const Frontier& tree() const { return tree_; }

 private:
  Hashes leaves_;
  Frontier tree_;
  std::map<std::pair<int, uint64_t>, std::string> nodes_;
};

TEST(TreeTest, HashesAreThoseOfRfc6962) {
  EXPECT_EQ(Hex(NodeHash("N123", "N456")),
            "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
  EXPECT_EQ(Hex(EmptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(TreeTest, PublishedInclusionProofsAreAcceptedAndRefused) {
  int sound = 0;
  int unsound = 0;
  const google::protobuf::Struct vectors = ReadVectors("merkle-proofs.json");
  for (const auto& value : At(vectors, "inclusion").list_value().values()) {
    const google::protobuf::Struct& vector = value.struct_value();
    const absl::Status status = VerifyInclusion(
        FromBase64(At(vector, "leafHash")), Number(At(vector, "leafIdx")),
        Number(At(vector, "treeSize")), ProofOf(vector), FromBase64(At(vector, "root")));
    const bool refuse = At(vector, "wantErr").bool_value();
    EXPECT_EQ(status.ok(), !refuse) << At(vector, "name").string_value() << ": " << status;
    ++(refuse ? unsound : sound);
  }
  EXPECT_GT(sound, 0);
  EXPECT_GT(unsound, 0);
}

TEST(TreeTest, PublishedConsistencyProofsAreAcceptedAndRefused) {
  int sound = 0;
  int unsound = 0;
  const google::protobuf::Struct vectors = ReadVectors("merkle-proofs.json");
  for (const auto& value : At(vectors, "consistency").list_value().values()) {
    const google::protobuf::Struct& vector = value.struct_value();
    const absl::Status status = VerifyConsistency(
        Number(At(vector, "size1")), Number(At(vector, "size2")), FromBase64(At(vector, "root1")),
        FromBase64(At(vector, "root2")), ProofOf(vector));
    const bool refuse = At(vector, "wantErr").bool_value();
    EXPECT_EQ(status.ok(), !refuse) << At(vector, "name").string_value() << ": " << status;
    ++(refuse ? unsound : sound);
  }
  EXPECT_GT(sound, 0);
  EXPECT_GT(unsound, 0);
}

constexpr size_t kMost = 70;  // past one row of 64

TEST(TreeTest, EveryProofBetweenSmallTreesHoldsAndLeadsNowhereElse) {
  const Log log(kMost);
  for (size_t size = 1; size <= kMost; ++size) {
    const std::string root = log.Root(size);
    EXPECT_EQ(RootAt(size, log).value(), root);
    for (size_t index = 0; index < size; ++index) {
      const Hashes proof = InclusionProof(index, size, log).value();
      EXPECT_TRUE(VerifyInclusion(log.leaves()[index], index, size, proof, root).ok());
      EXPECT_FALSE(VerifyInclusion(log.leaves()[index], index ^ 1, size, proof, root).ok());
      EXPECT_FALSE(VerifyInclusion(LeafHash("another"), index, size, proof, root).ok());
    }
    for (size_t old = 1; old <= size; ++old) {
      const Hashes proof = ConsistencyProof(old, size, log).value();
      EXPECT_TRUE(VerifyConsistency(old, size, log.Root(old), root, proof).ok()) << old << size;
      EXPECT_FALSE(VerifyConsistency(old, size, log.Root(old), LeafHash("another"), proof).ok());
      EXPECT_FALSE(VerifyConsistency(old, size, LeafHash("another"), root, proof).ok());
    }
  }
}

TEST(TreeTest, ProofsOfWhatIsNotThereAreNotMade) {
  const Log log(8);
  EXPECT_EQ(InclusionProof(8, 8, log).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ConsistencyProof(0, 8, log).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ConsistencyProof(9, 8, log).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(InclusionProof(0, 9, log).status().code(), absl::StatusCode::kNotFound);
}

TEST(TreeTest, HashesOfAnotherLengthProveNothing) {
  const std::string leaf = LeafHash("a");
  EXPECT_TRUE(VerifyInclusion(leaf, 0, 1, {}, leaf).ok());
  EXPECT_FALSE(VerifyInclusion(leaf.substr(1), 0, 1, {}, leaf.substr(1)).ok());
  EXPECT_FALSE(VerifyInclusion(leaf, 0, 2, {"short"}, NodeHash(leaf, "short")).ok());
  EXPECT_FALSE(VerifyConsistency(1, 2, leaf, NodeHash(leaf, "short"), {"short"}).ok());
}

TEST(FrontierTest, ItsRootIsTheTreesAndItIsKeptInAFewHashes) {
  Frontier frontier;
  EXPECT_EQ(frontier.Root(), EmptyRoot());
  const Log log(kMost);
  for (size_t i = 0; i < kMost; ++i) {
    frontier.Append(log.leaves()[i]);
    EXPECT_EQ(frontier.Root(), log.Root(i + 1));
    const Frontier kept = Frontier::Of(frontier.size(), frontier.hashes()).value();
    EXPECT_EQ(kept.Root(), frontier.Root());
  }
  EXPECT_LE(frontier.hashes().size(), 7u);
}

TEST(FrontierTest, HashesOfAnotherTreeAreRefused) {
  const std::string hash = LeafHash("a");
  EXPECT_FALSE(Frontier::Of(3, {hash}).ok());
  EXPECT_FALSE(Frontier::Of(1, {"short"}).ok());
  EXPECT_TRUE(Frontier::Of(0, {}).ok());
}

}  // namespace
}  // namespace assent::transparency
