// What signatures cost: acts a second of the whole server in this process, on a RocksDB
// store and over gRPC, by members who sign (`signing: required`) and by members who do
// not, in turn. Each act has a request_id. What members sign is signed beforehand: that
// is their devices' work. Sending it is theirs, too, but shares the processors: so the
// processor time of the one thread that does it is told apart from all the other's.

#ifndef ASSENT_TESTS_BENCH_SIGNING_COST_H_
#define ASSENT_TESTS_BENCH_SIGNING_COST_H_

#include "absl/status/statusor.h"
#include "tests/bench/first.h"

namespace assent::bench {

// Acts a second, and the processor time of one in µs.
struct ActingFigures {
  double rate = 0;
  double server_us = 0;
  double members_us = 0;
};

// Medians of the rounds; the ratio is the median of the ratios of two neighbours in time.
struct SigningFigures {
  ActingFigures unsigned_acts;
  ActingFigures signed_acts;
  double ratio = 0;
  // To check one signature with nothing else to do, in µs: the least that a signed act costs more.
  double check_us = 0;
};

// Rounds and rule as the plan says, and about as long.
absl::StatusOr<SigningFigures> MeasureSigning(const Plan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_SIGNING_COST_H_
