// The pure parts, in this process: what one position costs in an open proposal of many members,
// without gRPC, tree and disk.

#ifndef ASSENT_TESTS_BENCH_INSIDE_H_
#define ASSENT_TESTS_BENCH_INSIDE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/metric.h"

namespace assent::bench {

struct InsidePlan {
  int members = 1'000'000;
  int rounds = 5;           // medians of so many
  int positions = 200'000;  // in each
};

// decide_apply_1m, evaluate_1m (µs each) and bytes_per_position.
absl::StatusOr<std::vector<Metric>> MeasureInside(const InsidePlan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_INSIDE_H_
