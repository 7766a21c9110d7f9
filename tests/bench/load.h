// Callers of a server. In a closed loop each makes its call, waits for the answer, and makes the
// next; in an open loop calls come at a rate, whether those before them have been answered or not.

#ifndef ASSENT_TESTS_BENCH_LOAD_H_
#define ASSENT_TESTS_BENCH_LOAD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/credentials.h"

namespace assent::bench {

// Where positions go: one proposal that is called, and those who may answer.
struct Meeting {
  std::string server;    // HOST:PORT
  std::string proposal;  // resource name
  std::vector<std::string> tokens;
  std::string facilitator;  // the token of who records others
};

// What a call does: gives a position; records those of a hundred others; reads the proposal with
// its tally; puts 200 bytes into etcd.
enum class Kind { kPosition, kBatch, kRead, kEtcdPut };
inline constexpr int kBatchPositions = 100;

struct Load {
  int callers = 1;  // at most as many as there are tokens
  int connections = 1;
  // Whether each call has a request_id of its own, as those of most clients have.
  bool request_ids = false;
  absl::Duration warm_up = absl::Milliseconds(300);
  absl::Duration measured = absl::Seconds(2);
  Kind kind = Kind::kPosition;
  std::shared_ptr<grpc::ChannelCredentials> credentials = nullptr;  // null: without TLS
};

struct Figures {
  double acts_per_second = 0;  // calls; of a batch the positions in it
  absl::Duration p50;
  absl::Duration p99;
  int64_t calls = 0;  // with those before and after the time that is measured
};

// Each caller has members of its own and goes through them in turn, so that no two calls under way
// are by the same member. One thread of this program drives all callers. The first refusal ends it.
absl::StatusOr<Figures> Run(const Meeting& meeting, const Load& load);

struct OpenLoad {
  double per_second = 1000;
  int connections = 4;
  int slots = 4096;  // calls under way at most; what comes on top is not sent, and counted
  absl::Duration warm_up = absl::Milliseconds(500);
  absl::Duration measured = absl::Seconds(2);
};

struct OpenFigures {
  double done_per_second = 0;
  double refused_per_second = 0;  // RESOURCE_EXHAUSTED or UNAVAILABLE, as under overload
  absl::Duration p50;             // of what was done, from the moment at which it was due
  absl::Duration p99;
  int64_t unsent = 0;
};

// Positions at a rate. Any other refusal ends it.
absl::StatusOr<OpenFigures> RunOpen(const Meeting& meeting, const OpenLoad& load);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_LOAD_H_
