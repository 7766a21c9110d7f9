// Queries of mirrors and needs as lines of a scenario's result.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_MIRROR_QUERIES_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_MIRROR_QUERIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/scenarios/runner/world.h"

namespace assent::scenario {

// The lines of one of the queries `needs`, `due`, `notices`, `ledger-…`,
// `balance`, `drift`, `certificate`. A refusal is a line, too.
absl::StatusOr<std::vector<std::string>> MirrorLines(World& world, const Caller& caller,
                                                     const std::string& verb, int32_t proposal);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_MIRROR_QUERIES_H_
