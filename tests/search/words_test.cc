// Words of many scripts, as searches compare them.

#include "server/search/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"

namespace assent::search {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Words(absl::string_view text) { return WordsOf(text).words; }

TEST(Words, CaseWidthAndAccentsMakeNoDifference) {
  EXPECT_THAT(Words("Straße CAFÉ Ñandú ＦＵＬＬ"), ElementsAre("strasse", "cafe", "nandu", "full"));
  EXPECT_EQ(Words("Øl i Łódź"), Words("øl i lodz"));
  EXPECT_EQ(Words("ÉGALITÉ"), Words("e\u0301galite\u0301"));
  EXPECT_EQ(Words("İstanbul ışık"), Words("istanbul isik"));
  EXPECT_EQ(Words("Ёлка"), Words("елка"));
  EXPECT_EQ(Words("Ἀθῆναι"), Words("αθηναι"));
}

TEST(Words, AreCutAtPunctuationAndInsideAtMarks) {
  EXPECT_THAT(Words("We open: Sundays (10-12), l'accord n°3!"),
              ElementsAre("we", "open", "sundays", "10", "12", "l", "accord", "n", "3"));
  EXPECT_THAT(Words("**bold** [link](https://example.org/a_b)"),
              ElementsAre("bold", "link", "https", "example", "org", "a", "b"));
  EXPECT_THAT(Words(""), IsEmpty());
  EXPECT_THAT(Words(" … — !"), IsEmpty());
}

TEST(Words, DigitsOfAllScriptsAreTheSame) {
  EXPECT_THAT(Words("١٧ १७ 17 １７"), ElementsAre("17", "17", "17", "17"));
}

TEST(Words, ArabicAndHebrewLoseTheirPointsNotTheirLetters) {
  EXPECT_EQ(Words("اَلْقَرَارُ"), Words("القرار"));
  EXPECT_EQ(Words("أسبوع"), Words("اسبوع"));
  EXPECT_EQ(Words("جمعيّة"), Words("جمعيه"));
  EXPECT_EQ(Words("קַבָּלָה"), Words("קבלה"));
}

TEST(Words, VowelSignsOfIndiaAreLetters) {
  EXPECT_THAT(Words("रसोई की सफाई"), ElementsAre("रसोई", "की", "सफाई"));
  EXPECT_NE(Words("की"), Words("का"));
}

TEST(Words, ScriptsWithoutSpacesAreCutIntoPairs) {
  EXPECT_THAT(Words("厨房清洁"), ElementsAre("厨房", "房清", "清洁"));
  EXPECT_THAT(Words("台所のルール"), ElementsAre("台所", "所の", "のル", "ルー", "ール"));
  EXPECT_THAT(Words("คนครัว"), ElementsAre("คน", "นค", "ครั", "รัว"));
  EXPECT_THAT(Words("회의를"), ElementsAre("회의", "의를"));
  EXPECT_THAT(Words("米"), ElementsAre("米"));
}

TEST(Words, VoicedKanaStayWhatTheyAre) {
  EXPECT_NE(Words("がき"), Words("かき"));
  EXPECT_EQ(Words("ｶﾞｽ"), Words("ガス"));  // half width
}

TEST(Words, ScriptsMeetInsideASentence) {
  EXPECT_THAT(Words("第17号 rule決議"), ElementsAre("第", "17", "号", "rule", "決議"));
}

TEST(Words, SingleHanAndHangulAreThereToBeFoundBy) {
  EXPECT_THAT(WordsOf("厨房").characters, ElementsAre("厨", "房"));
  EXPECT_THAT(WordsOf("물을").characters, Contains("물"));
  EXPECT_THAT(WordsOf("厨").characters, IsEmpty());
  EXPECT_THAT(WordsOf("ครัว").characters, IsEmpty());
  EXPECT_THAT(WordsOf("kitchen").characters, IsEmpty());
}

TEST(Words, AreNeverLongerThanAKeyBears) {
  const std::vector<std::string> at = Words(std::string(kMaxWordBytes, 'a'));
  EXPECT_THAT(at, ElementsAre(std::string(kMaxWordBytes, 'a')));
  EXPECT_EQ(Words(std::string(kMaxWordBytes + 1, 'a')), at);
  std::string greek;
  for (int i = 0; i < 100; ++i) absl::StrAppend(&greek, i % 2 == 0 ? "a" : "ω");
  ASSERT_EQ(Words(greek).size(), 1u);
  EXPECT_LE(Words(greek)[0].size(), kMaxWordBytes);
  EXPECT_EQ(Words(Words(greek)[0]), Words(greek)) << "cut between letters, not inside one";
}

TEST(Words, WhatIsNotUtf8IsNoWord) {
  EXPECT_THAT(Words("good \xff\xfe\x80 also"), ElementsAre("good", "also"));
  EXPECT_THAT(Words("\xe5\x8e"), IsEmpty());
}

TEST(Words, EmojiAreNone) {
  EXPECT_THAT(Words("yes 👍🏽 👩‍🍳 no"), ElementsAre("yes", "no"));
}

}  // namespace
}  // namespace assent::search
