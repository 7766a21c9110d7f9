#include "server/rules/trial.h"

#include <algorithm>
#include <utility>

#include "server/rules/evaluate.h"
#include "server/rules/to_proto.h"

namespace assent::rules {
namespace {

using Reason = v1::NotCompared;

bool Adopts(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_ADOPTED || outcome == v1::OUTCOME_ADOPTED_WITH_DISSENT;
}

// Whether somebody judged in the phase that the counts come from.
bool WasJudged(const v1::Decision& decision) {
  if (decision.tally().outcome() == v1::OUTCOME_FACILITATOR_MAY_DECLARE) return true;
  for (const auto* phases : {&decision.rule().phases(), &decision.rule().urgent().phases()}) {
    for (const v1::Phase& phase : *phases) {
      if (phase.name() == decision.phase() && phase.has_judged()) return true;
    }
  }
  return false;
}

// Why the decision cannot be compared before anything is evaluated.
Reason::Reason Obstacle(const v1::Decision& decision, const v1::Phase& phase) {
  // A withdrawal ends a proposal whatever was counted until then.
  if (decision.state() == v1::Proposal::STATE_WITHDRAWN || !decision.tally().has_counts()) {
    return Reason::REASON_NO_COUNTS;
  }
  if (WasJudged(decision)) return Reason::REASON_DECLARED;
  if (phase.has_judged()) return Reason::REASON_TRIED_RULE_IS_JUDGED;
  if (phase.weighted() && !decision.tally().counts().has_votes()) return Reason::REASON_NO_VOTES;
  return Reason::REASON_UNSPECIFIED;
}

}  // namespace

v1::Decision Outline(const v1::Decision& decision) {
  v1::Decision outline;
  outline.set_name(decision.name());
  outline.set_title(decision.title());
  outline.set_state(decision.state());
  outline.set_phase(decision.phase());
  *outline.mutable_decide_time() = decision.decide_time();
  outline.mutable_rule()->set_id(decision.rule().id());
  if (WasJudged(decision)) {
    v1::Phase& phase = *outline.mutable_rule()->add_phases();
    phase.set_name(decision.phase());
    phase.mutable_judged();
  }
  if (!decision.has_tally()) return outline;
  outline.mutable_tally()->set_outcome(decision.tally().outcome());
  if (decision.tally().has_counts()) {
    *outline.mutable_tally()->mutable_counts() = decision.tally().counts();
  }
  return outline;
}

Trial TryOn(const v1::Decision& decision, const v1::DecisionRule& rule, const v1::Phase& phase,
            Language language) {
  Trial trial;
  trial.not_compared = Obstacle(decision, phase);
  if (trial.not_compared != Reason::REASON_UNSPECIFIED) return trial;
  const CountedSituation counted(decision.tally().counts());
  const Evaluation evaluation = Evaluate(rule, phase, counted.situation());
  if (evaluation.outcome == v1::OUTCOME_INVALID_POSITION) {
    trial.not_compared = Reason::REASON_STANCE_UNKNOWN;
    return trial;
  }
  const v1::Outcome before = decision.tally().outcome();
  trial.differs = Adopts(before) != Adopts(evaluation.outcome);
  if (!trial.differs) return trial;
  v1::Tally tally = ToProto(evaluation, phase, counted.situation());
  *tally.mutable_counts() = decision.tally().counts();
  v1::TriedDecision& tried = trial.tried;
  tried.set_decision(decision.name());
  tried.set_title(decision.title());
  *tried.mutable_decide_time() = decision.decide_time();
  tried.set_adopted(Adopts(before));
  tried.set_outcome(before);
  tried.set_rule_id(decision.rule().id());
  tried.set_phase(decision.phase());
  tried.set_tried_outcome(evaluation.outcome);
  tried.set_headline(HeadlineOf(tally, language));
  return trial;
}

void AddTrial(Trial trial, v1::TryRuleResponse& response) {
  response.set_looked_at(response.looked_at() + 1);
  if (trial.not_compared == Reason::REASON_UNSPECIFIED) {
    response.set_compared(response.compared() + 1);
    if (trial.differs) *response.add_differing() = std::move(trial.tried);
    return;
  }
  auto& reasons = *response.mutable_not_compared();
  auto known = std::find_if(reasons.begin(), reasons.end(), [&](const v1::NotCompared& each) {
    return each.reason() == trial.not_compared;
  });
  v1::NotCompared& counted = known == reasons.end() ? *reasons.Add() : *known;
  counted.set_reason(trial.not_compared);
  counted.set_count(counted.count() + 1);
}

}  // namespace assent::rules
