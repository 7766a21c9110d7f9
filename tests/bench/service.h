// The service over real calls, beside the limit programs, in turn: the figures of performance.md
// about positions, batches and reads.

#ifndef ASSENT_TESTS_BENCH_SERVICE_H_
#define ASSENT_TESTS_BENCH_SERVICE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/first.h"
#include "tests/bench/metric.h"

namespace assent::bench {

// durable_unary_1, _16, _64 and _256 (of one and four connections the lower ratio; at 64 and 256
// beside the best limit program of any shape), same_shape_64, durable_batch_100, tls_64.
absl::StatusOr<std::vector<Metric>> MeasureService(const Plan& plan);

// read_64: a proposal with its tally, beside the callback-shaped limit program, which sends the
// same bytes. What a read costs either's processor goes to stderr.
absl::StatusOr<std::vector<Metric>> MeasureReads(const Plan& plan);

// p99_half_load, p99_open_10k (ms; _bare: of the limit program) and overload_goodput: at rates,
// whether answered or not.
absl::StatusOr<std::vector<Metric>> MeasureRates(const Plan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_SERVICE_H_
