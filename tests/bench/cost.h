// What the record costs: acts a second of a ledger on a RocksDB store in this
// process, with the tree and the check of tokens and without them, in turn.

#ifndef ASSENT_TESTS_BENCH_COST_H_
#define ASSENT_TESTS_BENCH_COST_H_

#include "absl/status/statusor.h"
#include "tests/bench/first.h"

namespace assent::bench {

struct CostFigures {
  double with_checks = 0;  // medians, in acts a second
  double without = 0;
  double ratio = 0;  // median of those within each round
};

// Rounds, time and members as the plan says; so many acts under way as it has
// callers at most.
absl::StatusOr<CostFigures> MeasureCost(const Plan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_COST_H_
