// Files as other programs, councils and people write them: each is read as it was meant, or refused
// with its place.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/counting/files/any.h"
#include "server/counting/method.h"

namespace assent::test {
namespace {

using counting::BallotKind;
using counting::Election;
using counting::files::ReadBallots;
using counting::files::Repeated;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

Election Read(const std::string& file, const std::string& text,
              const counting::files::ReadOptions& options = {}) {
  const auto read = ReadBallots(file, text, options);
  EXPECT_TRUE(read.ok()) << read.status() << "\n" << text;
  return read.ok() ? read->election : Election();
}

std::string Refusal(const std::string& file, const std::string& text,
                    const counting::files::ReadOptions& options = {}) {
  const auto read = ReadBallots(file, text, options);
  return read.ok() ? "it was read" : std::string(read.status().message());
}

// "3x 1>2=4>5", with _ for a place left empty; and ! before one that was overvoted.
std::string Text(const counting::Ballot& ballot) {
  std::string text = std::to_string(ballot.count) + "x ";
  for (size_t place = 0; place < ballot.ranking.size(); ++place) {
    if (place > 0) text += ">";
    if (ballot.overvoted == static_cast<int32_t>(place)) text += "!";
    std::string group;
    for (const int32_t who : ballot.ranking[place]) {
      group += (group.empty() ? "" : "=") + std::to_string(who + 1);
    }
    text += group.empty() ? "_" : group;
  }
  return text;
}

std::vector<std::string> Ballots(const Election& election) {
  std::vector<std::string> texts;
  for (const counting::Ballot& ballot : election.ballots) texts.push_back(Text(ballot));
  return texts;
}

std::vector<std::string> Names(const Election& election) {
  std::vector<std::string> names;
  for (const counting::Candidate& one : election.candidates) {
    names.push_back((one.withdrawn ? "-" : "") + one.name);
  }
  return names;
}

// The options that Droop's and stv-rs' files have in brackets.
TEST(BltFormat, KnowsOptionsInBrackets) {
  const Election election = Read("a.blt",
                                 "3 2\n[nick ann bo cy]\n[withdrawn bo]\n[tie cy ann bo]\n"
                                 "[droop precision=4]\n5 ann bo 0\n1 bo=cy ann 0\n3 3 0\n0\n"
                                 "\"Ann\"\n\"Bo\"\n\"Cy\"\n\"A title\"\n");
  EXPECT_THAT(Names(election), ElementsAre("Ann", "-Bo", "Cy"));
  EXPECT_THAT(Ballots(election), ElementsAre("5x 1>2", "1x 2=3>1", "3x 3"));
  EXPECT_THAT(election.lot_order, ElementsAre(2, 0, 1));
  EXPECT_EQ(election.title, "A title");
  EXPECT_THAT(Refusal("a.blt", "3 2\n[rule meek]\n"),
              StartsWith("line 2, column 1: options in brackets are nick"));
  EXPECT_THAT(Refusal("a.blt", "3 2\n[nick a b]\n"),
              StartsWith("line 2, column 1: there are 2 nicknames, but 3 candidates"));
  EXPECT_THAT(Refusal("a.blt", "3 2\n[nick a b a]\n"),
              StartsWith("line 2, column 11: this nickname is there twice"));
  EXPECT_THAT(Refusal("a.blt", "3 2\n[tie 1 2\n1 1 0\n"), StartsWith("line 3, column 5: the file"));
}

TEST(BltFormat, TheFilesOwnLotDecidesUntilAnotherIsGiven) {
  const Election election = Read("a.blt", "2 1\n[tie 2 1]\n1 1 0\n1 2 0\n0\n");
  counting::Options options;
  EXPECT_THAT(counting::CountSchulze(election, options)->winners, ElementsAre(1));
  options.lot_order = {0};
  EXPECT_THAT(counting::CountSchulze(election, options)->winners, ElementsAre(0));
}

// Some programs write how often a ballot was cast behind its name, Droop does not.
TEST(BltFormat, TellsWhatFollowsTheNameOfABallot) {
  const auto read = [](const std::string& ballots) {
    return Ballots(Read("a.blt", "3 1\n" + ballots + "0\n"));
  };
  EXPECT_THAT(read("(b1) 1 2 1 0\n(b2) 1 3 0\n"), ElementsAre("1x 2>1", "1x 3"));
  EXPECT_THAT(read("(b1) 2 1 0\n(b 2) 3 0\n(b3) 0\n"), ElementsAre("1x 2>1", "1x 3", "1x "));
  EXPECT_THAT(read("(b1) 2=3 1 0\n(b2) 1 0\n"), ElementsAre("1x 2=3>1", "1x 1"));
  EXPECT_THAT(read("(b1) 4 1 0\n(b2) 1 2 0\n"), ElementsAre("4x 1", "1x 2"));
  EXPECT_THAT(Refusal("a.blt", "3 1\n(b1) 1 2 3 0\n(b2) 1 3 0\n0\n"),
              StartsWith("line 2, column 6: this 1 may be the number of these ballots"));
  EXPECT_THAT(Refusal("a.blt", "3 1\n(b1) 2=3 1 0\n(b2) 1 2 1 0\n0\n"),
              StartsWith("line 3, column 10: candidate 1 is on this ballot twice"));
}

TEST(BltFormat, WithdrawalsCommentsAndLineEnds) {
  const Election election = Read("ward.BLT",
                                 "\xEF\xBB\xBF# made by hand\r\n4 2 # four\r\n\r\n-2\r\n-4\r\n"
                                 "12 1 2\r\n3 0\r\n7.000 3 - 1=4 0 # seven\r\n1 0\r\n0\r\n"
                                 "\"Ann, O'Neil\" \"Ind\"\r\n\"Bo\" \"Lab\"\r\n\"Cy\" \"SNP\"\r\n"
                                 "\"Di\" \"Con\"\r\n\"Ward 3\"");
  EXPECT_THAT(Names(election), ElementsAre("Ann, O'Neil", "-Bo", "Cy", "-Di"));
  EXPECT_THAT(Ballots(election), ElementsAre("12x 1>2>3", "7x 3>_>1=4", "1x "));
  EXPECT_EQ(election.title, "Ward 3");
}

TEST(BltFormat, RefusesPartsOfVotesAndWhatIsMissing) {
  EXPECT_THAT(Refusal("a.blt", "2 1\n1.5 1 0\n0\n"),
              StartsWith("line 2, column 1: \"1.5\" is no number of ballots"));
  EXPECT_THAT(Refusal("a.blt", "2 1\n1 1 2 0\n\"Ann\"\n\"Bo\"\n"),
              StartsWith("line 3, column 1: \"\"Ann\"\" is no number of ballots"));
  EXPECT_THAT(Refusal("a.blt", "2 1\n1 1 2 0\n"), StartsWith("line 2, column 7: the file ends"));
  EXPECT_THAT(Refusal("a.blt", std::string("\xFF\xFE") + "2\0 \0", {}), HasSubstr("UTF-16"));
}

// Files from before Unicode are what their letters say.
TEST(BltFormat, Latin1) {
  const Election election = Read("a.blt", "2 1\n1 1 0\n0\n\"Se\xE1n\"\n\"J\xF6rg\"\n");
  EXPECT_THAT(Names(election), ElementsAre("Se\xC3\xA1n", "J\xC3\xB6rg"));
}

TEST(RepeatedNames, AreRefusedOrPassedOverOrEndTheBallot) {
  const std::string blt = "3 1\n4 1 2 1 3 0\n2 1 2=1 3 0\n0\n";
  EXPECT_THAT(Refusal("a.blt", blt), StartsWith("line 2, column 7: candidate 1 is on this"));
  EXPECT_THAT(Ballots(Read("a.blt", blt, {Repeated::kSkip})), ElementsAre("4x 1>2>3", "2x 1>2>3"));
  EXPECT_THAT(Ballots(Read("a.blt", blt, {Repeated::kExhaust})), ElementsAre("4x 1>2", "2x 1"));
  const std::string csv = "rank1,rank2,rank3,count\nAnn,Ann,Bo,4\n";
  EXPECT_THAT(Ballots(Read("a.csv", csv)), ElementsAre("4x 1>2"));
  EXPECT_THAT(Ballots(Read("a.csv", csv, {Repeated::kExhaust})), ElementsAre("4x 1"));
  EXPECT_EQ(Refusal("a.csv", csv, {Repeated::kRefuse}),
            "line 2, column 1: Ann is on this ballot twice");
}

TEST(CsvFormat, HeadersAndWordsAsPeopleWriteThem) {
  const Election election = Read("a.csv",
                                 "Rank 1,RANK_2,\"rank3\",Count\r\n"
                                 " Ann ,\"Ann \",Skipped,3\r\nOvervote,Bo,undervote,2.0\r\n"
                                 "UWI,\"Lee, \"\"Al\"\"\",,1");
  EXPECT_THAT(Names(election), ElementsAre("Ann", "Bo", "Lee, \"Al\"", "UWI"));
  EXPECT_THAT(Ballots(election), ElementsAre("3x 1", "2x !_>2", "1x 4>3"));
  EXPECT_THAT(Refusal("a.csv", "rank1;rank2;count\n"), StartsWith("line 1, column 1: the columns"));
  EXPECT_THAT(Refusal("a.csv", "rank1,count\nAnn,1,\n"),
              StartsWith("line 2, column 1: here are 3 fields, and 2 columns"));
}

TEST(PrefLibFormat, HeadersOfAllTimes) {
  const std::vector<std::string> ballots = {"5x 2>1=3", "2x 3"};
  EXPECT_EQ(Ballots(Read("a.toi",
                         "# FILE NAME: a.toi\n# TITLE: Board\n# NUMBER ALTERNATIVES: 3\n"
                         "# NUMBER VOTERS: 7\n# ALTERNATIVE NAME 1: Ann: A\n"
                         "# ALTERNATIVE NAME 2: Bo\n# ALTERNATIVE NAME 3: Cy\n"
                         "5: 2,{1,3}\n2: 3\n")),
            ballots);
  EXPECT_EQ(Ballots(Read("a.toi", "#1: Ann\n#2: Bo\n#3: Cy\n5:2,{1,3}\n2:3")), ballots);
  const Election old =
      Read("a.toi", "3\r\n1,Ann, A\r\n2,Bo\r\n3,Cy\r\n7,7,2\r\n5,2,{1,3}\r\n2,3\r\n");
  EXPECT_EQ(Ballots(old), ballots);
  EXPECT_THAT(Names(old), ElementsAre("Ann, A", "Bo", "Cy"));
  EXPECT_THAT(Refusal("a.soi", "3\n1,Ann\n2,Bo\n3,Cy\n7,7,2\n5,2,4\n"),
              StartsWith("line 6, column 5: \"4\" is no alternative"));
  EXPECT_THAT(Refusal("a.soi", "3\nAnn\n"), StartsWith("line 2, column 1: here should be"));
  EXPECT_THAT(Refusal("a.soi", "5: 2,1\n"), HasSubstr("NUMBER ALTERNATIVES"));
}

std::string Cat(const std::string& names, const std::string& ballots) {
  return "# NUMBER ALTERNATIVES: 3\n" + names + ballots;
}

TEST(PrefLibFormat, Categories) {
  const Election yes = Read(
      "a.cat", Cat("# CATEGORY NAME 1: Yes\n# CATEGORY NAME 2: No\n", "4: {1,3},2\n1: {},{}\n"));
  EXPECT_EQ(yes.kind, BallotKind::kApprovals);
  EXPECT_THAT(yes.ballots[0].ranking[0], ElementsAre(0, 2));
  const Election maybe = Read("a.cat", Cat("# CATEGORY NAME 1: Yes\n# CATEGORY NAME 2: Maybe\n"
                                           "# CATEGORY NAME 3: No\n",
                                           "4: 1,{},{2,3}\n"));
  EXPECT_EQ(maybe.kind, BallotKind::kScores);
  EXPECT_THAT(maybe.ballots[0].scores, ElementsAre(Pair(0, 2), Pair(1, 0), Pair(2, 0)));
  const Election scale = Read("a.cat", Cat("# CATEGORY NAME 1: -1\n# CATEGORY NAME 2: 0\n"
                                           "# CATEGORY NAME 3: 1\n",
                                           "4: 1,2,3\n"));
  EXPECT_THAT(scale.ballots[0].scores, ElementsAre(Pair(0, 0), Pair(1, 1), Pair(2, 2)));
  const Election worst_first =
      Read("a.cat", Cat("# CATEGORY NAME 1: 0\n# CATEGORY NAME 2: 1\n", "4: 1,{2,3}\n"));
  EXPECT_THAT(worst_first.ballots[0].scores, ElementsAre(Pair(0, 0), Pair(1, 1), Pair(2, 1)));
}

TEST(DebianFormat, LettersSheetsAndNotes) {
  const Election election =
      Read("vote.debian.txt",
           "# Option 1: Ann\r\n# Option 11: None of the above\r\n\r\n12345678-9A\r\n"
           "3 -----------\r\nV: A9876543211\t0c1f2 Somebody\r\n");
  EXPECT_EQ(election.candidates.size(), 11u);
  EXPECT_EQ(election.candidates[10].name, "None of the above");
  EXPECT_THAT(Ballots(election),
              ElementsAre("1x 1>2>3>4>5>6>7>8>10>11", "3x ", "1x 10=11>9>8>7>6>5>4>3>2>1"));
  EXPECT_THAT(Refusal("a.debian.txt", "12\n0-\n"), StartsWith("line 2, column 1: a rank is"));
  EXPECT_THAT(Refusal("a.debian.txt", "12\n123\n"), StartsWith("line 2, column 1: this ballot"));
}

std::string Pabulib(const std::string& meta, const std::string& votes) {
  return "META\nkey;value\nbudget;1000.50\n" + meta +
         "PROJECTS\nproject_id;cost;name\na;200;\"One; \"\"two\"\"\"\nb;300,5;Three\nc;400;Four\n" +
         "VOTES\nvoter_id;age;vote" + votes;
}

TEST(PabulibFormat, EachKindOfVote) {
  const Election approval =
      Read("a.pb", Pabulib("vote_type;approval\nmin_length;1\ncomment;#1: a; b\n",
                           "\n1;30;a,c\n2;;\"b\"\n3;40;\n"));
  EXPECT_EQ(approval.unit, 10);
  EXPECT_EQ(approval.budget, 10'005);
  EXPECT_EQ(approval.candidates[1].cost, 3'005);
  EXPECT_THAT(approval.ballots[0].ranking[0], ElementsAre(0, 2));
  EXPECT_THAT(approval.ballots[1].ranking[0], ElementsAre(1));
  EXPECT_TRUE(approval.ballots[2].ranking[0].empty());
  const Election one = Read("a.pb", Pabulib("vote_type;choose-1\n", "\r\n1;;c\r\n"));
  EXPECT_EQ(one.kind, BallotKind::kApprovals);
  const Election ordinal =
      Read("a.pb", Pabulib("vote_type;ordinal\nmax_length;3\n", "\n1;;c,a\n2;;b"));
  EXPECT_THAT(Ballots(ordinal), ElementsAre("1x 3>1", "1x 2"));
  EXPECT_EQ(ordinal.places, 3);
  const Election cumulative =
      Read("a.pb", Pabulib("vote_type;cumulative\nmax_sum_points;5\n", ";points\n1;;c,a;4,1\n"));
  EXPECT_THAT(cumulative.ballots[0].scores, ElementsAre(Pair(2, 4), Pair(0, 1)));
  const Election scoring =
      Read("a.pb", Pabulib("vote_type;scoring\ndefault_score;2\n", ";points\n1;;c;5\n"));
  EXPECT_THAT(scoring.ballots[0].scores, UnorderedElementsAre(Pair(2, 5), Pair(0, 2), Pair(1, 2)));
}

TEST(PabulibFormat, RefusesWhatNobodyCanKnow) {
  EXPECT_THAT(Refusal("a.pb", Pabulib("vote_type;veto\n", "\n1;;a\n")),
              StartsWith("line 4, column 11: votes are approval"));
  EXPECT_THAT(Refusal("a.pb", Pabulib("", "\n1;;a,x\n")),
              StartsWith("line 11, column 6: there is no project x"));
  EXPECT_THAT(Refusal("a.pb", Pabulib("vote_type;scoring\n", ";points\n1;;a,b;5\n")),
              StartsWith("line 12, column 8: there are 2 projects, but 1 points"));
  EXPECT_THAT(Refusal("a.pb", Pabulib("vote_type;scoring\n", ";points\n1;;a;-5\n")),
              StartsWith("line 12, column 6: \"-5\" is no points"));
  EXPECT_THAT(Refusal("a.pb", "META\nkey;value\nbudget;1,200\nPROJECTS\nproject_id;cost\na;1\n"),
              StartsWith("line 3, column 8: \"1,200\" is no budget"));
}

}  // namespace
}  // namespace assent::test
