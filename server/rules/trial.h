// What another rule makes of what a group has decided: RuleTrialService without
// a network. Pure and thread-safe.

#ifndef ASSENT_SERVER_RULES_TRIAL_H_
#define ASSENT_SERVER_RULES_TRIAL_H_

#include "assent/v1/decision.pb.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/rule_trial_service.pb.h"
#include "server/rules/explain.h"

namespace assent::rules {

// One decision under a rule on trial.
struct Trial {
  // REASON_UNSPECIFIED: it could be compared.
  v1::NotCompared::Reason not_compared = v1::NotCompared::REASON_UNSPECIFIED;
  // Whether it would have come out differently; then `tried` says how.
  bool differs = false;
  v1::TriedDecision tried;
};

// What TryOn() needs of a decision, and no more: a tenth of it, so that many can be
// looked at. Of the rule only its id, and whether somebody judged.
v1::Decision Outline(const v1::Decision& decision);

// Evaluates the counts of `decision`, or of its outline, under `phase` of `rule`,
// as RuleTrialService.TryRule says in full. `rule` is well-formed and `phase` one
// of its phases.
Trial TryOn(const v1::Decision& decision, const v1::DecisionRule& rule, const v1::Phase& phase,
            Language language = Language::kEnglish);

// Adds the trial of one decision to the answer: to the totals, and to those that
// differ if it does.
void AddTrial(Trial trial, v1::TryRuleResponse& response);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_TRIAL_H_
