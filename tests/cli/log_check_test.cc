// `assent log check` over logs in files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

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
  ran = Check();
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("tile/notes.txt does not belong"));
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
