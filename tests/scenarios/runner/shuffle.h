// Acts that commute. A change of their order must not matter: positions of
// different members on one proposal, given one after the other, and likewise
// members' support of one block, findings on it and votes on one amendment.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_SHUFFLE_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_SHUFFLE_H_

#include <random>
#include <string>
#include <vector>

#include "tests/scenarios/runner/syntax.h"

namespace assent::scenario {

// One act of one member, or a query.
struct Step {
  const Line* line = nullptr;
  std::string actor;  // handle; empty: the first member
};

// How many of the steps from `from` on commute with each other; at least 1.
// `mixed`: positions of different stances commute too; they do not where a
// phase closes as soon as it is passed.
size_t Commuting(const std::vector<Step>& steps, size_t from, bool mixed);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_SHUFFLE_H_
