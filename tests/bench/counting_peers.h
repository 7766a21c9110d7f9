// How long counts take beside other programs that count by the same rule, in turn on the same
// ballots, on this machine; and whether they elect the same.

#ifndef ASSENT_TESTS_BENCH_COUNTING_PEERS_H_
#define ASSENT_TESTS_BENCH_COUNTING_PEERS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/first.h"
#include "tests/bench/metric.h"

namespace assent::bench {

// ms of a count and of the peer's, and their ratio; ballots are those of MeasureCounting:
//   meek_64k_js, meek_500k_js  meeks-prf-js, counting alone, after reading
//   schulze_20k_js             condorcet, the same
//   schulze_20k_belenios       belenios-tool with reading, without its start (an empty count)
// tests/bench/peers/install brings the peers. kUnavailable where one says nothing; kInternal where
// it elects somebody else. Writes into plan.folder.
absl::StatusOr<std::vector<Metric>> MeasureCountingPeers(const Plan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_COUNTING_PEERS_H_
