#include "server/search/postings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/search/rank.h"

namespace assent::search {
namespace {

Posting PostingOf(const Indexed& indexed, absl::string_view word) {
  const auto postings = PostingsOf(indexed);
  const std::string key = PostingKey(word, indexed.decision, indexed.statement);
  const auto found = postings.find(key);
  if (found == postings.end()) return {};
  return ParsePosting(word, key, found->second).value_or(Posting());
}

TEST(Postings, CountTitleAndTextsAndTheirLength) {
  const Indexed indexed{17, 0, "Open on Sundays", {"We open on Sundays.", "", "Open!"}};
  const Posting open = PostingOf(indexed, "open");
  EXPECT_EQ(open.decision, 17);
  EXPECT_EQ(open.statement, 0);
  EXPECT_EQ(open.in_title, 1u);
  EXPECT_EQ(open.elsewhere, 2u);
  EXPECT_EQ(open.length, 8u);
  EXPECT_EQ(PostingsOf(indexed).size(), 4u);  // open on sundays we
}

TEST(Postings, OfAStatementStandBehindThoseOfItsDecision) {
  EXPECT_EQ(PostingKey("open", 17, 0), "term/open/99999982");
  EXPECT_EQ(PostingKey("open", 17, 3), "term/open/99999982/00000003");
  EXPECT_LT(PostingKey("open", 18, 0), PostingKey("open", 17, 0)) << "newest first";
  EXPECT_LT(PostingKey("open", 17, 3), PostingKey("open", 16, 0));
  const Posting said = PostingOf({17, 3, "", {"Never open"}}, "never");
  EXPECT_EQ(said.decision, 17);
  EXPECT_EQ(said.statement, 3);
}

TEST(Postings, HoldLargeCounts) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "x ";
  const Posting posting = PostingOf({1, 0, "", {text}}, "x");
  EXPECT_EQ(posting.elsewhere, 20'000u);
  EXPECT_EQ(posting.length, 20'000u);
}

TEST(Postings, ThatAreNoneAreNotRead) {
  const std::string key = PostingKey("open", 17, 0);
  EXPECT_FALSE(ParsePosting("open", key, ""));
  EXPECT_FALSE(ParsePosting("open", key, "\x01\x02"));
  EXPECT_FALSE(ParsePosting("open", key, "\x01\x02\xff"));
  for (const char* const none :
       {"x", "-1", "-2147483648", "99999999", "99999982/0", "99999982/-1", "99999982/x"}) {
    EXPECT_FALSE(ParsePosting("open", absl::StrCat("term/open/", none), "\x01\x02\x03")) << none;
  }
  EXPECT_TRUE(ParsePosting("open", key, "\x01\x02\x03"));
}

TEST(Rank, IsTheFormulaOfTheApi) {
  // idf = ln(1 + (20 - 3 + 0.5) / (3 + 0.5)) = ln 6
  EXPECT_NEAR(Rarity(3, 20), std::log(6.0), 1e-12);
  // f = 4 · 1 + 2 = 6, length 100: 2.2 · 6 / (6 + 1.2)
  EXPECT_NEAR(Weight(1, 2, 100), 13.2 / 7.2, 1e-12);
  // f = 1, length 300: 2.2 / (1 + 1.2 · 2.5)
  EXPECT_NEAR(Weight(0, 1, 300), 2.2 / 4, 1e-12);
}

TEST(Rank, AddsUpADecisionAndTheStatementsOnIt) {
  const std::vector<Posting> postings = {{17, 0, 0, 1, 60}, {17, 2, 0, 1, 40}, {16, 0, 0, 1, 100}};
  const std::vector<Occurrence> occurrences = OccurrencesOf(postings);
  ASSERT_EQ(occurrences.size(), 2u);
  EXPECT_EQ(occurrences[0].decision, 17);
  EXPECT_NEAR(occurrences[0].weight, Weight(0, 2, 100), 1e-12);
  EXPECT_NEAR(occurrences[1].weight, Weight(0, 1, 100), 1e-12);
}

TEST(Rank, PutsTheBestFirstAndOfEqualsTheNewer) {
  Ranking ranking;
  ranking.Add(0, 1.0, std::vector<Occurrence>{{3, 1.0}, {2, 1.0}, {1, 1.0}});
  ranking.Add(2, 2.0, std::vector<Occurrence>{{1, 1.0}});
  const std::vector<Match> sorted = ranking.Sorted();
  ASSERT_EQ(sorted.size(), 3u);
  EXPECT_EQ(sorted[0].decision, 1);
  EXPECT_NEAR(sorted[0].score, 3.0, 1e-12);
  EXPECT_EQ(sorted[0].words, 5u);
  EXPECT_EQ(sorted[1].decision, 3);
  EXPECT_EQ(sorted[2].decision, 2);
}

TEST(Rank, TheTitleWeighsMoreAndLengthLess) {
  EXPECT_GT(Weight(1, 0, 100), Weight(0, 3, 100));
  EXPECT_GT(Weight(0, 1, 20), Weight(0, 1, 200));
  EXPECT_GT(Rarity(1, 20'000), Rarity(100, 20'000));
  EXPECT_GE(Rarity(20'001, 20'000), 0);
}

}  // namespace
}  // namespace assent::search
