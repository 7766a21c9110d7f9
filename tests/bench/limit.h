// The most that this shape of a server could do: gRPC's callback API in front of RocksDB, and
// nothing between them. It speaks TakePosition of the real API, so that the same client, messages
// and metadata load both; but it knows no members, rules or log: each call becomes one record of
// 200 bytes. As in the real server, one thread takes everything that waits, writes it with one sync
// under the settings of storage/rocksdb, and only then answers.

#ifndef ASSENT_TESTS_BENCH_LIMIT_H_
#define ASSENT_TESTS_BENCH_LIMIT_H_

#include <string>

#include "absl/status/status.h"

namespace assent::bench {

// Serves on a free port of loopback, with its records in `folder` (which it makes), until SIGTERM.
// Says where on stderr, the way assentd does.
absl::Status ServeLimit(const std::string& folder);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_LIMIT_H_
