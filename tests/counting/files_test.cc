// What readers of ballots refuse, and where they say it is.

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/counting/files/any.h"
#include "tests/counting/cases.h"

namespace assent::test {
namespace {

using counting::files::ReadBallots;
using testing::HasSubstr;
using testing::StartsWith;

struct Malformed {
  const char* file;
  const char* text;
  const char* error;
};

class MalformedFile : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedFile, SaysWhereItIs) {
  const auto read = ReadBallots(GetParam().file, GetParam().text);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(read.status().message()), StartsWith(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedFile,
    testing::Values(
        Malformed{"a.blt", "", "line 1, column 1: "},
        Malformed{"a.blt", "3 x\n", "line 1, column 3: "},
        Malformed{"a.blt", "3 1\n1 2 4 0\n0\n", "line 2, column 5: "},
        Malformed{"a.blt", "3 1\n1 2 3 2 0\n0\n",
                  "line 2, column 7: candidate 2 is on this ballot twice"},
        Malformed{"a.blt", "3 1\n1 2=2 0\n0\n", "line 2, column 5: "},
        Malformed{"a.blt", "3 1\n1 2 3\n", "line 2, column 5: the file ends where the 0"},
        Malformed{"a.blt", "2 1\n1 2 0\n0\n\"Ann\nBo\"\n", "line 4, column 1: no \" ends"},
        Malformed{"a.blt", "2 1\n1 2 0\n0\n\"Ann\"\n",
                  "line 4, column 1: the file ends where the name"},
        Malformed{"a.blt", "2 1\n-3\n1 2 0\n0\n", "line 2, column 2: "},
        Malformed{"a.csv", "", "line 1, column 1: the file is empty"},
        Malformed{"a.csv", "rank1,rank3,count\n", "line 1, column 7: "},
        Malformed{"a.csv", "rank1,rank2,count\nAnn,Bo,x\n", "line 2, column 8: "},
        Malformed{"a.csv", "rank1,rank2,count\nAnn,2\n", "line 2, column 1: here are 2 fields"},
        Malformed{"a.csv", "rank1,count\n\"Ann,2\n", "line 2, column 1: no \" ends"},
        Malformed{"a.soi", "# NUMBER ALTERNATIVES: 2\n3: 1,1\n", "line 2, column 6: "},
        Malformed{"a.soi", "# NUMBER ALTERNATIVES: 2\n3: 1,3\n", "line 2, column 6: "},
        Malformed{"a.debian.txt", "12\n1!\n", "line 2, column 2: "},
        Malformed{"a.doc", "", "the end of the file's name"}));

TEST(Blt, ReadsWhatProgramsWrite) {
  const auto read = ReadBallots("a.blt",
                                "\xEF\xBB\xBF"
                                "4 2 # four for two\r\n-2 -3\r\n3 1 - 2=4 0\r\n2 4 0 0\r\n"
                                "\"Ann Lee\" \"Bo\"\r\n\"Cy\"\r\n\"Di\"\r\n\"A title\"\r\n");
  ASSERT_TRUE(read.ok()) << read.status();
  const counting::Election& election = read->election;
  EXPECT_EQ(election.seats, 2);
  EXPECT_EQ(election.candidates[0].name, "Ann Lee");
  EXPECT_TRUE(election.candidates[1].withdrawn && election.candidates[2].withdrawn);
  ASSERT_EQ(election.ballots.size(), 2u);
  EXPECT_EQ(election.ballots[0].count, 3);
  ASSERT_EQ(election.ballots[0].ranking.size(), 3u);
  EXPECT_TRUE(election.ballots[0].ranking[1].empty());
  EXPECT_THAT(election.ballots[0].ranking[2], testing::ElementsAre(1, 3));
}

std::vector<std::string> NamesIn(const std::string& names, int candidates = 3) {
  const auto read = ReadBallots(
      "A.BLT", absl::StrCat(candidates, " 1,\r\n4 1 2 0,\r\n3 2 0\n1 3 0\n0,,\n", names));
  if (!read.ok()) return {std::string(read.status().message())};
  std::vector<std::string> read_names;
  for (const counting::Candidate& one : read->election.candidates) read_names.push_back(one.name);
  return read_names;
}

// Ways in which councils and programs write who stands.
TEST(Blt, TakesNamesAsTheyAreWritten) {
  using testing::ElementsAre;
  EXPECT_THAT(NamesIn(""), ElementsAre("", "", ""));
  EXPECT_THAT(NamesIn("\"Ann\" \"Bo\" \"Cy\" \"Ward\""), ElementsAre("Ann", "Bo", "Cy"));
  EXPECT_THAT(NamesIn("\"Ann\" \"Lab\"\n\"Bo\" \"SNP\"\n\"Cy\" \"Con\"\n\"Ward\"\n"),
              ElementsAre("Ann", "Bo", "Cy"));
  EXPECT_THAT(
      NamesIn("\"Ann\",\"Lee\",\"Lab\",\n\"Bo\",\"Mac\",\"SNP\",\n\"Cy\",\"Dee\",\"Con\",\n"),
      ElementsAre("Ann", "Bo", "Cy"));
  EXPECT_THAT(NamesIn("Ann LEE (Lab)\nBo MAC (SNP)\r\n\nCy O'DEE (Ind)\nWard 4 Hill and Dale"),
              ElementsAre("Ann LEE (Lab)", "Bo MAC (SNP)", "Cy O'DEE (Ind)"));
  EXPECT_THAT(NamesIn("\"Ann \"\"A\"\" Lee\"\n\"Bo \\\"B\\\" Li\"\n\"Cy #3\" # the third\n\"W\"\n"),
              ElementsAre("Ann \"A\" Lee", "Bo \"B\" Li", "Cy #3"));
  EXPECT_THAT(NamesIn("\"Ann\" \"Bo\"\n"),
              ElementsAre(StartsWith("line 6, column 7: the file ends where the name")));
}

TEST(Blt, TakesNotesAndNamedBallots) {
  const auto read =
      ReadBallots("a.blt", "2 1 /* made\nby hand */\n(box 3, no 7) 5 2 1 0\n0\nAnn\nBo\n");
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->election.ballots.size(), 1u);
  EXPECT_EQ(read->election.ballots[0].count, 5);
}

TEST(Csv, KnowsItsWords) {
  const auto read = ReadBallots("a.csv",
                                "rank1,rank2,rank3,count\n\"Lee, Ann\",undervote,UWI,4\n"
                                "overvote,Bo,Bo,2\n,,,7\n");
  ASSERT_TRUE(read.ok()) << read.status();
  const counting::Election& election = read->election;
  ASSERT_EQ(election.candidates.size(), 3u);
  EXPECT_EQ(election.candidates[0].name, "Bo");
  EXPECT_EQ(election.candidates[1].name, "Lee, Ann");
  EXPECT_EQ(election.candidates[2].name, "UWI");
  EXPECT_EQ(election.ballots[1].overvoted, 0);
  EXPECT_EQ(election.ballots[1].ranking.size(), 2u);  // Bo a second time is no place
  EXPECT_TRUE(election.ballots[2].ranking.empty());
}

}  // namespace
}  // namespace assent::test
