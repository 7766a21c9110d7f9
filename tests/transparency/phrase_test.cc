// Words to read aloud.

#include "server/transparency/tlog/phrase.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "server/transparency/bundles.h"
#include "tests/support/status_matchers.h"

namespace assent::transparency {
namespace {

TEST(Phrase, HasWordsThatNobodyConfuses) {
  std::set<std::string> beginnings;
  for (const absl::string_view word : PhraseWords()) {
    EXPECT_TRUE(word.size() >= 3 && word.size() <= 6) << word;
    EXPECT_TRUE(beginnings.insert(std::string(word.substr(0, 3))).second) << word;
    EXPECT_TRUE(std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
  }
  EXPECT_EQ(PhraseWords().size(), 256u);
  EXPECT_TRUE(std::is_sorted(PhraseWords().begin(), PhraseWords().end()));
}

TEST(Phrase, IsOfTheRootsFirstBytes) {
  std::string root(32, '\0');
  root[1] = '\xff';
  EXPECT_EQ(PhraseOf(root), "acorn zinc acorn acorn acorn acorn acorn acorn");
  std::string other = root;
  other[7] = 1;
  EXPECT_NE(PhraseOf(other), PhraseOf(root));
}

TEST(Bundles, OfOpeningsComeBackAndBrokenOnesDoNot) {
  EXPECT_EQ(OpeningsPath({TilePlace::kEntries, 1234, 7}), "openings/x001/234.p/7");
  std::string bundle;
  AddOpenings("", bundle);
  AddOpenings("text", bundle);
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto openings, OpeningsOf(bundle, 2));
  EXPECT_EQ(openings, (std::vector<absl::string_view>{"", "text"}));
  EXPECT_FALSE(OpeningsOf(bundle, 3).ok());
  for (size_t size = 1; size < bundle.size(); ++size) {
    EXPECT_FALSE(OpeningsOf(absl::string_view(bundle).substr(0, size), 2).ok()) << size;
  }
}

}  // namespace
}  // namespace assent::transparency
