// The counts that an evaluation works with, voices or votes, and the two steps that
// make them: silence first, then blocks that were found invalid. Shared by this room's
// conditions and messages; nobody else includes it.

#ifndef ASSENT_SERVER_RULES_TALLIED_H_
#define ASSENT_SERVER_RULES_TALLIED_H_

#include <cstdint>

#include "assent/v1/rule.pb.h"
#include "server/rules/condition.h"
#include "server/rules/evaluate.h"
#include "server/rules/stance_set.h"

namespace assent::rules {

struct Tallied {
  // As given, and silence as what the phase makes of it; blocks as given.
  StanceCounts answers{};
  // And invalid blocks as what the phase makes of them: what is counted.
  StanceCounts counted{};
  int64_t members = 0;
  // Voices that gave a position.
  int64_t answered = 0;
  // The base "present": the attendance record, and never fewer than answered.
  int64_t present = 0;

  Tallied(const v1::Phase& phase, const VoteCounts& said);

  // The size of `base`, of `counts`.
  int64_t Size(const v1::Base& base, const StanceCounts& counts) const;

  // How many more voices could give one of these stances.
  int64_t Others(StanceSet stances) const { return members - stances.Sum(counted); }
};

// Writes the share of a base that a condition asks for into it.
void DescribeShare(const v1::Fraction& fraction, const v1::Base& base, int64_t base_count,
                   Condition& condition);

// The voices, one each; and the votes that they have where units have weights.
VoteCounts VoicesOf(const Situation& situation);
VoteCounts VotesOf(const v1::DecisionRule& rule, const Situation& situation);

// Evaluates one support condition; `decides` is true.
Condition EvaluateSupport(const v1::SupportCondition& condition, const Tallied& tallied);

// Evaluates the number that a quorum asks for, not its composition.
Condition EvaluateQuorum(const v1::Quorum& quorum, const Tallied& tallied);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_TALLIED_H_
