// Queries: lines whose output is compared with what stands behind ----. Each
// prints one line or more; "none" where there is nothing.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_QUERIES_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_QUERIES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/scenarios/runner/syntax.h"
#include "tests/scenarios/runner/world.h"

namespace assent::scenario {

bool IsQuery(absl::string_view verb);
std::vector<std::string> QueryNames();

// Whether the line has the form that its query asks for.
absl::Status CheckQuery(const Line& line);

// What it prints. Statuses are trouble with the scenario.
absl::StatusOr<std::vector<std::string>> Ask(World& world, const Line& line);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_QUERIES_H_
