// What is too much is refused before anything is counted, and the refusal says which limit it is.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/counting/files/any.h"
#include "server/counting/method.h"
#include "server/counting/prepare.h"

namespace assent::test {
namespace {

using counting::Election;
using testing::HasSubstr;

Election Of(int candidates, int ballots) {
  Election election;
  for (int who = 0; who < candidates; ++who) {
    election.candidates.push_back({.id = std::to_string(who + 1), .name = {}});
  }
  election.ballots.resize(static_cast<size_t>(ballots));
  return election;
}

std::string Said(const absl::Status& status) { return std::string(status.message()); }

TEST(Limits, Candidates) {
  EXPECT_TRUE(CheckElection(Of(counting::kMostCandidates, 0)).ok());
  EXPECT_EQ(Said(CheckElection(Of(counting::kMostCandidates + 1, 0))),
            "there are 1001 candidates: at most 1000");
}

TEST(Limits, Seats) {
  Election election = Of(2, 1);
  election.seats = counting::kMostSeats;
  EXPECT_TRUE(CheckElection(election).ok());
  counting::Options options;
  for (const counting::NamedMethod& method : counting::Methods()) {
    options.seats = counting::kMostSeats + 1;
    if (method.name == "irv") continue;  // fills one
    EXPECT_EQ(Said(method.count(election, options).status()), "there are 1001 seats: at most 1000")
        << method.name;
  }
  ++election.seats;
  EXPECT_EQ(Said(CheckElection(election)), "there are 1001 seats: at most 1000");
}

TEST(Limits, Ballots) {
  Election election = Of(1, 2);
  election.ballots[0].count = counting::kMostBallots - 1;
  EXPECT_TRUE(CheckElection(election).ok());
  ++election.ballots[0].count;
  EXPECT_THAT(Said(CheckElection(election)), HasSubstr("more ballots than can be counted"));
  EXPECT_TRUE(CheckElection(Of(1, counting::kMostDistinctBallots)).ok());
  EXPECT_EQ(Said(CheckElection(Of(1, counting::kMostDistinctBallots + 1))),
            "there are 5000001 different ballots: at most 5000000");
}

TEST(Limits, Points) {
  Election election = Of(1, 1);
  election.ballots[0].scores = {{0, counting::kMostPoints}};
  EXPECT_TRUE(CheckElection(election).ok());
  ++election.ballots[0].scores[0].second;
  EXPECT_THAT(Said(CheckElection(election)), HasSubstr("points: give 0 to 1000000"));
  election.ballots[0].scores[0].second = 6;
  election.highest_score = 5;
  EXPECT_EQ(Said(CheckElection(election)), "ballot 1 has 6 points: give 0 to 5");
  election.highest_score = 0;
  election.points_each = 5;
  EXPECT_EQ(Said(CheckElection(election)), "ballot 1 spends 6 points: it has 5");
}

TEST(Limits, Pairs) {
  const Election election = Of(1000, 100'001);
  for (const char* method : {"schulze", "ranked-pairs", "debian"}) {
    const auto result = counting::FindMethod(method)(election, {});
    EXPECT_EQ(result.status().code(), absl::StatusCode::kResourceExhausted) << method;
    EXPECT_THAT(Said(result.status()),
                HasSubstr("100001 different ballots and 1000 candidates have too many pairs"));
  }
}

TEST(Limits, Bytes) {
  const std::string text(counting::kMostBytes + 1, ' ');
  EXPECT_THAT(Said(counting::files::ReadBallots("a.blt", text).status()),
              HasSubstr("more than 256000000 bytes"));
}

TEST(Limits, Lines) {
  const std::string text(counting::kMostLines + 1, '\n');
  EXPECT_THAT(Said(counting::files::ReadBallots("a.csv", text).status()),
              HasSubstr("line 10000001, column 1: at most 10000000 lines"));
}

}  // namespace
}  // namespace assent::test
