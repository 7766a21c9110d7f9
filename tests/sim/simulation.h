// A life of an assembly from one seed: members, facilitators and deadlines (tests/assembly/walk.h),
// on a post that delivers late, twice, in another order or not at all, and a server that stops now
// and then and goes on from its snapshot or from its log. Whatever happens, the invariants of
// witness.h hold, counts are what a recount gives, and a replay gives the same.
//
//   sim: seed 7, mutual_aid_default: 5310 acts arrived, 702 entries, state 9f86d081884c7d65
//
// The state is hashed with all entries; the same seed gives the same line in every build, of gcc or
// clang (lines.cc, compare).

#ifndef ASSENT_TESTS_SIM_SIMULATION_H_
#define ASSENT_TESTS_SIM_SIMULATION_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "server/assembly/state.h"

namespace assent::sim {

struct Plan {
  uint32_t seed = 1;
  std::string rule;
  int steps = 1000;
  // A seeded mistake of a server that starts again; true: it has made it.
  std::function<bool(assembly::State&)> mistake = nullptr;
  // Another: entries are hashed in the order of a hash table.
  bool careless = false;
};

struct Life {
  std::string line;
  int64_t arrived = 0;  // acts
};

// Of every preset in turn.
const std::string& RuleOf(uint32_t seed);

// FNV-1a: to compare builds, not to keep anybody out.
uint64_t Hash(const std::string& bytes, uint64_t hash = 14695981039346656037u);

// What went wrong, if something did. The walk's own checks are GoogleTest's, in a test or outside
// of one, and end it, too.
absl::StatusOr<Life> Live(Plan plan);

}  // namespace assent::sim

#endif  // ASSENT_TESTS_SIM_SIMULATION_H_
