// One count of one phase, in the order of section 2.3 of the decision rules,
// written for the reader and shared with nobody: it has the numbers and the
// phase of the rule, and says the outcome. Pure.

#ifndef ASSENT_TESTS_LIVES_NAIVE_COUNT_H_
#define ASSENT_TESTS_LIVES_NAIVE_COUNT_H_

#include <map>
#include <optional>
#include <string>

#include "assent/v1/rule.pb.h"
#include "assent/v1/tally.pb.h"

namespace assent::test {

// The votes of units, where a phase counts them: as the voices below, each as often as
// its unit has votes.
struct NaiveVotes {
  int members = 0;
  std::map<v1::Stance, int> said;
  std::optional<int> present;
};

// What there is to count.
struct NaiveCount {
  int members = 0;                          // voices of the electorate
  std::map<v1::Stance, int> said;           // voices by what they said; every open block is one
  std::optional<int> present;               // voices on the attendance record, if one is kept
  std::map<std::string, int> present_with;  // people present, by attribute
  int untested_blocks = 0;                  // of those said, under test
  int objections = 0;                       // open, and no block rests on them
  int objecting = 0;               // their voices, but those that count as opposed or block
  std::optional<int> chosen;       // options, where ballots were counted
  int unaddressed = 0;             // concerns without an answer
  int unasked = 0;                 // voices that an advice process has still to ask
  bool doer_stands_aside = false;  // somebody named to carry it out
  bool too_early = false;          // the minimum time is not over
  NaiveVotes votes;
};

// How many said nothing counts as having said something is the rule's affair;
// this is what was really said.
int Answered(const NaiveCount& count);

// The outcome of `phase`.
v1::Outcome NaiveOutcome(const v1::Phase& phase, const NaiveCount& count);

// Whether more is held than `phase` tolerates, whatever else is missing.
bool IsHeld(const v1::Phase& phase, const NaiveCount& count);

// Whether open objections hold `phase` up.
bool IsHeldByObjections(const v1::Phase& phase, const NaiveCount& count);

// Whether it adopts.
bool IsAdopted(v1::Outcome outcome);

// count of base compared with a share, without dividing; nothing is a share of
// nothing.
bool ReachesShare(int count, const v1::Fraction& share, int base);

// Whether `there` of `members` are a quorum.
bool ReachesQuorum(int there, const v1::Quorum& quorum, int members);

// How many of `stances` were said.
int CountOf(const NaiveCount& count, const google::protobuf::RepeatedField<int>& stances);

// How large the base is.
int BaseOf(const NaiveCount& count, const v1::Base& base);

}  // namespace assent::test

#endif  // ASSENT_TESTS_LIVES_NAIVE_COUNT_H_
