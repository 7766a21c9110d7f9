// Rules as scenario lines give them: a preset, with some of its parameters
// changed by path.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_RULE_LINES_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_RULE_LINES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/v1/rule.pb.h"
#include "tests/scenarios/runner/syntax.h"

namespace assent::scenario {

// Changes one parameter. `path` is a path of DecisionRule
// ("amendment.holds", "phases.vote.time.max") or of its first phase
// ("block.tolerance.count").
absl::Status ChangeRule(v1::DecisionRule& rule, absl::string_view path, const Value& value);

// Whether `key` can be such a path, so that a line may mix them with its own
// keys.
bool IsRulePath(absl::string_view key);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_RULE_LINES_H_
