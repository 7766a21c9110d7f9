// Members as a line lists them. Pure.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_HANDLES_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_HANDLES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/scenarios/runner/syntax.h"

namespace assent::scenario {

// Expands ranges: "m1..m20" is m1, m2, … m20; any other word is itself.
absl::StatusOr<std::vector<std::string>> HandlesOf(const Value& value);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_HANDLES_H_
