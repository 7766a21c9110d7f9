// How fast a server takes in a log that was exported elsewhere.

#ifndef ASSENT_TESTS_BENCH_IMPORTING_H_
#define ASSENT_TESTS_BENCH_IMPORTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/metric.h"

namespace assent::bench {

struct ImportPlan {
  std::string assentd;  // the server's program
  std::string folder;   // for the records; on the disk that is meant
  int entries = 500'000;
  int rounds = 5;
};

// import: entries a second, from the first byte that is sent to the answer, of a log of positions
// with reasons. Each round is one import into a server that has nothing yet, over one stream; what
// is sent lies ready in this process.
absl::StatusOr<std::vector<Metric>> MeasureImport(const ImportPlan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_IMPORTING_H_
