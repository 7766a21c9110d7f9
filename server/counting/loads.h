// Sequential Phragmén: each seat is a load of one, shared by those who approve of the elected; who
// would make the largest load smallest is elected next (Lackner and Skowron 2023, rule 8). Loads
// are exact fractions (Chain).

#ifndef ASSENT_SERVER_COUNTING_LOADS_H_
#define ASSENT_SERVER_COUNTING_LOADS_H_

#include <cstdint>
#include <vector>

#include "server/counting/exact.h"
#include "server/counting/shares.h"

namespace assent::counting {

struct LoadsProblem {
  std::vector<int64_t> weight;                   // of the distinct ballots
  std::vector<std::vector<int32_t>> supporters;  // per candidate: ballots
  std::vector<int32_t> lot;                      // per candidate: its place, 0 first
  int seats = 0;                                 // to fill in all
  int64_t seat_load = 1;                         // what a seat weighs
};

struct LoadsRound {
  int32_t candidate = 0;
  std::vector<int32_t> tied;  // all with the smallest load, where there are several
  int chain_index = 0;        // the load of those who approve, afterwards
};

// Loads so far: an entry of the chain for each ballot, or -1 for none.
struct Loads {
  Chain chain;
  std::vector<int> of_ballot;
  std::vector<bool> elected;  // per candidate
};

// Goes on after equal shares: what voters have left is their load, below zero. Sets chain and
// of_ballot.
void StartFrom(SharesRun& run, Loads& loads);

// Elects until `seats` are elected, or nobody is left that somebody approves of.
std::vector<LoadsRound> FillByLoads(const LoadsProblem& problem, Loads& loads);

}  // namespace assent::counting

#endif  // ASSENT_SERVER_COUNTING_LOADS_H_
