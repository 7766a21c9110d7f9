// A second way to the outcome of a proposal: every position counted again from
// the log, entry by entry, without the state, and the outcome worked out by the
// slow tally of tests/support. Agrees with the rules, or one of them is wrong.
//
// The slow tally knows the counting part of the presets in tests/rules/data.
// Not compared are therefore: rules that a scenario varied, voices of units,
// live electorates, phases beyond those described there, and outcomes that rest
// on a minimum time, an objection, a test under way or who is to carry it out.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_NAIVE_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_NAIVE_H_

#include <cstdint>
#include <memory>

#include "tests/scenarios/runner/core_service.h"

namespace assent::scenario {

// Compares the outcome of every called proposal. Adds how many it compared to
// `compared`, unless that is null.
Inspector CompareWithNaiveTally(std::shared_ptr<int64_t> compared = nullptr);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_NAIVE_H_
