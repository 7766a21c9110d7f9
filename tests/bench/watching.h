// Many who watch one proposal: how long an act takes to reach the last of them, beside a bare
// stream write to each, and what an idle one costs.

#ifndef ASSENT_TESTS_BENCH_WATCHING_H_
#define ASSENT_TESTS_BENCH_WATCHING_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/first.h"
#include "tests/bench/metric.h"

namespace assent::bench {

// watch_10k (ms to the last of `watchers`) and watcher_bytes (of the server's memory).
absl::StatusOr<std::vector<Metric>> MeasureWatching(const Plan& plan, int watchers);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_WATCHING_H_
