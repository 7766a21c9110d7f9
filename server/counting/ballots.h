// What is counted: candidates (options, projects) and distinct ballots with how often each was
// cast. Plain data; candidates are told by their place in the list, from 0.

#ifndef ASSENT_SERVER_COUNTING_BALLOTS_H_
#define ASSENT_SERVER_COUNTING_BALLOTS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace assent::counting {

// Checked by CheckElection. A Condorcet matrix of so many candidates has 8 MB; counts and points
// stay exact in 64 bits.
inline constexpr int kMostCandidates = 1000;
inline constexpr int64_t kMostBallots = 1'000'000'000;
inline constexpr int64_t kMostPoints = 1'000'000;

struct Candidate {
  std::string id;    // a number where files number them
  std::string name;  // empty where files have none
  bool withdrawn = false;
  int64_t cost = 0;  // of a project, in Election::unit parts of the currency
};

enum class BallotKind {
  kRankings,   // Ballot::ranking, the best first
  kApprovals,  // Ballot::ranking has one group, those approved, or none
  kScores,     // Ballot::scores
};

struct Ballot {
  int64_t count = 1;
  // Groups ranked alike; who is in none is below them all.
  std::vector<std::vector<int32_t>> ranking;
  std::vector<std::pair<int32_t, int64_t>> scores;  // who, and points from 0
};

struct Election {
  BallotKind kind = BallotKind::kRankings;
  std::vector<Candidate> candidates;
  std::vector<Ballot> ballots;
  int seats = 0;              // 0: the file does not say
  int64_t highest_score = 0;  // that can be given; 0: the highest that was
  int64_t budget = 0;         // in parts of the currency
  int64_t unit = 1;           // so many parts make one of the currency
  // How many places a ranking of projects has: the first counts so many points. 0: as the longest.
  int places = 0;
};

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_BALLOTS_H_
