#include "client/cli/visible.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utf8proc.h>

#include "client/cli/screen.h"
#include "server/assembly/checks.h"
#include "server/base/refusal.h"

namespace assent::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(VisibleTest, EscapeSequencesAreShownNotSent) {
  EXPECT_EQ(VisibleText("\x1b[2Jgone"), "\\u{001B}[2Jgone");
  EXPECT_EQ(VisibleText("\xc2\x9b"
                        "31m"),
            "\\u{009B}31m");  // the one-character form of ESC [
  EXPECT_EQ(VisibleText("a\rb"), "a\\u{000D}b");
}

TEST(VisibleTest, MarksThatTurnTheDirectionAreShown) {
  EXPECT_EQ(VisibleText("a\xe2\x80\xae"
                        "b"),
            "a\\u{202E}b");
  EXPECT_EQ(VisibleText("a\xe2\x81\xa6"
                        "b"),
            "a\\u{2066}b");
}

// What the server takes in no text, the program shows, and nothing else.
TEST(VisibleTest, WhatIsShownIsWhatTheServerRefuses) {
  int refused = 0;
  for (int32_t code = 1; code <= 0x10FFFF; ++code) {
    if (!utf8proc_codepoint_valid(code)) continue;
    utf8proc_uint8_t bytes[4];
    const std::string text(reinterpret_cast<char*>(bytes),
                           static_cast<size_t>(utf8proc_encode_char(code, bytes)));
    const absl::Status taken = assembly::CheckText(
        "a" + text, "text", {.bytes = 9, .characters = 9, .required = false, .lines = false});
    const bool unclean = base::ReasonOf(taken) == "TEXT_NOT_CLEAN";
    ASSERT_EQ(unclean, IsUnseen(code)) << std::hex << code;
    refused += unclean ? 1 : 0;
  }
  EXPECT_GT(refused, 200);
  for (const int32_t code : {0x1B, 0x200B, 0x200E, 0x061C, 0xE0041, 0xFEFF}) {
    EXPECT_TRUE(IsUnseen(code)) << std::hex << code;
  }
}

TEST(VisibleTest, TextsOfEveryLanguageStayAsTheyAre) {
  const std::string persian = "می‌خواهم";  // with a joiner that belongs to it
  for (const std::string& text :
       {std::string("żółć"), persian, std::string("👩‍👩‍👧"), std::string("会議")}) {
    EXPECT_EQ(VisibleText(text), text);
  }
}

TEST(VisibleTest, BytesThatAreNoUtf8AreShown) { EXPECT_EQ(VisibleText("a\xff"), "a\\x{FF}"); }

TEST(VisibleTest, ALineHasNoLineBreak) { EXPECT_EQ(VisibleLine(" a\nb \n"), "a b"); }

TEST(VisibleTest, WidthCountsColumns) {
  EXPECT_EQ(Width("abc"), 3);
  EXPECT_EQ(Width("会議"), 4);
  EXPECT_EQ(Width("e\xcc\x81"), 1);  // e and a combining accent
}

TEST(VisibleTest, ClippedTextIsNeverWiderThanAsked) {
  EXPECT_EQ(Clip("abcdef", 6), "abcdef");
  EXPECT_EQ(Clip("abcdef", 5), "abcd…");
  EXPECT_EQ(Clip("会議会議", 4), "会…");
}

TEST(VisibleTest, LinesBreakBetweenWords) {
  EXPECT_THAT(Wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrap("a\n\nb", 10), ElementsAre("a", "", "b"));
  EXPECT_THAT(Wrap("unbreakable", 4), ElementsAre("unbreakable"));
}

TEST(ScreenTest, ALongLabelIsStillALabel) {
  Screen screen(Terminal{});
  screen.Field("  works until", "tomorrow");
  screen.Field("title", "Soup");
  EXPECT_EQ(screen.text(), "  works until tomorrow\ntitle        Soup\n");
}

TEST(ScreenTest, ATableMakesItsCellsVisibleAndAligned) {
  Screen screen(Terminal{});
  screen.Table({"#", "TITLE"}, {{"1", "a\x1b]0;x"}, {"10", "b"}});
  EXPECT_EQ(screen.text(), "#   TITLE\n1   a\\u{001B}]0;x\n10  b\n");
}

TEST(ScreenTest, TheLastColumnGivesWayToANarrowTerminal) {
  Terminal terminal;
  terminal.width = 20;
  Screen screen(terminal);
  screen.Table({"#", "TITLE"}, {{"1", "a title that is too long for it"}});
  EXPECT_EQ(screen.text(), "#  TITLE\n1  a title that is …\n");
}

TEST(ScreenTest, ColourNeverSaysMoreThanTheWords) {
  Terminal terminal;
  terminal.color = true;
  Screen colored(terminal);
  Screen plain((Terminal()));
  for (Screen* screen : {&colored, &plain}) {
    screen->Condition(false, /*decides=*/true, "quorum: 5 needed, 3 so far");
    screen->Condition(false, /*decides=*/false, "issues: 1 without an answer");
    screen->Condition(true, /*decides=*/true, "blocks: 0, tolerated 0");
  }
  EXPECT_THAT(colored.text(), HasSubstr("\x1b["));
  EXPECT_THAT(plain.text(), Not(HasSubstr("\x1b")));
  EXPECT_EQ(plain.text(),
            "  not met  quorum: 5 needed, 3 so far\n"
            "  note     issues: 1 without an answer\n"
            "  met      blocks: 0, tolerated 0\n");
}

}  // namespace
}  // namespace assent::cli
