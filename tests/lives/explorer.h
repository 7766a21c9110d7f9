// Goes through the states that a proposal of a small assembly can come to: all of them,
// breadth first, each once.
//
// Bounds. Three members, who stay. The text changes as often as its proposer likes, and
// nobody else changes it; one change waits at a time. Everybody has at most one objection
// open (Within says whether one concern that is no objection, too), which may be blocked
// over, taken back and raised anew as often as they like; under a rule with a vote that
// only a deadlock leads to, everybody raises one at most. Whoever brought it back early may
// not park it again in the same stage, as the service has it. One member facilitates from
// the beginning to the end. Nobody leaves a position before the call, records hands of
// others or says whether they are there: the random lives (lives_test.cc) do that, beside
// those who join and leave.
//
// Time. What lies ahead comes in any order, and people may act between any two of those
// moments (clocks.h): a key says which times run, not for how long. So what is gone through
// is every life there is under the bounds, whenever people act, and lives beside, which
// the times of the rule would not allow. An end that is reached must not rest on one of
// those: where it takes waiting, it has to be reached whatever comes first (reaching.h).
// `only_in_turn` has time stop at the next due moment only, and lives of that kind are
// among those that any order leads to (dead_end_test.cc). Reminders are passed over.
//
// What is one state. Two that have the same key (state_key.h): equal but for what is
// over, for what no part of the rule looks at (what_matters.h), for how far ahead moments
// lie, and for who is who among those who play the same part. That is sound because the
// machine sees members only by the parts that they play, and stances only by the lists
// of the rule that they are on. It is not taken on trust: one in `compare_one_in` of the
// states that are taken for a known one is gone through all the same, and has to lead to
// the same states, over all of the roads; and two presets are gone through without
// taking equals for each other (dead_end_test.cc).
//
// From every state that is not an end, an end has to be reachable by acts of the members
// and by time, without the proposer withdrawing it, which would end anything, and without
// parking it; and no end comes without an event that says why, in the same step, or as
// what held it.

#ifndef ASSENT_TESTS_LIVES_EXPLORER_H_
#define ASSENT_TESTS_LIVES_EXPLORER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "assent/v1/proposal.pb.h"
#include "assent/v1/rule.pb.h"
#include "tests/lives/choices.h"
#include "tests/lives/state_key.h"

namespace assent::test {

struct Explored {
  int64_t states = 0;  // that were found
  int64_t edges = 0;   // acts and moments that lead from one to another
  int steps = 0;       // the most that it takes to come to a state
  // Every state was gone through; else so many were found and not gone
  // through, from each of which an end was reached by trying.
  bool exhausted = true;
  int64_t frontier = 0;
  // In words; states from which no end is reachable, at most ten.
  std::vector<std::string> dead_ends;
  // Ends without an event that says why, at most ten.
  std::vector<std::string> unexplained;
  std::map<v1::Proposal::State, int64_t> ends;
  // How many states that were taken for one that was known were gone through all the
  // same, and those of them, at most ten, from which it went on in another way.
  int64_t compared = 0;
  std::vector<std::string> differing;
  // Of all states, as AnyoneKey() has them; if they were asked for.
  std::vector<KeyHash> keys;
};

struct Exploring {
  bool urgent = false;
  int64_t most = 500;  // states that are gone through
  Within within;
  // The end that withdrawing it leads to is one to reach, too.
  bool withdrawing_ends = false;
  // One in so many of the states that are taken for a known one is gone through, too,
  // to see whether it goes on in the same way; 0: none.
  int compare_one_in = 64;
  // Members are told apart, whether they are equals or not.
  bool everybody_differs = false;
  bool keeps_keys = false;
  // What falls due comes in its turn, and not in any order.
  bool only_in_turn = false;
  // Time stops at moments, too, at which somebody is only reminded.
  bool stops_at_reminders = false;
  // Says on the error output how far it has come.
  bool tells = false;
  // A seeded mistake: a concern that was answered is taken for one that was not.
  bool ignores_answers = false;
  // Another one: what could come first never does.
  bool forgets_a_clock = false;
};

// Goes through the states that there are under `rule`.
Explored Explore(const v1::DecisionRule& rule, const Exploring& exploring);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_EXPLORER_H_
