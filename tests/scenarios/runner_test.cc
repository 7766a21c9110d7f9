// The language and the runner: what is read, what is refused, what is compared.

#include "tests/scenarios/runner/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/scenarios/runner/engines.h"
#include "tests/scenarios/runner/fields.h"
#include "tests/scenarios/runner/syntax.h"
#include "tests/support/status_matchers.h"

namespace assent::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What is wrong with a file, or "".
std::string Trouble(absl::string_view content) {
  const absl::StatusOr<File> file = ParseFile("f.txt", content);
  const absl::Status status = file.ok() ? CheckFile(*file, /*update=*/false) : file.status();
  return std::string(status.message());
}

Report RunText(absl::string_view content, RunOptions options = {}) {
  const absl::StatusOr<File> file = ParseFile("f.txt", content);
  EXPECT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(CheckFile(*file, options.update).ok()) << CheckFile(*file, options.update);
  return RunFile(*file, CoreEngine(), options);
}

constexpr char kKitchen[] =
    "assembly kitchen members=(ana,bo,cy) rule=sfc_consensus\n"
    "propose 1 by=ana \"Open on Sundays\"\n"
    "call 1\n";

TEST(Syntax, ReadsVerbNumbersTextsKeysAndRefusal) {
  const auto file =
      ParseFile("f", "block 1 2 by=(ana, \"bo\") \"why \\\"so\\\"\" principle=x !NO # end\n");
  ASSERT_TRUE(file.ok()) << file.status();
  const Line& line = file->scenarios[0].blocks[0].lines[0];
  EXPECT_EQ(line.verb, "block");
  EXPECT_THAT(line.words, ElementsAre("1", "2"));
  EXPECT_THAT(line.texts, ElementsAre("why \"so\""));
  EXPECT_EQ(line.Find("by")->items[1].text, "bo");
  EXPECT_EQ(line.Find("principle")->text, "x");
  EXPECT_EQ(line.refusal, "NO");
}

TEST(Syntax, ResultsEndWithAnEmptyLineARuleOrAScenario) {
  const auto file = ParseFile("f",
                              "now\n----\n+0s\n\nwait 1d\nnow\n----\n+1d\n====\nnow\n----\n+1d\n"
                              "scenario \"two\"\nnow\n----\n+0s\n");
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_THAT(file->scenarios, SizeIs(2));
  EXPECT_THAT(file->scenarios[0].blocks, SizeIs(3));
  EXPECT_THAT(file->scenarios[0].blocks[1].expected, ElementsAre("+1d"));
  EXPECT_EQ(file->scenarios[1].name, "two");
}

TEST(Syntax, ErrorsNamePlaceAndWhatIsExpected) {
  EXPECT_THAT(Trouble("agre 1\n"),
              HasSubstr("f.txt:1: there is no verb \"agre\" (did you mean \"agree\"?)"));
  EXPECT_THAT(
      Trouble("agree\n"),
      HasSubstr("a number is missing; expected: agree PROPOSAL [by=MEMBER]"));
  EXPECT_THAT(Trouble("agree one\n"), HasSubstr("\"one\" is not a number"));
  EXPECT_THAT(Trouble("agree 1 2\n"), HasSubstr("\"2\" is out of place"));
  EXPECT_THAT(Trouble("block 1 principel=x\n"),
              HasSubstr("no \"principel=\" here (did you mean \"principle\"?)"));
  EXPECT_THAT(Trouble("\ntable 1 \"a\" \"b\"\n"),
              HasSubstr("f.txt:2: \"b\" is one quoted text too many"));
  EXPECT_THAT(Trouble("concern 1\n"), HasSubstr("the quoted text is missing"));
  EXPECT_THAT(Trouble("agree 1 \"open\n"), HasSubstr("a \"text\" is not closed"));
  EXPECT_THAT(Trouble("agree 1 by=(ana\n"), HasSubstr("\")\" is missing"));
  EXPECT_THAT(Trouble("agree 1 by=\n"), HasSubstr("\"by=\" needs a value"));
  EXPECT_THAT(Trouble("agree 1 by=ana by=bo\n"), HasSubstr("\"by=\" is given twice"));
  EXPECT_THAT(Trouble("agree 1 !no\n"), HasSubstr("in capitals"));
  EXPECT_THAT(Trouble("tally\n----\nx\n"), HasSubstr("expected: tally PROPOSAL [by=MEMBER]"));
  EXPECT_THAT(Trouble("scenario two\n"), HasSubstr("expected: scenario \"name\""));
  EXPECT_THAT(Trouble("# nothing\n"), HasSubstr("there is no scenario"));
}

TEST(Syntax, WhatIsPrintedIsComparedAndWhatIsComparedIsPrinted) {
  EXPECT_THAT(Trouble("tally 1\nagree 1\n"), HasSubstr("is compared with nothing"));
  EXPECT_THAT(Trouble("agree 1\n----\nblocked\n"), HasSubstr("a query is missing"));
  EXPECT_THAT(Trouble("----\nblocked\n"), HasSubstr("f.txt:1: ---- needs"));
}

TEST(Fields, SpansReadAndPrintTheSame) {
  for (const char* span : {"14d", "3h59m", "1d12h", "30s", "6d23h59m59s"}) {
    const auto parsed = ParseSpan(span);
    ASSERT_TRUE(parsed.ok()) << span;
    EXPECT_EQ(FormatSpan(*parsed), span);
  }
  EXPECT_EQ(*ParseSpan("2w"), absl::Hours(14 * 24));
  for (const char* span : {"", "14", "d", "14x", "1d2"}) EXPECT_FALSE(ParseSpan(span).ok()) << span;
}

TEST(Runner, AWrongResultFailsWithBoth) {
  const Report report = RunText(absl::StrCat(kKitchen, "outcome 1\n----\nBLOCKED\n"));
  ASSERT_THAT(report.failures, SizeIs(1));
  EXPECT_EQ(report.failures[0],
            "f.txt:5: the result is not as expected (- expected, + actual)\n  - BLOCKED\n  + "
            "NOT_ADOPTED");
}

TEST(Runner, DotsStandForAnyText) {
  EXPECT_TRUE(Matches("blocked...tolerated 0", "blocked: block by di; tolerated 0"));
  EXPECT_TRUE(Matches("...", ""));
  EXPECT_FALSE(Matches("blocked...tolerated 0", "blocked: block by di; tolerated 1"));
  EXPECT_FALSE(Matches("blocked", "blocked: block by di"));
}

TEST(Runner, MissingAndSurplusLinesFail) {
  EXPECT_THAT(RunText(absl::StrCat(kKitchen, "show 1\n----\nstate: CALLED\n")).failures, SizeIs(1));
  EXPECT_THAT(RunText(absl::StrCat(kKitchen, "show 1 state\n----\nstate: CALLED\n...\n")).failures,
              SizeIs(1));
}

TEST(Runner, ARefusalHasToBeExpectedAndToBeTheOneExpected) {
  EXPECT_THAT(
      RunText(absl::StrCat(kKitchen, "disagree 1 by=bo\n")).failures,
      ElementsAre(HasSubstr("f.txt:4: \"disagree by=bo\" was refused with !INVALID_POSITION")));
  EXPECT_THAT(RunText(absl::StrCat(kKitchen, "disagree 1 by=bo !NOT_CALLED\n")).failures,
              ElementsAre(HasSubstr("; expected !NOT_CALLED")));
  EXPECT_THAT(RunText(absl::StrCat(kKitchen, "agree 1 by=bo !NOT_CALLED\n")).failures,
              ElementsAre(HasSubstr("was done; expected the refusal !NOT_CALLED")));
  EXPECT_THAT(RunText(absl::StrCat(kKitchen, "disagree 1 by=bo !INVALID_POSITION\n")).failures,
              IsEmpty());
}

TEST(Runner, NumbersAndPeopleHaveToBeRight) {
  EXPECT_THAT(RunText(absl::StrCat(kKitchen, "propose 3 by=bo \"Mondays\"\n")).failures,
              ElementsAre(HasSubstr("the new proposal got number 2, not 3")));
  EXPECT_THAT(RunText(absl::StrCat(kKitchen, "agree 1 by=anna\n")).failures,
              ElementsAre(HasSubstr("nobody is called \"anna\" (did you mean \"ana\"?)")));
  EXPECT_THAT(RunText("agree 1\n").failures, ElementsAre(HasSubstr("begin with an assembly line")));
  EXPECT_THAT(RunText(absl::StrCat(kKitchen, "wait 1d\nuntil 12h\n")).failures,
              ElementsAre(HasSubstr("time does not run backwards")));
}

TEST(Runner, RulesAreVariedByPath) {
  const std::string lines =
      "propose 1 by=ana \"x\"\ncall 1\nagree 1 by=(ana,bo)\nblock 1 by=cy \"y\"\noutcome 1\n----\n";
  const std::string assembly = "assembly kitchen members=(ana,bo,cy) ";
  EXPECT_THAT(RunText(absl::StrCat(assembly, "rule=sfc_consensus\n", lines, "BLOCKED\n")).failures,
              IsEmpty());
  EXPECT_THAT(RunText(absl::StrCat(assembly, "rule=sfc_consensus block.tolerance.count=1\n", lines,
                                   "ADOPTED_WITH_DISSENT\n"))
                  .failures,
              IsEmpty());
  EXPECT_THAT(
      RunText(absl::StrCat("rule mine=sfc_consensus phases.consensus.block.tolerance.count=1\n",
                           assembly, "rule=mine\n", lines, "ADOPTED_WITH_DISSENT\n"))
          .failures,
      IsEmpty());
  EXPECT_THAT(
      RunText(absl::StrCat(assembly, "rule=sfc_consensus block.toleranc.count=1\n")).failures,
      ElementsAre(HasSubstr("BlockPolicy has no \"toleranc\" (did you mean \"tolerance\"?)")));
  EXPECT_THAT(RunText(absl::StrCat(assembly, "rule=sfc_consensus amendment.holds=KEEP\n")).failures,
              ElementsAre(HasSubstr("expected one of UNSPECIFIED, CARRY, RESET, not \"KEEP\"")));
}

TEST(Runner, UpdateWritesWhatWasPrintedAndKeepsDots) {
  RunOptions options;
  options.update = true;
  const Report report = RunText(
      absl::StrCat(kKitchen, "show 1\n----\nstate: DRAFT\nphase...\n\noutcome 1\n"), options);
  EXPECT_THAT(report.failures, IsEmpty());
  EXPECT_EQ(
      absl::StrJoin(report.updated, "\n"),
      absl::StrCat(
          kKitchen,
          "show 1\n----\nstate: CALLED\nphase...\nrevision: 1\n\noutcome 1\n----\nNOT_ADOPTED"));
}

TEST(Runner, AfterSomethingFailedTheScenarioStopsAndTheNextOneRuns) {
  const Report report = RunText(
      absl::StrCat(kKitchen, "agree 7\nagree 8\nscenario \"two\"\n", kKitchen, "agree 9\n"));
  EXPECT_THAT(report.failures, ElementsAre(HasSubstr("f.txt:4:"), HasSubstr("f.txt:10: [two]")));
}

}  // namespace
}  // namespace assent::scenario
