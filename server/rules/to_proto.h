// Between evaluations and the messages that members read.

#ifndef ASSENT_SERVER_RULES_TO_PROTO_H_
#define ASSENT_SERVER_RULES_TO_PROTO_H_

#include <vector>

#include "assent/v1/rule.pb.h"
#include "assent/v1/tally.pb.h"
#include "server/rules/evaluate.h"

namespace assent::rules {

// Kinds and numbers; at most kMaxObstacles obstacles; no sentence (explain.h
// adds those).
v1::Condition ToProto(const Condition& condition);

// The tally of `evaluation`: outcome, conditions without sentences, counts and
// the phase's name. Time and revision are for the caller to add.
v1::Tally ToProto(const Evaluation& evaluation, const v1::Phase& phase, const Situation& situation);

// Counts as somebody typed them, as a situation. Keeps the memory that the
// situation points to; neither copied nor moved.
class CountedSituation {
 public:
  // `counts` must outlive this.
  explicit CountedSituation(const v1::Counts& counts);
  CountedSituation(const CountedSituation&) = delete;
  CountedSituation& operator=(const CountedSituation&) = delete;

  const Situation& situation() const { return situation_; }

 private:
  std::vector<AttributeCount> present_with_;
  Situation situation_;
};

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_TO_PROTO_H_
