#include "server/search/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/search/mentions.h"
#include "server/search/words.h"

namespace assent::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Query, HasItsWordsOnceAndItsPhrases) {
  const Query query = ParseQuery("Open \"on Sundays\" on SUNDAYS");
  EXPECT_THAT(query.words, ElementsAre("open", "on", "sundays"));
  EXPECT_THAT(query.phrases, ElementsAre(ElementsAre("on", "sundays")));
}

TEST(Query, AQuotedWordIsNoPhraseAndAnOpenQuoteGoesToTheEnd) {
  EXPECT_THAT(ParseQuery("\"Sundays\"").phrases, IsEmpty());
  EXPECT_THAT(ParseQuery("open „jeden Sonntag").phrases,
              ElementsAre(ElementsAre("jeden", "sonntag")));
  EXPECT_THAT(ParseQuery("« le dimanche »").phrases, ElementsAre(ElementsAre("le", "dimanche")));
}

TEST(Query, TakesNoMoreWordsThanItMayRead) {
  std::string text;
  for (size_t i = 0; i < kMaxQueryWords; ++i) absl::StrAppend(&text, "w", i, " ");
  EXPECT_EQ(ParseQuery(text).words.size(), kMaxQueryWords);
  EXPECT_EQ(ParseQuery(text + "more").words.size(), kMaxQueryWords);
}

TEST(Query, OfMarksAloneHasNoWords) { EXPECT_THAT(ParseQuery("?! …").words, IsEmpty()); }

TEST(Phrase, StandsTogetherInOneText) {
  const Query query = ParseQuery("\"Open on sundays\"");
  EXPECT_TRUE(HasPhrases(query, {"Title", "We OPEN on Sundays."}));
  EXPECT_FALSE(HasPhrases(query, {"Open on", "Sundays"}));
  EXPECT_FALSE(HasPhrases(query, {"On Sundays we open"}));
  EXPECT_TRUE(HasPhrases(ParseQuery("\"厨房清洁\""), {"每周厨房清洁一次"}));
  EXPECT_FALSE(HasPhrases(ParseQuery("\"厨房清洁\""), {"厨房每周清洁"}));
}

TEST(Mentions, AreNumbersAfterWhatDecisionsAreCalled) {
  EXPECT_THAT(MentionedDecisions("As decision 17 says, and #4, and decisions/120."),
              ElementsAre(4, 17, 120));
  EXPECT_THAT(MentionedDecisions("assemblies/kitchen/decisions/9"), ElementsAre(9));
  EXPECT_THAT(MentionedDecisions("Beschluss 3, décision 5, decisión 8, 決定12, 决定 13, القرار ١٤"),
              ElementsAre(3, 5, 8, 12, 13, 14));
}

TEST(Mentions, AreNotJustNumbers) {
  EXPECT_THAT(MentionedDecisions("17 people, C#4, proposal 5, decision no 6, #0, # 7"), IsEmpty());
  EXPECT_THAT(MentionedDecisions("#99999999999999999999"), IsEmpty());
}

TEST(Mentions, AreBounded) {
  std::string text;
  for (int i = 1; i <= 200; ++i) absl::StrAppend(&text, "#", i, " ");
  EXPECT_EQ(MentionedDecisions(text).size(), kMaxMentions);
}

}  // namespace
}  // namespace assent::search
