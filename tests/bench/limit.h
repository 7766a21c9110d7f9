// The most that a server could do: gRPC in front of RocksDB, and nothing between them. It speaks
// TakePosition of the real API, so that the same client, messages and metadata load both; but it
// knows no members, rules or log: each call becomes one record of 200 bytes. As in the real server,
// everything that waits is written with one sync, under the settings of storage/rocksdb, and only
// then answered. By which threads is the shape's matter (shapes.h).
//
// Beside that, in gRPC's callback API: RecordPositions makes a record of each position of a call;
// GetProposal answers at once with bytes that it was given (an echo); WatchProposal streams those
// bytes to everybody who watches whenever a position is taken (a bare fan-out).

#ifndef ASSENT_TESTS_BENCH_LIMIT_H_
#define ASSENT_TESTS_BENCH_LIMIT_H_

#include <string>

#include "absl/status/status.h"

namespace assent::bench {

// Serves on a free port of loopback, with its records in `folder` (which it makes), until SIGTERM.
// Says where on stderr, the way assentd does. `answer` names a file with the GetProposalResponse
// that it gives; empty: an empty one. kInvalidArgument: there is no such shape.
absl::Status ServeLimit(const std::string& folder, const std::string& shape,
                        const std::string& answer);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_LIMIT_H_
