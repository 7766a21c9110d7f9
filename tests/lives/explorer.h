// Goes through the states that a proposal of a small assembly can come to:
// three members, at most two revisions and one concern each, time advanced
// only to the next due moment. States that differ in nothing that matters (who
// of two equal members did it, what a reminder reminds of; state_key.h) are one.
//
// From every state that is not an end, an end has to be reachable by acts of
// the members and by time, without the proposer withdrawing it, which would
// end anything; and no end comes without an event that says why.

#ifndef ASSENT_TESTS_LIVES_EXPLORER_H_
#define ASSENT_TESTS_LIVES_EXPLORER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/rule.pb.h"

namespace assent::test {

struct Explored {
  int states = 0;  // that were found
  int edges = 0;   // acts and moments that lead from one to another
  // Every state was gone through; else so many were found and not gone
  // through, from each of which an end was reached by trying.
  bool exhausted = true;
  int frontier = 0;
  // In words; states from which no end is reachable, at most ten.
  std::vector<std::string> dead_ends;
  // Ends without an event that says why, at most ten.
  std::vector<std::string> unexplained;
  std::map<v1::Proposal::State, int> ends;
};

struct Exploring {
  bool urgent = false;
  int most = 500;  // states that are gone through
  // The proposer may withdraw it, too.
  bool with_withdrawal = false;
};

// Goes through the states that there are under `rule`.
Explored Explore(const v1::DecisionRule& rule, const Exploring& exploring);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_EXPLORER_H_
