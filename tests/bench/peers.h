// What a user would otherwise build: PostgreSQL and etcd, on this machine, side by side with the
// server, with the same payload and the same durability.

#ifndef ASSENT_TESTS_BENCH_PEERS_H_
#define ASSENT_TESTS_BENCH_PEERS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/first.h"
#include "tests/bench/metric.h"

namespace assent::bench {

// vs_postgres_64, vs_postgres_act_64 and vs_etcd_64: acts of the server for each of the peer's, 64
// clients. Both peers are Debian's (tests/bench/peers/install brings them); kFailedPrecondition
// where one is missing. They listen on loopback, or a socket, below plan.folder, and are ended.
absl::StatusOr<std::vector<Metric>> MeasurePeers(const Plan& plan);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_PEERS_H_
