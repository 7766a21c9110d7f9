// Signed notes, checkpoints, receipts, signatures: published vectors, and what is refused.

#include "server/transparency/tlog/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/dsse.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/witness.h"
#include "tests/transparency/made_log.h"
#include "tests/transparency/vectors.h"

namespace assent::transparency {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kPeter[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kPetersNote[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const std::string kSeed(32, 's');

VerifierKey KeyOf(const std::string& name, KeyType type = KeyType::kEd25519) {
  return {name, type, PublicKeyOf(kSeed)};
}

TEST(NoteTest, ThePublishedNoteIsVerified) {
  const VerifierKey key = ParseVerifierKey(kPeter).value();
  EXPECT_EQ(key.ToString(), kPeter);
  const Note note = ParseNote(kPetersNote).value();
  EXPECT_EQ(note.ToString(), kPetersNote);
  EXPECT_THAT(VerifyNote(note, {key}).value(), SizeIs(1));
}

TEST(NoteTest, AChangedNoteIsRefusedAndAnUnknownKeyIgnored) {
  const VerifierKey key = ParseVerifierKey(kPeter).value();
  const Note changed =
      ParseNote(absl::StrReplaceAll(kPetersNote, {{"the answer", "an answer"}})).value();
  EXPECT_EQ(VerifyNote(changed, {key}).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(VerifyNote(changed, {KeyOf("somebody")}).value(), IsEmpty());
  EXPECT_THAT(VerifyNote(changed, {}).value(), IsEmpty());
}

TEST(NoteTest, WhatIsNoNoteIsRefused) {
  const std::string note = kPetersNote;
  for (const std::string& bytes :
       {std::string(), std::string("text\n"), note.substr(0, note.size() - 1), note + "\n",
        "a\x01" + note, "\xff" + note, absl::StrReplaceAll(note, {{"— ", "- "}}),
        absl::StrReplaceAll(note, {{"PeterNeumann ", "Peter Neumann "}}),
        absl::StrReplaceAll(note, {{"nAM=", "nAN="}}),  // bits that say nothing
        absl::StrReplaceAll(note, {{"nAM=", "nAM"}})}) {
    EXPECT_EQ(ParseNote(bytes).status().code(), absl::StatusCode::kInvalidArgument) << bytes;
  }
}

TEST(NoteTest, WhatIsNoKeyIsRefused) {
  const std::string key = kPeter;
  for (const std::string& text :
       {std::string(), std::string("name"), absl::StrReplaceAll(key, {{"c74f20a3", "c74f20a4"}}),
        absl::StrReplaceAll(key, {{"Peter", "Pe ter"}}), key.substr(0, key.size() - 4),
        key + "AAAA", absl::StrReplaceAll(key, {{"+ARpc", "+AhpC"}})}) {
    EXPECT_EQ(ParseVerifierKey(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(NoteTest, SeveralSignOneNote) {
  Note note;
  note.text = "a log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  const VerifierKey log = KeyOf("log");
  const VerifierKey witness = KeyOf("witness", KeyType::kCosignature);
  note.signatures.push_back(SignNote(note.text, log, kSeed));
  note.signatures.push_back(CosignNote(note.text, witness, kSeed, 1'700'000'000));
  const Note read = ParseNote(note.ToString()).value();
  const std::vector<Verified> verified = VerifyNote(read, {witness, log}).value();
  ASSERT_THAT(verified, SizeIs(2));
  EXPECT_EQ(verified[0].seconds, 1'700'000'000);
  // A cosignature is not a signature of the note itself, and its time is signed along.
  EXPECT_NE(KeyOf("log", KeyType::kCosignature).Id(), log.Id());
  Note later = read;
  later.signatures[1].signature[7] ^= 1;
  EXPECT_FALSE(VerifyNote(later, {witness}).ok());
}

TEST(CheckpointTest, IsThreeLines) {
  const std::string text = "assent.example/log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  const Checkpoint checkpoint = ParseCheckpoint(text).value();
  EXPECT_EQ(checkpoint.origin, "assent.example/log");
  EXPECT_EQ(checkpoint.size, 7u);
  EXPECT_EQ(checkpoint.root, EmptyRoot());
  EXPECT_EQ(checkpoint.ToString(), text);
  EXPECT_TRUE(ParseCheckpoint(text + "an extension of another log\n").ok());
}

TEST(CheckpointTest, WhatIsNoneIsRefused) {
  const std::string root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  for (const std::string& text :
       {std::string(), absl::StrCat("o\n7\n", root), absl::StrCat("\n7\n", root, "\n"),
        absl::StrCat("o\n07\n", root, "\n"), absl::StrCat("o\n-7\n", root, "\n"),
        absl::StrCat("o\n18446744073709551616\n", root, "\n"), std::string("o\n7\nAAAA\n"),
        absl::StrCat("o\n7\n", root, "\n\n")}) {
    EXPECT_EQ(ParseCheckpoint(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(ReceiptTest, IsReadAsItWasWritten) {
  Receipt receipt;
  receipt.index = 1;
  receipt.proof = {LeafHash("a")};
  receipt.checkpoint.text = "o\n2\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  receipt.checkpoint.signatures.push_back(SignNote(receipt.checkpoint.text, KeyOf("o"), kSeed));
  const std::string bytes = receipt.ToString();
  EXPECT_THAT(bytes, testing::StartsWith("c2sp.org/tlog-proof@v1\nindex 1\n"));
  const Receipt read = ParseReceipt(bytes).value();
  EXPECT_EQ(read.index, 1u);
  EXPECT_EQ(read.proof, receipt.proof);
  EXPECT_EQ(read.ToString(), bytes);
  // Others may say something beside, which proves nothing.
  const std::string more = absl::StrReplaceAll(bytes, {{"index 1", "extra bW9yZQ==\nindex 1"}});
  const Receipt foreign = ParseReceipt(more).value();
  EXPECT_EQ(foreign.extra, "more");
  EXPECT_EQ(foreign.index, 1u);
  EXPECT_EQ(foreign.ToString(), more);
  for (const auto& [from, to] : {std::pair("@v1", "@v2"),
                                 {"index 1", "index 01"},
                                 {"index 1", "1"},
                                 {"index 1", "extra ?\nindex 1"},
                                 {"index 1", "extra \nindex 1"},
                                 {"index 1", "index 1\nextra bW9yZQ=="},
                                 {"index 1", "extra bW9yZQ==\nextra bW9yZQ==\nindex 1"}}) {
    EXPECT_FALSE(ParseReceipt(absl::StrReplaceAll(bytes, {{from, to}})).ok()) << to;
  }
}

TEST(WitnessTest, ARequestIsReadAsItWasWritten) {
  WitnessRequest request{7, {LeafHash("a"), LeafHash("b")}, {}};
  request.checkpoint.text = "o\n9\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  request.checkpoint.signatures.push_back(SignNote(request.checkpoint.text, KeyOf("o"), kSeed));
  const std::string bytes = request.ToString();
  EXPECT_THAT(bytes, testing::StartsWith("old 7\n"));
  const WitnessRequest read = ParseWitnessRequest(bytes).value();
  EXPECT_EQ(read.old_size, 7u);
  EXPECT_EQ(read.proof, request.proof);
  EXPECT_EQ(read.checkpoint.text, request.checkpoint.text);
  EXPECT_EQ(read.ToString(), bytes);
  for (const auto& [from, to] : {std::pair("old 7", "old 07"),
                                 {"old 7", "old -7"},
                                 {"old 7", "old"},
                                 {"old 7", "new 7"},
                                 {"old 7\n", "old 7\nAAAA\n"},
                                 {"old 7", "old 18446744073709551616"}}) {
    EXPECT_FALSE(ParseWitnessRequest(absl::StrReplaceAll(bytes, {{from, to}})).ok()) << to;
  }
  // What stands behind an empty line too many is in the text, which is no checkpoint then.
  const WitnessRequest other =
      ParseWitnessRequest(absl::StrReplaceAll(bytes, {{"old 7\n", "old 7\n\n"}})).value();
  EXPECT_FALSE(ParseCheckpoint(other.checkpoint.text).ok());
  request.proof.assign(63, LeafHash("a"));
  EXPECT_TRUE(ParseWitnessRequest(request.ToString()).ok());
  request.proof.push_back(LeafHash("a"));
  EXPECT_FALSE(ParseWitnessRequest(request.ToString()).ok()) << "at most 63 hashes";
}

TEST(WitnessTest, AnAnswerIsSignatureLinesOrASize) {
  const std::string text = "o\n9\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  EXPECT_EQ(ParseWitnessAnswer("12\n", text)->conflict, 12u);
  EXPECT_EQ(ParseWitnessAnswer("12", text)->conflict, 12u);
  Note note{text, {SignNote(text, KeyOf("o"), kSeed), SignNote(text, KeyOf("p"), kSeed)}};
  const std::string lines = note.ToString().substr(text.size() + 1);
  const WitnessAnswer answer = ParseWitnessAnswer(lines, text).value();
  EXPECT_FALSE(answer.conflict);
  EXPECT_EQ(answer.signatures.size(), 2u);
  for (const std::string& wrong :
       {std::string(), std::string("012\n"), std::string("12\n\n"), std::string("-1\n"),
        "\n" + lines, lines + "\n", "o\n12\n\n" + lines, lines.substr(0, lines.size() - 1)}) {
    EXPECT_FALSE(ParseWitnessAnswer(wrong, text).ok()) << wrong;
  }
}

// What a witness signs follows from what it signed before, whatever the request calls a proof.
TEST(WitnessTest, OnlyWhatFollowsIsWitnessed) {
  const MadeLog before(5), now(9);
  const Checkpoint last{"o", 5, before.root()};
  WitnessRequest request;
  EXPECT_TRUE(CheckExtends(request, {"o", 9, now.root()}, std::nullopt).ok());
  request.proof = {LeafHash("a")};
  EXPECT_FALSE(CheckExtends(request, {"o", 9, now.root()}, std::nullopt).ok());
  request = {5, {}, {}};
  EXPECT_TRUE(CheckExtends(request, last, last).ok());
  EXPECT_FALSE(CheckExtends(request, {"o", 4, MadeLog(4).root()}, last).ok());
  EXPECT_TRUE(absl::IsDataLoss(CheckExtends(request, {"o", 5, now.root()}, last)));
  EXPECT_TRUE(absl::IsDataLoss(CheckExtends(request, {"o", 9, now.root()}, last)));
  request.proof = {LeafHash("a")};
  EXPECT_FALSE(CheckExtends(request, last, last).ok());
}

// Spaces of any writing, and the plus sign, are what a name may not have; no more.
TEST(NoteTest, NamesAreWhatTheSpecificationSays) {
  for (const char* const name :
       {"kitchen", "example.com/log", "k\x7f", "k\xc3\xbc", "\xe6\xb0\xb4"}) {
    EXPECT_TRUE(IsKeyName(name)) << name;
  }
  for (const char* const name :
       {"", "a b", "a+b", "a\tb", "a\xc2\x85", "a\xc2\xa0", "a\xe1\x9a\x80", "a\xe2\x80\x83",
        "a\xe2\x80\xa8", "a\xe3\x80\x80", "a\xff"}) {
    EXPECT_FALSE(IsKeyName(name)) << name;
  }
}

TEST(DsseTest, TypeAndBytesStandBehindTheirLengths) {
  EXPECT_EQ(DsseBytes("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

TEST(Ed25519Test, WycheproofsCasesComeOutAsPublished) {
  int cases = 0;
  const google::protobuf::Struct vectors = ReadVectors("wycheproof-ed25519.json");
  for (const auto& value : At(vectors, "testGroups").list_value().values()) {
    const google::protobuf::Struct& group = value.struct_value();
    const std::string key =
        absl::HexStringToBytes(At(At(group, "publicKey").struct_value(), "pk").string_value());
    for (const auto& one : At(group, "tests").list_value().values()) {
      const google::protobuf::Struct& test = one.struct_value();
      const bool valid = At(test, "result").string_value() == "valid";
      EXPECT_EQ(IsSignedBy(key, absl::HexStringToBytes(At(test, "msg").string_value()),
                           absl::HexStringToBytes(At(test, "sig").string_value())),
                valid)
          << At(test, "tcId").number_value() << " " << At(test, "comment").string_value();
      ++cases;
    }
  }
  EXPECT_GE(cases, 145);
}

// RFC 8032 §5.1.7 lets them pass where the cofactor is multiplied in: with such a key one
// signature fits many messages.
TEST(Ed25519Test, KeysOfSmallOrderAreRefused) {
  for (const char* key : {"0100000000000000000000000000000000000000000000000000000000000000",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "0000000000000000000000000000000000000000000000000000000000000000",
                          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"}) {
    const std::string neutral =
        absl::HexStringToBytes("0100000000000000000000000000000000000000000000000000000000000000") +
        std::string(32, '\0');
    EXPECT_FALSE(IsSignedBy(absl::HexStringToBytes(key), "anything", neutral)) << key;
  }
}

TEST(Ed25519Test, AnythingOfAnotherLengthIsNoSignature) {
  const std::string signature = Sign(kSeed, "text");
  EXPECT_TRUE(IsSignedBy(PublicKeyOf(kSeed), "text", signature));
  EXPECT_FALSE(IsSignedBy(PublicKeyOf(kSeed), "text", signature.substr(1)));
  EXPECT_FALSE(IsSignedBy(PublicKeyOf(kSeed).substr(1), "text", signature));
  EXPECT_FALSE(IsSignedBy(PublicKeyOf(kSeed), "text2", signature));
}

}  // namespace
}  // namespace assent::transparency
