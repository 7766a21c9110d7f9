// Whether one rule is as strict as another: what "changed under itself or a
// stricter rule" means (decision-rules.md, section 5 J, and transition 35). Pure.

#ifndef ASSENT_SERVER_RULES_STRICTNESS_H_
#define ASSENT_SERVER_RULES_STRICTNESS_H_

#include "assent/v1/rule.pb.h"

namespace assent::rules {

// Whether `rule` adopts only what `other` would adopt: each phase of it in which
// positions are counted, fallback votes and its urgent way too, is compared with the
// first phase of `other`, over every tally of up to 4 voices, and in groups of up to
// 20 and of 50, 200 and 500 over those in which some agree and the rest all do one
// other thing. A rule whose sense is judged counts as adopting where it may be
// declared. Times and tests of blocks are not compared, and a rule that asks who is
// present is as strict as itself alone. The same rule under another name, version or
// title is as strict as itself.
bool AsStrictAs(const v1::DecisionRule& rule, const v1::DecisionRule& other);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_STRICTNESS_H_
