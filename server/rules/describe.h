// A rule in plain sentences, for somebody who reads one for the first time.
// Everything in it that has effect is said; what is off is not said at length.
// The words are data (description_en.cc). Pure and thread-safe.

#ifndef ASSENT_SERVER_RULES_DESCRIBE_H_
#define ASSENT_SERVER_RULES_DESCRIBE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "server/rules/explain.h"

namespace assent::rules {

// In this order: who decides, what may be said, before the call, each phase,
// changes of the text, the urgent way with its phases, after the decision, and
// the words that need a meaning. Describes a malformed rule as far as it goes.
std::vector<v1::RuleSection> Describe(const v1::DecisionRule& rule,
                                      Language language = Language::kEnglish);

// The same as RuleService.DescribeRule answers it, for a rule that somebody
// brings: refuses a malformed one with the reasons of CheckRule().
absl::StatusOr<v1::DescribeRuleResponse> DescribeChecked(const v1::DecisionRule& rule,
                                                         absl::string_view language_code);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_DESCRIBE_H_
