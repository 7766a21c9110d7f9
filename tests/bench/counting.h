// How long counts take, and how much memory ballots: of made-up elections, from a seed that is
// printed, counted after reading in one thread.

#ifndef ASSENT_TESTS_BENCH_COUNTING_H_
#define ASSENT_TESTS_BENCH_COUNTING_H_

#include <cstdint>
#include <random>
#include <vector>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"
#include "tests/bench/metric.h"

namespace assent::bench {

struct CountingPlan {
  uint32_t seed = 20261130;
  int rounds = 5;  // medians of so many
};

// count_meek_64k (14 candidates, 5 seats), count_meek_500k (20, 7), count_schulze_20k (20,000
// ballots × 5 candidates) and count_equal_shares_6586 (voters × 64 projects, Add1), ms each; and
// the bytes of a ballot of the second and of the last.
absl::StatusOr<std::vector<Metric>> MeasureCounting(const CountingPlan& plan);

// Each of one candidate at least, in an order that says nothing: nobody is far in front.
counting::Election MakeRankings(std::mt19937& dice, int ballots, int candidates);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_COUNTING_H_
