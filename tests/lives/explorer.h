// Goes through the states that a proposal of a small assembly can come to:
// three members, at most two revisions and one concern each, time advanced
// only to the next due moment. States that differ in nothing that matters (who
// of two equal members did it, what a reminder reminds of) are one.
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
  int states = 0;
  int edges = 0;
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

// Goes through at most `most` states under `rule`, urgently or not. The
// proposer withdraws only `with_withdrawal`.
Explored Explore(const v1::DecisionRule& rule, bool urgent, int most, bool with_withdrawal = false);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_EXPLORER_H_
