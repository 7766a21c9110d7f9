// Queries of a scenario about options, ballots and counts.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_ELECTION_QUERIES_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_ELECTION_QUERIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assent/v1/election.pb.h"
#include "tests/scenarios/runner/world.h"

namespace assent::scenario {

// "2: Blue, 300, STANDING", "3: @ana, NOMINATED"; those that were chosen say so.
std::vector<std::string> OptionLines(const World& world, const v1::Election& election);

// "ana: 2>1=3", "bo: hidden", "cy: -". A refusal is an error.
absl::StatusOr<std::vector<std::string>> BallotLines(World& world, const Caller& caller,
                                                     int32_t proposal);

// "chosen: 2", "ballots: 5, abstentions 1", a line for each tie, and those of the rounds. A
// refusal is a line, too.
absl::StatusOr<std::vector<std::string>> ResultLines(World& world, const Caller& caller,
                                                     int32_t proposal);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_ELECTION_QUERIES_H_
