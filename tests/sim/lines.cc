// Prints the line of each seed (simulation.h): what two builds have in common, for `compare`.
//
//   sim_lines FIRST COUNT STEPS [CARELESS]
//
// CARELESS is for a canary: the seed whose entries are hashed in the order of a hash table. Exit
// code 1: an invariant does not hold.

#include <cstdio>
#include <vector>

#include "absl/strings/numbers.h"
#include "tests/sim/simulation.h"

int main(int argc, char** argv) {
  std::vector<int> numbers;
  for (int i = 1; i < argc; ++i) {
    if (!absl::SimpleAtoi(argv[i], &numbers.emplace_back())) return 2;
  }
  if (numbers.size() < 3) return 2;
  for (int i = 0; i < numbers[1]; ++i) {
    const auto seed = static_cast<uint32_t>(numbers[0] + i);
    const bool careless = numbers.size() > 3 && numbers[3] == numbers[0] + i;
    const auto life = assent::sim::Live({.seed = seed,
                                         .rule = assent::sim::RuleOf(seed),
                                         .steps = numbers[2],
                                         .careless = careless});
    if (!life.ok()) {
      std::fprintf(stderr, "seed %u: %s\n", seed, life.status().ToString().c_str());
      return 1;
    }
    std::printf("%s\n", life->line.c_str());
  }
  return 0;
}
