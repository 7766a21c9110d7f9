// Files that are broken at random, from a seed: of every format one is taken that is whole, and
// bytes, lines and words of it are changed, lost, doubled, swapped or replaced by what readers look
// for. Whatever comes of it is refused with line and column, or read, within the limits, and then
// counted by every method without a stop, to winners who stand. The sanitizers read along (asan/).

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/counting/files/any.h"
#include "server/counting/files/json.h"
#include "server/counting/files/write.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"
#include "tests/counting/made.h"

namespace assent::test {
namespace {

using counting::Election;
using counting::Result;

struct Whole {
  const char* file;
  const char* text;
};

constexpr Whole kWhole[] = {
    {"a.blt",
     "4 2 # a note\n[nick ann bo cy di]\n[tie 4 3 2 1]\n-2\n/* from\nboxes */\n12 1 3 0\n"
     "7 cy=di - ann 0\n(b1) 3 1 0\n5 4 0\n3 0\n0\n\"Ann \\\"A\\\"\" "
     "\"Bo\"\n\"Cy\"\n\"Di\"\n\"T\"\n"},
    {"b.blt", "3 1,\r\n4 1 2 0,\r\n3 2 0\r\n1 3 1 0\r\n0,,\r\nAnn (Lab)\r\nBo (SNP)\r\nCy\r\nHill"},
    {"a.csv",
     "rank1,rank2,rank3,count\nAnn,Bo,\"Lee, Al\",4\novervote,Bo,Bo,2\nundervote,UWI,skipped,1\n"
     ",,,3\nBo,,Ann,5\n"},
    {"a.toi",
     "# TITLE: Board\n# NUMBER ALTERNATIVES: 4\n# ALTERNATIVE NAME 1: Ann\n# ALTERNATIVE NAME 2: "
     "B\n"
     "5: 1,{2,3},4\n3: 4,2\n2: {1,2,3,4}\n1: 3\n"},
    {"b.soi", "3\n1,Ann\n2,Bo\n3,Cy\n9,9,3\n5,1,2,3\n3,3,1\n1,2\n"},
    {"a.cat",
     "# NUMBER ALTERNATIVES: 3\n# NUMBER CATEGORIES: 3\n# CATEGORY NAME 1: 2\n# CATEGORY NAME 2: "
     "1\n"
     "# CATEGORY NAME 3: -1\n5: 1,{2,3},{}\n3: {},2,{1,3}\n"},
    {"b.cat", "# NUMBER ALTERNATIVES: 3\n5: {1,2},3\n3: 2,{1,3}\n1: {},{1,2,3}\n"},
    {"a.debian.txt", "# Option 1: Ann\n# Option 4: None\n12-3\n3 4321\n-11-\nV: A921\tsomebody\n"},
    {"a.pb",
     "META\nkey;value\nbudget;1000.5\nvote_type;approval\nmax_length;3\nPROJECTS\n"
     "project_id;cost;name\n1;200;\"One; two\"\n2;300.5;B\n3;0;C\nVOTES\nvoter_id;vote\n"
     "1;1,2\n2;3\n3;\n4;\"2,3\"\n"},
    {"b.pb",
     "META\nkey;value\nbudget;900\nvote_type;scoring\ndefault_score;1\nmax_points;5\nPROJECTS\n"
     "project_id;cost\n1;200\n2;300\nVOTES\nvoter_id;vote;points\n1;1,2;5,0\n2;2;3\n"},
    {"a.json",
     "{\"title\": \"Bo\\u00e9 \\\"x\\\"\", \"kind\": \"rankings\", \"seats\": 2,\n \"lotOrder\": "
     "[\"b\"],"
     "\n \"candidates\": [\"a\", {\"id\": \"b\", \"name\": \"Bo\", \"withdrawn\": true}, \"c\"],\n"
     " \"ballots\": [{\"count\": 12, \"ranking\": [\"a\", [\"b\", \"c\"]]},\n"
     "  {\"ranking\": [\"c\", []], \"overvote\": 2}, {\"ranking\": []}]}\n"},
    {"b.json",
     "{\"kind\": \"points\", \"pointsEach\": 9, \"budget\": \"10.50\",\n \"candidates\": [{\"id\": "
     "\"a\", \"cost\": 3.25}, \"b\"],\n \"ballots\": [{\"points\": {\"a\": 5, \"b\": 4}}]}\n"},
};

constexpr const char* kWords[] = {
    "0",          "-1",       "1000",  "1001",    "99999999999999999999",
    "1000000000", "-",        "=",     ",",       ";",
    ":",          "\"",       "\\",    "\n",      "\r\n",
    "{",          "}",        "[",     "]",       "(",
    ")",          "#",        "/*",    "*/",      "\t",
    " ",          "1.5",      "1,200", "1e9",     "null",
    "true",       "\xC3\xA9", "\xFF",  "\\u0000", "\\ud83d",
    "overvote",   "VOTES",    "META",  "{}",      "[]",
    "1=1"};

std::string Broken(Dice& dice, std::string text) {
  for (int changes = dice.From(1, 4); changes > 0 && !text.empty(); --changes) {
    const int size = static_cast<int>(text.size());
    const auto at = static_cast<size_t>(dice.Below(size));
    const auto length = static_cast<size_t>(dice.From(1, std::min(size, 12)));
    switch (dice.Below(6)) {
      case 0:
        text[at] = static_cast<char>(dice.Below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(static_cast<size_t>(dice.Below(size)), length));
        break;
      case 3:
        text.insert(at, kWords[dice.Below(std::size(kWords))]);
        break;
      case 4:
        text.replace(at, length, kWords[dice.Below(std::size(kWords))]);
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

void ExpectSound(const Election& election, const Result& result) {
  std::set<int> seen;
  for (const int who : result.winners) {
    ASSERT_GE(who, 0);
    ASSERT_LT(who, static_cast<int>(election.candidates.size()));
    EXPECT_FALSE(election.candidates[who].withdrawn);
    EXPECT_TRUE(seen.insert(who).second);
  }
  EXPECT_GE(result.unfilled, 0);
  for (const counting::Tie& tie : result.ties) {
    EXPECT_GE(tie.round, 0);
    EXPECT_LE(tie.round, static_cast<int>(result.rounds.size()));
  }
}

// Counted by all methods, if that takes no time; written, and read again.
void ExpectCounts(const Election& election) {
  ASSERT_TRUE(counting::CheckElection(election).ok() || election.ballots.size() > 1) << "refused";
  if (!counting::CheckElection(election).ok()) return;  // more ballots than can be counted
  const std::string json = counting::files::WriteJson(election);
  const auto again = counting::files::ReadJson(json);
  ASSERT_TRUE(again.ok()) << again.status() << "\n" << json;
  EXPECT_EQ(counting::files::WriteJson(*again), json);
  if (election.candidates.size() > 12) return;
  for (const counting::NamedMethod& method : counting::Methods()) {
    for (const auto overvote : {counting::Overvote::kSkip, counting::Overvote::kExhaust}) {
      counting::Options options;
      options.overvote = overvote;
      const auto result = method.count(election, options);
      if (result.ok()) ExpectSound(election, *result);
    }
  }
}

class BrokenFile : public testing::TestWithParam<Whole> {};

TEST_P(BrokenFile, IsRefusedWithItsPlaceOrCounted) {
  const auto [file, text] = GetParam();
  ASSERT_TRUE(counting::files::ReadBallots(file, text).ok())
      << counting::files::ReadBallots(file, text).status();
  Dice dice(41);
  int refused = 0;
  int counted = 0;
  for (int i = 0; i < 4'000; ++i) {
    const std::string broken = Broken(dice, text);
    SCOPED_TRACE(broken);
    const auto read = counting::files::ReadBallots(file, broken);
    if (!read.ok()) {
      ++refused;
      EXPECT_THAT(std::string(read.status().message()),
                  testing::MatchesRegex("line [0-9]+, column [0-9]+: .*"));
      if (HasFailure()) return;
      continue;
    }
    ++counted;
    ExpectCounts(read->election);
    if (HasFailure()) return;
  }
  EXPECT_GT(refused, 200);
  EXPECT_GT(counted, 15);  // of JSON nearly nothing may be lost
}

INSTANTIATE_TEST_SUITE_P(Formats, BrokenFile, testing::ValuesIn(kWhole), [](const auto& whole) {
  std::string name = whole.param.file;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

}  // namespace
}  // namespace assent::test
