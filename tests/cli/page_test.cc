// Minutes as HTML, and those of meetings.

#include "client/cli/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/cli/meeting_minutes.h"
#include "client/cli/minutes.h"
#include "tests/cli/run_program.h"
#include "tests/e2e/test_server.h"

namespace assent::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kAna[] = "assemblies/kitchen/members/1";
constexpr char kBo[] = "assemblies/kitchen/members/2";
// What would run, load or break out wherever it is not escaped.
constexpr char kHostile[] = "<script>alert(1)</script> \"'><img src=x onerror=y> & \x1b[2J";

TEST(HtmlPage, EverythingIsEscapedWhereverItStands) {
  const auto page = NewHtmlPage();
  page->Title(kHostile);
  page->Heading(kHostile);
  page->Subheading(kHostile);
  page->Strong(kHostile, kHostile);
  page->Paragraph(kHostile);
  page->Lead(kHostile);
  page->Bullet(kHostile);
  page->Quote(kHostile);
  page->Table({kHostile}, {{kHostile}});
  const std::string html = page->Text();
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")), Not(HasSubstr("\x1b")),
                          Not(HasSubstr("\"'>"))));
  EXPECT_THAT(html, HasSubstr("<h1>&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39;&gt;"));
}

TEST(HtmlPage, IsOneDocumentThatLoadsNothingAndKnowsPaper) {
  const auto page = NewHtmlPage();
  page->Title("Weekly");
  page->Bullet("one");
  page->Bullet("two");
  page->Paragraph("three");
  EXPECT_THAT(page->Text(),
              AllOf(StartsWith("<!doctype html>\n<html lang=\"en\">"), HasSubstr("@media print"),
                    HasSubstr("default-src 'none'"), Not(HasSubstr("http://")),
                    Not(HasSubstr("https://")), Not(HasSubstr("<script")),
                    HasSubstr("<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>three</p>"),
                    EndsWith("</html>\n")));
}

TEST(Pages, ABlankIsBetweenWhatStandsOutAndTheRest) {
  const auto html = NewHtmlPage();
  const auto markdown = NewMarkdownPage();
  for (Page* const page : {html.get(), markdown.get()}) {
    page->Strong("adopted", "on Sunday");
    page->Strong("adopted", "");
  }
  EXPECT_THAT(html->Text(), HasSubstr("<p><strong>adopted</strong> on Sunday</p>\n"
                                      "<p><strong>adopted</strong></p>"));
  EXPECT_EQ(markdown->Text(), "**adopted** on Sunday\n**adopted**\n");
}

TEST(HtmlPage, LinesOfSomebodysWordsStay) {
  const auto page = NewHtmlPage();
  page->Quote("We cook.\n\nOn <Sundays>.");
  EXPECT_THAT(page->Text(),
              AllOf(HasSubstr("<blockquote>We cook.\n\nOn &lt;Sundays&gt;.</blockquote>"),
                    HasSubstr("white-space: pre-wrap")));
}

class MeetingMinutesTest : public testing::Test {
 protected:
  MeetingMinutesTest() {
    v1::Meeting& meeting = minutes_.meeting;
    meeting.set_name("assemblies/kitchen/meetings/3");
    meeting.set_title("Weekly");
    meeting.set_state(v1::Meeting::STATE_CLOSED);
    meeting.set_facilitator(kAna);
    meeting.mutable_open_time()->set_seconds(60);
    meeting.mutable_close_time()->set_seconds(3600);
    v1::Attendee& attendee = *meeting.add_attendees();
    attendee.set_member(kBo);
    attendee.set_online(true);
    attendee.set_recorded_by(kAna);
    attendee.set_turns(2);
    attendee.mutable_join_time()->set_seconds(120);
    v1::AgendaItem& item = *meeting.add_agenda();
    item.set_number(1);
    item.set_title("Sundays");
    item.set_state(v1::AgendaItem::STATE_DONE);
    item.set_brought_by(kAna);
    item.mutable_time()->set_seconds(1200);
    item.mutable_open_time()->set_seconds(60);
    item.mutable_close_time()->set_seconds(1800);
    item.set_note("Bo cooks.\n# no heading");
    minutes_.items.emplace_back();
  }
  Reader reader() const { return Reader(handles_, absl::UnixEpoch(), absl::UTCTimeZone()); }

  MeetingMinutes minutes_;
  const MemberHandles handles_ = {{kAna, "ana"}, {kBo, "bo"}};
};

TEST_F(MeetingMinutesTest, SayWhoWasThereAndWhatWasNoted) {
  EXPECT_THAT(
      MarkdownOf(minutes_, reader()),
      AllOf(
          StartsWith("# Weekly\n\n- meeting 3, closed\n- 1970-01-01 00:01 to 01:00\n"
                     "- facilitated by @ana\n\n## Present (1)\n\n"),
          HasSubstr("| @bo | online, recorded by @ana | 00:02 |  | 2 |\n"),
          HasSubstr("### 1. Sundays\n\n- brought by @ana\n- 00:01 to 00:30, 20 minutes planned\n"),
          HasSubstr("\nNoted:\n\n> Bo cooks.\n> # no heading\n")));
}

TEST_F(MeetingMinutesTest, WhatHadNoTurnWasNotTalkedAbout) {
  minutes_.meeting.mutable_agenda(0)->clear_open_time();
  minutes_.meeting.mutable_agenda(0)->clear_close_time();
  minutes_.meeting.mutable_agenda(0)->set_proposal("assemblies/kitchen/proposals/17");
  const std::string markdown = MarkdownOf(minutes_, reader());
  EXPECT_THAT(markdown, HasSubstr("### 1. Sundays (not talked about)\n"));
  EXPECT_THAT(markdown, Not(HasSubstr("no decision")));
}

TEST_F(MeetingMinutesTest, WhatWasDecidedAndWhoDoesWhatStandFirst) {
  minutes_.meeting.mutable_agenda(0)->set_proposal("assemblies/kitchen/proposals/17");
  ItemRecord& record = minutes_.items[0].record;
  record.title = "Sundays";
  record.text = "We cook.";
  record.revision = record.revision_before = 1;
  record.state = "adopted";
  record.outcome = "adopted: 2 agree";
  record.ended = true;
  record.tasks.push_back({"find a key", kBo});
  EXPECT_THAT(MarkdownOf(minutes_, reader()), Not(HasSubstr("find a key")));
  record.adopted = true;
  const std::string markdown = MarkdownOf(minutes_, reader());
  EXPECT_THAT(markdown, HasSubstr("## Decided\n\n- proposal 17, Sundays: adopted: 2 agree\n\n"
                                  "## Who does what\n\n- find a key – @bo (proposal 17)\n"));
  EXPECT_THAT(markdown, HasSubstr("\n**adopted** 2 agree\n\nText (revision 1):\n\n> We cook.\n"));
  EXPECT_THAT(HtmlOf(minutes_, reader()), HasSubstr("<p><strong>adopted</strong> 2 agree</p>"));
  EXPECT_THAT(JsonOf(minutes_), HasSubstr("\"items\":[{\"entries\":["));
}

TEST_F(MeetingMinutesTest, SayWhereEachStoodAndWhy) {
  minutes_.meeting.mutable_agenda(0)->set_proposal("assemblies/kitchen/proposals/17");
  ItemRecord& record = minutes_.items[0].record;
  record.revision = record.revision_before = 2;
  record.state = "discussion";
  record.outcome = "blocked: 2 agree, 1 blocks";
  record.temperature.set_warm(1);
  record.temperature.set_hands_cold(4);
  record.temperature_taken = true;
  record.positions = {
      {kAna, "", "", v1::STANCE_AGREE, 2, "", "", 0},
      {kBo, "", kAna, v1::STANCE_AGREE, 1, "", "", 0},
      {"assemblies/kitchen/members/3", "north", "", v1::STANCE_BLOCK, 2, "", "No debts", 1}};
  record.concerns = {
      {1, "objection", "assemblies/kitchen/members/3", "We would owe money", {}, true}};
  EXPECT_THAT(
      MarkdownOf(minutes_, reader()),
      AllOf(HasSubstr("**blocked** 2 agree, 1 blocks (then: discussion)\n"),
            HasSubstr("- 1 warm, 0 lukewarm, 0 cold; raised hands: 0 warm, 0 lukewarm, 4 cold\n"),
            HasSubstr("- agree: @ana; raised hands, recorded by @ana: @bo (on revision 1)\n"
                      "- block: 3 for north\n"),
            HasSubstr("\n3, block, by the principle \"No debts\":\n\n> We would owe money\n"),
            Not(HasSubstr("objection 1"))))
      << "the block's own concern stands with the block";
}

// The verbs, against a real server.
class MeetingVerbsTest : public testing::Test {
 protected:
  void SetUp() override {
    Do({"found", "Kitchen", "--as", "ana", "--rule", "quick_default", "--server",
        server_.address()});
  }
  std::string Do(const std::vector<std::string>& arguments) {
    const test::Ran ran = program_.Run(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
  }

  test::TestServer server_;
  test::Program program_;
};

TEST_F(MeetingVerbsTest, AMeetingFromItsAgendaToItsMinutes) {
  Do({"propose", "Open on <Sundays>", "-m", "We cook."});
  Do({"call", "1"});
  EXPECT_THAT(Do({"temperature", "1", "warm"}), HasSubstr("1 warm, 0 lukewarm, 0 cold"));
  EXPECT_THAT(Do({"temperature", "hands", "1", "--warm", "4"}),
              HasSubstr("  temperature 1 warm, 0 lukewarm, 0 cold; raised hands: 4 warm, 0 "))
      << "a blank is between a label and what it says, however long it is";
  EXPECT_THAT(Do({"meeting", "new", "Weekly", "--start", "2d"}), HasSubstr("meeting 1: planned"));
  Do({"agenda", "add", "1", "--proposal", "1", "--consent"});
  EXPECT_THAT(Do({"agenda", "add", "1", "Who cooks", "--time", "10m"}),
              HasSubstr("item 2: Who cooks, 10 minutes\n"));
  Do({"agenda", "add", "1", "--proposal", "1", "--consent"});
  Do({"agenda", "pull", "1", "3"});
  Do({"meeting", "open", "1"});
  EXPECT_THAT(Do({"meeting", "attend", "1", "--online"}),
              AllOf(HasSubstr("  next item  1. Open on <Sundays>\n"),
                    HasSubstr("  there      1, 1 of them online\n")));
  EXPECT_THAT(Do({"agenda", "start", "1", "2"}),
              AllOf(HasSubstr("  item       2. Who cooks\n"), HasSubstr("  planned to "),
                    HasSubstr(" (in ")));
  Do({"hand", "up", "1", "--process"});
  EXPECT_THAT(Do({"hand", "next", "1"}), HasSubstr("@ana"));
  Do({"hand", "down", "1"});
  Do({"hand", "round", "1"});
  Do({"agenda", "done", "1", "-m", "Ana cooks"});
  EXPECT_THAT(Do({"agenda", "adopt", "1"}), HasSubstr("item 1, proposal 1: adopted"));
  EXPECT_THAT(Do({"meeting", "show", "1"}), HasSubstr("2. Who cooks"));
  Do({"meeting", "close", "1"});
  EXPECT_THAT(Do({"meetings"}), HasSubstr("Weekly"));
  const std::string markdown = Do({"minutes", "--meeting", "1"});
  EXPECT_THAT(markdown, AllOf(HasSubstr("adopted with the consent agenda"),
                              HasSubstr("> Ana cooks"), HasSubstr("- agree: ")));
  EXPECT_THAT(Do({"minutes", "--meeting", "1", "--html"}), HasSubstr("Open on &lt;Sundays&gt;"));
  EXPECT_THAT(Do({"minutes", "1", "--html"}), HasSubstr("<h1>Open on &lt;Sundays&gt;</h1>"));
  EXPECT_NE(program_.Run({"minutes", "1", "--meeting", "1"}).exit_code, 0);
}

// The verb that records a meeting on a proposal alone goes on working beside them.
TEST_F(MeetingVerbsTest, AMeetingMayStillBeRecordedOnAProposal) {
  Do({"propose", "Sundays", "-m", "We cook."});
  EXPECT_THAT(Do({"meeting", "1", "--present", "ana"}), HasSubstr("proposal 1"));
}

TEST_F(MeetingVerbsTest, WhoLeavesTheNumberOutIsToldWhichThereAre) {
  Do({"meeting", "new", "Weekly"});
  const test::Ran ran = program_.Run({"meeting", "open"});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("1  planned  Weekly"));
}

TEST_F(MeetingVerbsTest, TheExportHasMeetingsToo) {
  Do({"meeting", "new", "Weekly"});
  const std::string folder = program_.Path("kitchen");
  Do({"export", folder});
  EXPECT_THAT(test::ReadAll(folder + "/meetings/1.md"), HasSubstr("# Weekly"));
  EXPECT_THAT(test::ReadAll(folder + "/meetings/1.json"), HasSubstr("\"title\":\"Weekly\""));
}

}  // namespace
}  // namespace assent::cli
