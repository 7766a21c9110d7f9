// Whether a rule can be evaluated at all. Pure.

#ifndef ASSENT_SERVER_RULES_CHECK_RULE_H_
#define ASSENT_SERVER_RULES_CHECK_RULE_H_

#include "absl/status/status.h"
#include "assent/v1/rule.pb.h"

namespace assent::rules {

// OK if every rule that passes can be evaluated, ends, and stays within the
// bounds of limits.h. Otherwise kInvalidArgument with a reason (RULE_ID_INVALID,
// RULE_FIELD_MISSING, RULE_VALUE_OUT_OF_RANGE, RULE_TEXT_TOO_LONG,
// RULE_FRACTION_INVALID, RULE_STANCE_INVALID, RULE_STANCE_NOT_ALLOWED,
// RULE_NAME_NOT_UNIQUE, RULE_PHASE_UNKNOWN, RULE_PHASE_UNREACHABLE,
// RULE_CYCLE, RULE_NEVER_ADOPTS, RULE_CONTRADICTION) and the
// field's path from "rule" on; see server/base/refusal.h. The first fault found
// is reported.
absl::Status CheckRule(const v1::DecisionRule& rule);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_CHECK_RULE_H_
