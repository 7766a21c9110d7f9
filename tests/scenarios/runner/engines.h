// The engines of scenarios, by name: what is behind the world, and what is
// changed about it that must not matter.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_ENGINES_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_ENGINES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/scenarios/runner/core_service.h"
#include "tests/scenarios/runner/ledger_service.h"
#include "tests/scenarios/runner/runner.h"

namespace assent::scenario {

// The pure core.
MakeEngine CoreEngine(CoreOptions options = {});
// A ledger over a store in memory.
MakeEngine LedgerEngine(LedgerOptions options = {});

// A variation: a word of the command line, what it does, and its engine.
struct Variation {
  std::string name;
  std::string about;
  MakeEngine engine;
  bool shuffle = false;
};

// plain, shuffle, rebuild, naive, signed, and those over a ledger: ledger, twice,
// restart.
const std::vector<Variation>& Variations();

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_ENGINES_H_
