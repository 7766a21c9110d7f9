// Ten years of an assembly, written through a ledger.

#ifndef ASSENT_TESTS_BENCH_MADE_YEARS_H_
#define ASSENT_TESTS_BENCH_MADE_YEARS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/event_store.h"
#include "tests/support/simulated_clock.h"

namespace assent::bench {

struct MadeYears {
  std::vector<std::string> tokens;  // of the members of assemblies/club
  std::vector<int32_t> labelled;    // [i]: the decision of the i-th labelled pair
  std::vector<int32_t> proposals;   // [i]: its proposal, which is open
};

// Moves the clock by ten years.
absl::StatusOr<MadeYears> MakeYears(storage::EventStore& store, test::SimulatedClock& clock,
                                    int32_t decisions, int members);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_MADE_YEARS_H_
