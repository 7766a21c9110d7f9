// What a count comes to, so that it can be followed by hand. Numbers that can be fractions are
// text, as they are told; candidates are places in Election::candidates.

#ifndef ASSENT_SERVER_COUNTING_RESULT_H_
#define ASSENT_SERVER_COUNTING_RESULT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "server/counting/pairwise.h"

namespace assent::counting {

// Several that a rule could not tell apart, and what did.
struct Tie {
  int round = 0;  // place in Result::rounds, from 0
  std::vector<int> tied;
  std::vector<int> chosen;
  std::string broken_by;  // "lot", "lower cost", "head to head", …
};

struct Round {
  std::string what;  // "elected", "bought", "dropped", …
  std::vector<int> candidates;
  std::vector<int> elected;  // in it, in order; where a method elects on the way
  // What the round looked at: per candidate a number, as text.
  std::vector<std::pair<int, std::string>> totals;
  // What came to whom in it, from `candidates` or, under Meek's rule, from all that keep less.
  std::vector<std::pair<int, std::string>> transfers;
  // Further figures by name: "quota", "payment", …
  std::vector<std::pair<std::string, std::string>> figures;
  std::vector<Defeat> defeats;  // of methods that look at pairs
};

struct Result {
  std::vector<int> winners;  // in order of election
  int unfilled = 0;          // seats
  std::vector<Round> rounds;
  std::vector<Tie> ties;
  std::vector<std::pair<std::string, std::string>> figures;
  // Of methods that look at pairs, for all candidates; withdrawn ones have zeros.
  Matrix matrix;
  // Schulze: votes of the weakest defeat on the strongest path; 0: no path.
  std::vector<std::vector<Link>> paths;
  std::vector<std::vector<int>> ranking;  // of all, those that tie together
};

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_RESULT_H_
