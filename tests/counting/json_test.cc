// Our own files of ballots: what can be said in them, what is refused and where, and that what is
// written reads as the same election.

#include "server/counting/files/json.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/counting/files/any.h"
#include "server/counting/files/write.h"
#include "server/counting/method.h"
#include "tests/counting/made.h"

namespace assent::test {
namespace {

using counting::Ballot;
using counting::BallotKind;
using counting::Election;
using counting::files::ReadBallots;
using counting::files::ReadJson;
using counting::files::WriteBlt;
using counting::files::WriteJson;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

Election Read(const std::string& text) {
  const auto read = ReadBallots("a.json", text);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? read->election : Election();
}

// Ballots stand before what they name: other programs sort keys.
TEST(Json, RanksWithEqualRanksEmptyPlacesAndOvervotes) {
  const Election election = Read(R"({
    "ballots": [{"count": 12, "ranking": ["cy", ["ana", "bo"], [], "di"]},
                {"overvote": 2, "ranking": ["bo", []]}, {"ranking": []}],
    "candidates": ["ana", {"name": "Bo \"B\" L\u00e9e \ud83d\ude00", "id": "bo"},
                   {"id": "cy", "withdrawn": true}, "di"],
    "kind": "rankings", "seats": 2, "title": "Board"
  })");
  EXPECT_EQ(election.title, "Board");
  EXPECT_EQ(election.seats, 2);
  ASSERT_EQ(election.candidates.size(), 4u);
  EXPECT_EQ(election.candidates[0].id, "ana");
  EXPECT_EQ(election.candidates[1].name,
            "Bo \"B\" L\xC3\xA9"
            "e \xF0\x9F\x98\x80");
  EXPECT_TRUE(election.candidates[2].withdrawn);
  ASSERT_EQ(election.ballots.size(), 3u);
  EXPECT_EQ(election.ballots[0].count, 12);
  ASSERT_EQ(election.ballots[0].ranking.size(), 4u);
  EXPECT_THAT(election.ballots[0].ranking[1], ElementsAre(0, 1));
  EXPECT_THAT(election.ballots[0].ranking[2], IsEmpty());
  EXPECT_EQ(election.ballots[1].overvoted, 1);
  EXPECT_TRUE(election.ballots[2].ranking.empty());
}

TEST(Json, HasApprovalsScoresAndPoints) {
  const Election approvals =
      Read(R"({"kind":"approvals","candidates":["a","b"],"ballots":[{"approvals":["b"],"count":3},
               {"approvals":[]}]})");
  EXPECT_EQ(approvals.kind, BallotKind::kApprovals);
  EXPECT_THAT(approvals.ballots[0].ranking[0], ElementsAre(1));
  const Election scores = Read(R"({"kind":"scores","highestScore":5,"candidates":["a","b"],
               "ballots":[{"scores":{"b":5,"a":0}}]})");
  EXPECT_THAT(scores.ballots[0].scores, ElementsAre(Pair(1, 5), Pair(0, 0)));
  const Election points = Read(R"({"kind":"points","pointsEach":10,"candidates":["a","b"],
               "ballots":[{"points":{"b":7,"a":3}}]})");
  EXPECT_EQ(points.kind, BallotKind::kScores);
  EXPECT_EQ(points.points_each, 10);
}

TEST(Json, HasMoneyToTheDigit) {
  const Election election =
      Read(R"({"kind":"approvals","budget":100.5,"candidates":[{"id":"a","cost":"33.25"},
               {"id":"b","cost":7}],"ballots":[]})");
  EXPECT_EQ(election.unit, 100);
  EXPECT_EQ(election.budget, 10'050);
  EXPECT_EQ(election.candidates[0].cost, 3'325);
  EXPECT_EQ(election.candidates[1].cost, 700);
}

struct Refused {
  std::string text;
  const char* error;
};

class MalformedJson : public testing::TestWithParam<Refused> {};

TEST_P(MalformedJson, SaysWhereItIs) {
  const auto read = ReadJson(GetParam().text);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(read.status().message()), StartsWith(GetParam().error));
}

// A whole file but for what is refused, on a second line of its own.
std::string With(const std::string& line) {
  return absl::StrCat("{\"kind\":\"rankings\",\"candidates\":[\"a\",\"b\"],\n", line, "}");
}
std::string WithBallot(const std::string& ballot) { return With("\"ballots\":[" + ballot + "]"); }
std::string Scored(const std::string& kind, const std::string& ballot) {
  return absl::StrCat("{\"kind\":\"", kind, "\",\"candidates\":[\"a\",\"b\"],\"", ballot, "}");
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedJson,
    testing::Values(
        Refused{"", "line 1, column 1: { is missing: here should be an election"},
        Refused{"[]", "line 1, column 1: {"},
        Refused{"{\"kind\":\"rankings\"}", "line 1, column 20: \"candidates\" is missing"},
        Refused{With("\"seats\":1"), "line 2, column 11: \"ballots\" is missing"},
        Refused{"{\"kind\":\"ranking\"}", "line 1, column 9: ballots are rankings,"},
        Refused{With("\"seat\":1"), "line 2, column 1: there is no such key here; there are title"},
        Refused{With("\"kind\":\"scores\""), "line 2, column 1: \"kind\" is there twice"},
        Refused{With("\"seats\":1001"),
                "line 2, column 9: \"1001\" is no number of seats: write 1 to 1000"},
        Refused{With("\"seats\":1.5"), "line 2, column 9: \"1.5\" is no number of seats"},
        Refused{With("\"pointsEach\":3,\"ballots\":[]"),
                "line 1, column 9: points, and no other kind,"},
        Refused{WithBallot("{\"ranking\":[\"c\"]}"), "line 2, column 24: there is no candidate c"},
        Refused{WithBallot("{\"ranking\":[\"a\",[\"b\",\"a\"]]}"),
                "line 2, column 33: a is on this ballot twice"},
        Refused{WithBallot("{\"count\":1}"), "line 2, column 12: this ballot has no \"ranking\""},
        Refused{WithBallot("{\"approvals\":[]}"), "line 2, column 13: there is no such key here"},
        Refused{WithBallot("{\"ranking\":[],\"count\":-1}"), "line 2, column 34: \"-1\""},
        Refused{WithBallot("{\"ranking\":[\"a\"],\"overvote\":1}"),
                "line 2, column 40: the place of an overvote is an empty one"},
        Refused{WithBallot("{\"ranking\":[\"a\" \"b\"]}"), "line 2, column 28: ] is missing"},
        Refused{WithBallot("{\"ranking\":[\"a\"]},"), "line 2, column 30: here should be a number"},
        Refused{WithBallot("{\"ranking\":[\"a]}"), "line 2, column 24: no \" ends this text"},
        Refused{WithBallot("") + "x", "line 2, column 14: something stands behind"},
        Refused{"{\"candidates\":[\"a\",\"a\"]}", "line 1, column 20: there are two candidates a"},
        Refused{"{\"candidates\":[{\"name\":\"a\"}]}", "line 1, column 16: this candidate has no"},
        Refused{"{\"candidates\":[\"\\ud83d\"]}", "line 1, column 23: half a character"},
        Refused{"{\"candidates\":[\"\\x\"]}", "line 1, column 18: behind \\ comes one of"},
        Refused{"{\"title\":\"a\nb\"}", "line 1, column 12: a text goes on here"},
        Refused{"{\"ballots\":" + std::string(40, '['), "line 1, column 45: more than 32 values"},
        Refused{Scored("scores", "highestScore\":5,\"ballots\":[{\"scores\":{\"a\":6}}]"),
                "line 1, column 84: \"6\" is no number of points: write 0 to 5"},
        Refused{Scored("points", "pointsEach\":5,\"ballots\":[{\"points\":{\"a\":3,\"b\":3}}]"),
                "line 1, column 84: this ballot spends 6 points so far, and has 5"}));

// Made up: what a writer has to keep is often there.
Election MakeElection(Dice& dice) {
  Election election;
  election.kind = static_cast<BallotKind>(dice.Below(3));
  election.seats = dice.From(1, 4);
  if (dice.Below(2) == 0) election.title = "A \"title\" \\ of it";
  const int candidates = dice.From(1, 5);
  const int names = dice.Below(3);
  for (int who = 0; who < candidates; ++who) {
    counting::Candidate& one = election.candidates.emplace_back();
    one.id = names == 2 ? absl::StrCat("c", who) : absl::StrCat(who + 1);
    if (names > 0) one.name = absl::StrCat("Ca\\n \"", who, "\" #1 \xC3\xA9", who == 2 ? "\\" : "");
    one.withdrawn = dice.Below(6) == 0;
    if (election.kind != BallotKind::kRankings) one.cost = dice.Below(5'000);
  }
  if (dice.Below(2) == 0) election.lot_order = dice.Order(candidates);
  if (election.kind == BallotKind::kApprovals) {
    election.unit = 100;
    election.budget = dice.From(1, 100'000);
  }
  if (election.kind == BallotKind::kScores && dice.Below(2) == 0) election.points_each = 50;
  for (int i = dice.Below(8); i > 0; --i) {
    Ballot& ballot = election.ballots.emplace_back();
    ballot.count = dice.From(0, 3);
    if (election.kind == BallotKind::kApprovals)
      ballot.ranking.push_back(dice.Approved(candidates));
    if (election.kind == BallotKind::kRankings) {
      for (const std::vector<int>& group : dice.Ranking(candidates)) {
        if (dice.Below(8) == 0) ballot.ranking.push_back({});
        ballot.ranking.push_back(group);
      }
    }
    if (election.kind != BallotKind::kScores) continue;
    for (const int who : dice.Approved(candidates)) ballot.scores.emplace_back(who, dice.Below(6));
  }
  return election;
}

void ExpectSameCounts(const Election& a, const Election& b) {
  for (const counting::NamedMethod& method : counting::Methods()) {
    counting::Options options;
    options.overvote = counting::Overvote::kSkip;
    const auto one = method.count(a, options);
    const auto other = method.count(b, options);
    ASSERT_EQ(one.status(), other.status()) << method.name;
    if (!one.ok()) continue;
    EXPECT_EQ(one->winners, other->winners) << method.name;
    EXPECT_EQ(one->figures, other->figures) << method.name;
    EXPECT_EQ(one->rounds.size(), other->rounds.size()) << method.name;
  }
}

TEST(Writers, WriteWhatReadsAsTheSame) {
  Dice dice(21);
  int as_blt = 0;
  for (int i = 0; i < 3'000; ++i) {
    Election election = MakeElection(dice);
    const std::string json = WriteJson(election);
    std::erase_if(election.ballots, [](const Ballot& ballot) { return ballot.count == 0; });
    EXPECT_EQ(WriteJson(election), json);
    const auto read = ReadJson(json);
    ASSERT_TRUE(read.ok()) << read.status() << "\n" << json;
    EXPECT_EQ(WriteJson(*read), json);
    EXPECT_EQ(read->title, election.title);
    EXPECT_EQ(read->lot_order, election.lot_order);
    EXPECT_EQ(read->budget * election.unit, election.budget * read->unit);
    ASSERT_EQ(read->candidates.size(), election.candidates.size());
    for (size_t who = 0; who < election.candidates.size(); ++who) {
      EXPECT_EQ(read->candidates[who].id, election.candidates[who].id);
      EXPECT_EQ(read->candidates[who].name, election.candidates[who].name);
      EXPECT_EQ(read->candidates[who].withdrawn, election.candidates[who].withdrawn);
    }
    ExpectSameCounts(election, *read);
    const auto blt = WriteBlt(election);
    ASSERT_EQ(blt.ok(), election.kind == BallotKind::kRankings);
    if (!blt.ok()) continue;
    ++as_blt;
    const auto again = ReadBallots("a.blt", *blt);
    ASSERT_TRUE(again.ok()) << again.status() << "\n" << *blt;
    const auto twice = WriteBlt(again->election);
    ASSERT_TRUE(twice.ok());
    EXPECT_EQ(*twice, *blt);
    EXPECT_EQ(again->election.title, election.title);
    for (size_t who = 0; who < election.candidates.size(); ++who) {
      EXPECT_EQ(again->election.candidates[who].withdrawn, election.candidates[who].withdrawn);
      if (election.candidates[who].name.empty()) continue;
      EXPECT_EQ(again->election.candidates[who].name, election.candidates[who].name);
    }
    election.lot_order.clear();  // BLT has none
    ExpectSameCounts(election, again->election);
  }
  EXPECT_GT(as_blt, 500);
}

TEST(Writers, DoNotSayWhoVotedWhen) {
  Election election;
  election.candidates = {{.id = "a", .name = {}}, {.id = "b", .name = {}}};
  const auto cast = [&](int32_t who) {
    Ballot& ballot = election.ballots.emplace_back();
    ballot.ranking.push_back({who});
  };
  for (const int32_t who : {1, 0, 1, 0, 0}) cast(who);
  EXPECT_EQ(*WriteBlt(election), "2 1\n3 1 0\n2 2 0\n0\n\"a\"\n\"b\"\n");
  Election reversed = election;
  std::reverse(reversed.ballots.begin(), reversed.ballots.end());
  EXPECT_EQ(WriteJson(reversed), WriteJson(election));
}

TEST(Writers, RefuseWhatBltCannotSay) {
  Election election;
  EXPECT_THAT(std::string(WriteBlt(election).status().message()), StartsWith("BLT has at least"));
  election.candidates.push_back({.id = "a", .name = {}});
  election.ballots.emplace_back().ranking.push_back({});
  election.ballots[0].overvoted = 0;
  EXPECT_THAT(std::string(WriteBlt(election).status().message()), StartsWith("BLT has no sign"));
  election.kind = BallotKind::kScores;
  EXPECT_THAT(std::string(WriteBlt(election).status().message()), StartsWith("BLT has rankings"));
}

}  // namespace
}  // namespace assent::test
