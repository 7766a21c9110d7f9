// What a rule makes of the positions given so far: the outcome and every
// condition that led to it, worked out in the fixed order of the evaluation
// (allowed positions, silence, quorum, more discussion, open objections,
// blocks, stand-asides, support, minimum times, outcome).
//
// A pure function of its arguments. It reads counts, never positions, so its
// cost (below a microsecond) does not depend on how many members answered. All
// arithmetic is in integers: a count meets p/q of a base if
// count * q >= p * base (or >), and an empty base is never met.
//
// Thread-safe. Expects a rule that CheckRule() accepts and counts between 0 and
// kMaxCount whose sum is at most `members`.

#ifndef ASSENT_SERVER_RULES_EVALUATE_H_
#define ASSENT_SERVER_RULES_EVALUATE_H_

#include <cstdint>
#include <optional>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/tally.pb.h"
#include "server/rules/condition.h"
#include "server/rules/stance_set.h"

namespace assent::rules {

// Of the people present, how many have an attribute.
struct AttributeCount {
  absl::string_view attribute;
  int64_t present = 0;
};

// The voices again, each counted as often as its unit has votes; the fields are those
// of Situation.
struct VoteCounts {
  StanceCounts given{};
  int64_t members = 0;
  std::optional<int64_t> present;
  int64_t valid_blocks = 0;
  int64_t pending_blocks = 0;
};

// All that a rule needs to know of a proposal. Positions that are not on the
// current revision, not from the electorate or too late have been left out,
// blocks that carry have been counted in. Points to memory of the caller.
struct Situation {
  // Voices by stance. Every block is in given[STANCE_BLOCK], valid or not.
  StanceCounts given{};
  // Whether every position was checked when it was given. What a rule makes of
  // blocks (a stand-aside of one that lapsed) need not be a position that it
  // lets people choose.
  bool positions_checked = false;
  // Voices of the electorate.
  int64_t members = 0;
  // The voices on the attendance record, and those who gave a position; nullopt:
  // nobody kept one, and those who gave a position are present.
  std::optional<int64_t> present;
  // Of the blocks: those that stand, and those whose test is not over. The
  // rest were found invalid.
  int64_t valid_blocks = 0;
  int64_t pending_blocks = 0;
  // Objections that nobody has resolved or tested.
  int64_t open_objections = 0;
  // The voices that hold by them, without those that count against the tolerance already
  // by what they gave (CountedAgainst()). An objection without a voice is one by itself.
  int64_t objecting = 0;
  // Options that the ballots have chosen, where they were counted; nullopt: nothing was
  // chosen among. None of them, and it is talked about further.
  std::optional<int64_t> chosen;
  // In a phase with roads: the one that its ballots have chosen, by its name in the rule;
  // empty: none has come out alone, or they are not counted.
  absl::string_view road;
  // Issues without an answer; under an advice process, people not asked.
  int64_t unaddressed = 0;
  // Who stands in the way, for the conditions' obstacles. May be left empty:
  // only the numbers above decide.
  absl::Span<const Hold> blocks;
  absl::Span<const Hold> objections;
  // Those who stand aside although they are to carry the decision out. Decides
  // by being empty or not.
  absl::Span<const Hold> implementers_aside;
  absl::Span<const AttributeCount> present_with;
  // Of a phase that is weighted; nullopt: every unit has as many as the rule says.
  std::optional<VoteCounts> votes;
  // The phase's minimum time is over once now >= min_time_until.
  absl::Time now = absl::InfiniteFuture();
  absl::Time min_time_until = absl::InfinitePast();
};

struct Evaluation {
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  // All of them, in the order of evaluation, those after the deciding one too.
  absl::InlinedVector<Condition, 12> conditions;
  // What was counted in the end: after silence, invalid blocks turned into
  // what the rule makes of them.
  StanceCounts counted{};
};

// Evaluates `phase` of `rule`. What the result points to belongs to the three
// arguments.
Evaluation Evaluate(const v1::DecisionRule& rule, const v1::Phase& phase,
                    const Situation& situation);

// Sponsors beside the proposer that a proposal needs to be introduced to an
// electorate of `members`: K = min(sponsors, multiplier * sqrt(members) / 2
// rounded up), Debian Constitution 4.2(7).
int64_t SponsorsNeeded(const v1::DecisionRule& rule, int64_t members);

// The stances that are counted against the tolerance of a phase: blocks, unless its rule
// names others.
StanceSet CountedAgainst(const v1::BlockPolicy& policy);

// The first phase of `rule` that asks for positions: not one that chooses among roads.
const v1::Phase& FirstAsking(const v1::DecisionRule& rule);

// The stances that may be given in `phase`.
StanceSet AllowedStances(const v1::DecisionRule& rule, const v1::Phase& phase);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_EVALUATE_H_
