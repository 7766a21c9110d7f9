// The files of an exported log, and what is wrong with damaged ones.

#include "server/transparency/tlog/tiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "tests/transparency/made_log.h"

namespace assent::transparency {
namespace {

using ::testing::HasSubstr;

TEST(TilePlaceTest, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ((TilePlace{0, 1234067, 256}).Path(), "tile/0/x001/x234/067");
  EXPECT_EQ((TilePlace{1, 0, 17}).Path(), "tile/1/000.p/17");
  EXPECT_EQ((TilePlace{TilePlace::kEntries, 1000, 1}).Path(), "tile/entries/x001/000.p/1");
}

TEST(TilesTest, TheRootOfTheMadeLogIsTheTrees) {
  for (const uint64_t size : {0, 1, 2, 255, 256, 257, 511, 512, 513, 1000}) {
    const MadeLog files(size);
    EXPECT_EQ(files.Check().value(), files.root()) << size;
  }
}

TEST(TilesTest, AThirdLevelBeginsBehind65536) {
  const MadeLog files(65536 + 300);
  EXPECT_EQ(files.Check().value(), files.root());
}

TEST(TilesTest, WhatIsMissingIsNamed) {
  MadeLog whole(600);
  for (const auto& [path, content] : whole.files()) {
    MadeLog files = whole;
    files.files().erase(path);
    const absl::StatusOr<std::string> checked = files.Check();
    EXPECT_EQ(checked.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(checked.status().message(), HasSubstr(path));
  }
}

// A byte is changed somewhere: either it is seen in the files, or they have
// another root than the one that was signed.
TEST(TilesTest, NoChangedByteGoesUnseen) {
  MadeLog files(600);
  std::vector<std::string*> all;
  for (auto& [path, content] : files.files()) all.push_back(&content);
  std::mt19937 chance(20261122);
  for (int i = 0; i < 500; ++i) {
    std::string& file = *all[chance() % all.size()];
    char& byte = file[chance() % file.size()];
    const char before = byte;
    byte = static_cast<char>(byte ^ (1 + chance() % 255));
    const absl::StatusOr<std::string> checked = files.Check();
    EXPECT_TRUE(!checked.ok() || *checked != files.root());
    byte = before;
  }
  EXPECT_EQ(files.Check().value(), files.root());
}

TEST(TilesTest, ABundleThatBreaksOffIsRefused) {
  std::string bundle;
  AddEntry("one", bundle);
  AddEntry("", bundle);
  EXPECT_EQ(EntriesOf(bundle, 2).value().size(), 2u);
  EXPECT_FALSE(EntriesOf(bundle, 1).ok());
  EXPECT_FALSE(EntriesOf(bundle, 3).ok());
  EXPECT_FALSE(EntriesOf(bundle.substr(0, bundle.size() - 1), 2).ok());
  EXPECT_FALSE(EntriesOf(bundle.substr(0, 4), 1).ok());
}

}  // namespace
}  // namespace assent::transparency
