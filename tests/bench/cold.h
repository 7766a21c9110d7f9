// What there is on disk, and what it costs to start on it: ten million entries, an assembly of a
// million that is touched for the first time, a hundred thousand assemblies in memory.

#ifndef ASSENT_TESTS_BENCH_COLD_H_
#define ASSENT_TESTS_BENCH_COLD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/metric.h"

namespace assent::bench {

struct ColdPlan {
  std::string assentd;      // the server's program
  std::string folder;       // for the records; on the disk that is meant
  int assemblies = 10;      // with long logs
  int entries = 1'000'000;  // of each, at least
  int small = 100'000;      // assemblies with an open proposal each
  int rounds = 5;           // starts
};

// start_10m and first_touch_1m, in seconds, as a caller sees them. The server has run once on what
// is there, and was killed under way, so that a start has a log of the store to go through, too.
absl::StatusOr<std::vector<Metric>> MeasureStarts(const ColdPlan& plan);

// assemblies_100k: bytes that this process takes more with them than before.
absl::StatusOr<std::vector<Metric>> MeasureManyAssemblies(const ColdPlan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_COLD_H_
