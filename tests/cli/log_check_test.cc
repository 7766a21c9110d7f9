// `assent log check` over logs in files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/ed25519.h"
#include "tests/cli/run_program.h"
#include "tests/transparency/made_log.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;
using transparency::KeyType;
using transparency::VerifierKey;

const std::string kSeed(32, 's');
const std::string kOtherSeed(32, 'o');

class LogCheckTest : public testing::Test {
 protected:
  LogCheckTest() {
    for (const auto& [path, content] : log_.files()) Write(path, content);
    transparency::Note note;
    note.text = transparency::Checkpoint{"kitchen", 300, log_.root()}.ToString();
    note.signatures.push_back(transparency::SignNote(note.text, key_, kSeed));
    note.signatures.push_back(transparency::CosignNote(note.text, witness_, kOtherSeed, 1));
    Write("checkpoint", note.ToString());
  }

  void Write(const std::string& path, const std::string& content) {
    const std::filesystem::path file = absl::StrCat(folder_, "/", path);
    std::filesystem::create_directories(file.parent_path());
    WriteAll(file, content);
  }
  Ran Check(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"log", "check", folder_, "--vkey", key_.ToString()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return program_.Run(arguments);
  }

  Program program_;
  const std::string folder_ = program_.Path("log");
  transparency::MadeLog log_{300};
  const VerifierKey key_ = {"kitchen", KeyType::kEd25519, transparency::PublicKeyOf(kSeed)};
  const VerifierKey witness_ = {"library", KeyType::kCosignature,
                                transparency::PublicKeyOf(kOtherSeed)};
};

TEST_F(LogCheckTest, AWholeLogIsSaidToBeWhole) {
  const Ran ran = Check({"--witness", witness_.ToString(), "-o", "csv"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("entries,300"));
  EXPECT_THAT(ran.out, HasSubstr("signed by,kitchen"));
  EXPECT_THAT(ran.out, HasSubstr("witness,library"));
}

TEST_F(LogCheckTest, WhoIsNamedMustHaveSigned) {
  const VerifierKey absent = {"absent", KeyType::kCosignature, transparency::PublicKeyOf(kSeed)};
  const Ran ran = Check({"--witness", absent.ToString()});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("not signed by absent"));
}

TEST_F(LogCheckTest, ALogThatHasGrownSinceIsStillTheOneThatWasSigned) {
  transparency::MadeLog grown(600);
  // Partial tiles may go once there are full ones.
  for (const char* path : {"tile/0/001.p/44", "tile/entries/001.p/44"}) {
    ASSERT_TRUE(std::filesystem::remove(absl::StrCat(folder_, "/", path)));
  }
  for (const auto& [path, content] : grown.files()) Write(path, content);
  Ran ran = Check();
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  Write("tile/notes.txt", "mine");
  Write("tile/.DS_Store", "theirs");
  ran = Check();
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("tile/notes.txt is no tile"));
  EXPECT_THAT(ran.err, HasSubstr("tile/.DS_Store is no tile"));
}

TEST_F(LogCheckTest, WhatIsCalledLikeATileAndIsNoneIsRefusedOrPassedOver) {
  Write("tile/-2/000", "x");
  Write("tile/64/000", "x");
  Write("tile/0/000.p/0", "");
  Write("tile/0/000.p/256", "x");
  Ran ran = Check();
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("tile/-2/000 is no tile"));
  EXPECT_THAT(ran.err, HasSubstr("tile/0/000.p/256 is no tile"));
  Write("tile/0/000.p/10", std::string(320, 'x'));
  ran = Check();
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("tile/0/000.p/10 does not belong"));
}

TEST_F(LogCheckTest, AKeyIsForWhatItsTypeSays) {
  Ran ran = program_.Run({"log", "check", folder_, "--vkey", witness_.ToString()});
  EXPECT_THAT(ran.err, HasSubstr("type 1"));
  ran = Check({"--witness", key_.ToString()});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("type 4"));
}

// Whichever of them stands first.
TEST_F(LogCheckTest, ASignatureOfAKnownKeyThatFailsIsNotMadeGoodByAnother) {
  transparency::Note note;
  note.text = transparency::Checkpoint{"kitchen", 300, log_.root()}.ToString();
  const transparency::NoteSignature good = transparency::SignNote(note.text, key_, kSeed);
  const transparency::NoteSignature bad = transparency::SignNote("another text\n", key_, kSeed);
  for (const auto& signatures : {std::vector{good, bad}, std::vector{bad, good}}) {
    note.signatures = signatures;
    Write("checkpoint", note.ToString());
    EXPECT_NE(Check().exit_code, 0);
  }
  note.signatures = {good, good};
  Write("checkpoint", note.ToString());
  EXPECT_EQ(Check().exit_code, 0);
}

TEST_F(LogCheckTest, AKeyIsTheSameInCapitals) {
  const std::string key = key_.ToString();
  std::string capitals = key;
  for (size_t i = key.find('+') + 1; i < key.find('+') + 9; ++i) {
    capitals[i] = absl::ascii_toupper(capitals[i]);
  }
  const Ran ran = program_.Run({"log", "check", folder_, "--vkey", capitals});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

TEST_F(LogCheckTest, AFolderThatCannotBeReadIsNoSoundLog) {
  const std::string shut = absl::StrCat(folder_, "/tile/1");
  std::filesystem::create_directories(shut);
  std::filesystem::permissions(shut, std::filesystem::perms::none);
  std::error_code error;
  const bool readable = !std::filesystem::is_empty(shut, error) || !error;  // for root it is
  const Ran ran = Check();
  std::filesystem::permissions(shut, std::filesystem::perms::owner_all);
  if (readable) GTEST_SKIP() << "whoever runs this may read everything";
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("cannot be read"));
}

TEST_F(LogCheckTest, OtherEntriesTilesAndCheckpointsAreRefused) {
  std::string bundle = log_.files().at("tile/entries/000");
  bundle.back() ^= 1;
  Write("tile/entries/000", bundle);
  Ran ran = Check();
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("tile/0/000"));

  Write("tile/entries/000", log_.files().at("tile/entries/000"));
  std::filesystem::remove(absl::StrCat(folder_, "/tile/0/001.p/44"));
  ran = Check();
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("tile/0/001.p/44 is missing"));

  Write("tile/0/001.p/44", log_.files().at("tile/0/001.p/44"));
  Write("checkpoint", "kitchen\n300\n");
  EXPECT_NE(Check().exit_code, 0);
}

}  // namespace
}  // namespace assent::test
