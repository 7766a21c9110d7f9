// The queries about meetings, as lines.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_MEETING_QUERIES_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_MEETING_QUERIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/scenarios/runner/world.h"

namespace assent::scenario {

// One meeting: where it is, who is there, its agenda, who speaks and who waits.
absl::StatusOr<std::vector<std::string>> MeetingLines(World& world, const Caller& caller,
                                                      int32_t number);
// All of them, one line each, newest first.
absl::StatusOr<std::vector<std::string>> MeetingList(World& world, const Caller& caller);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_MEETING_QUERIES_H_
