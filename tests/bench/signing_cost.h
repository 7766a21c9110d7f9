// What signatures cost: acts a second of the whole server in this process, on a RocksDB
// store and over gRPC, by members who sign (`signing: required`) and by members who do
// not, in turn. Each act has a request_id. What members sign is signed beforehand: that
// is their devices' work.

#ifndef ASSENT_TESTS_BENCH_SIGNING_COST_H_
#define ASSENT_TESTS_BENCH_SIGNING_COST_H_

#include "absl/status/statusor.h"
#include "tests/bench/first.h"

namespace assent::bench {

struct SigningFigures {
  double unsigned_acts = 0;  // medians, in acts a second
  double signed_acts = 0;
  double ratio() const { return unsigned_acts > 0 ? signed_acts / unsigned_acts : 0; }
};

// Rounds and rule as the plan says, and about as long.
absl::StatusOr<SigningFigures> MeasureSigning(const Plan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_SIGNING_COST_H_
