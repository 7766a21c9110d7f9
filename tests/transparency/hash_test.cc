// The published hashes of RFC 6962 and the commitments of our own.

#include "server/transparency/hash.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace assent::transparency {
namespace {

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

// The vectors that RFC 6962 implementations share (transparency-dev/merkle).
TEST(HashTest, LeafHashesAreThoseOfRfc6962) {
  EXPECT_EQ(Hex(LeafHash("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(Hex(LeafHash("L123456")),
            "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
}

// FIPS 180-4's own examples.
TEST(HashTest, Sha256IsSha256) {
  EXPECT_EQ(Hex(Sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256({"a", "", "bc"})),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// By an independent program: printf '\x02saltsaltsaltsaltwords' | sha256sum.
TEST(HashTest, ACommitmentIsOverMarkSaltAndContent) {
  EXPECT_EQ(Hex(Commitment("saltsaltsaltsalt", "words")),
            "7ee1b7c11331866356dc596e873d14facaad13c44d2f89dd8fad8d330e910324");
  EXPECT_EQ(Commitment("saltsaltsaltsalt", "words"),
            Sha256({absl::string_view("\x02", 1), "saltsaltsaltsaltwords"}));
  EXPECT_NE(Commitment("saltsaltsaltsalt", "words"), LeafHash("saltsaltsaltsaltwords"));
}

}  // namespace
}  // namespace assent::transparency
