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

TEST(TilePlaceTest, APathNamesOnePlaceInOneWay) {
  for (const TilePlace& place : TilesOf(300'000)) {
    const std::optional<TilePlace> read = ParseTilePath(place.Path());
    ASSERT_TRUE(read.has_value()) << place.Path();
    EXPECT_EQ(read->Path(), place.Path());
    EXPECT_EQ(PlaceIn(300'000, place.level, place.index)->Path(), place.Path());
  }
  EXPECT_FALSE(PlaceIn(300'000, 0, 1172).has_value());
  EXPECT_FALSE(PlaceIn(512, 0, 2).has_value());
  EXPECT_FALSE(PlaceIn(300'000, 3, 0).has_value());
  EXPECT_FALSE(PlaceIn(300'000, 99, 0).has_value());
  EXPECT_FALSE(PlaceIn(300'000, -2, 0).has_value());
  for (const char* path : {"", "tile", "tile/0", "tile/0/0", "tile/0/0000", "tile/-1/000",
                           "tile/-2/000", "tile/64/000", "tile/0/000.p/0", "tile/0/000.p/300",
                           "tile/0/000.p/256", "tile/0/000.p/", "tile/0/x000/001", "tile/00/000",
                           "tile/0/001/x002", "tile/data/000", "checkpoint", "tile/0/000/extra"}) {
    EXPECT_FALSE(ParseTilePath(path).has_value()) << path;
  }
}

TEST(TilePlaceTest, APartialTileIsHowTheWholeBegins) {
  std::string bundle;
  AddEntry("one", bundle);
  const std::string part = bundle;
  AddEntry("two", bundle);
  EXPECT_EQ(BeginningOf(bundle, TilePlace::kEntries, 1).value(), part);
  EXPECT_EQ(BeginningOf(bundle, TilePlace::kEntries, 2).value(), bundle);
  EXPECT_FALSE(BeginningOf(bundle, TilePlace::kEntries, 3).ok());
  EXPECT_FALSE(BeginningOf(part.substr(0, 4), TilePlace::kEntries, 1).ok());
  EXPECT_FALSE(BeginningOf(part.substr(0, 1), TilePlace::kEntries, 1).ok());
  EXPECT_EQ(BeginningOf(std::string(64, 'a'), 0, 1).value(), std::string(32, 'a'));
  EXPECT_FALSE(BeginningOf(std::string(64, 'a'), 0, 3).ok());
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
