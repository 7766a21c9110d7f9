// Callers who each give a position, wait for the answer, and give the next one: a closed loop.

#ifndef ASSENT_TESTS_BENCH_LOAD_H_
#define ASSENT_TESTS_BENCH_LOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace assent::bench {

// Where positions go: one proposal that is called, and those who may answer.
struct Meeting {
  std::string server;    // HOST:PORT
  std::string proposal;  // resource name
  std::vector<std::string> tokens;
};

struct Load {
  int callers = 1;  // at most as many as there are tokens
  int connections = 1;
  // Whether each call has a request_id of its own, as those of most clients have.
  bool request_ids = false;
  absl::Duration warm_up = absl::Milliseconds(300);
  absl::Duration measured = absl::Seconds(2);
};

struct Figures {
  double acts_per_second = 0;
  absl::Duration p50;
  absl::Duration p99;
  int64_t calls = 0;  // with those before and after the time that is measured
};

// Each caller has members of its own and goes through them in turn, so that no two calls under way
// are by the same member. One thread of this program drives all callers. The first refusal ends it.
absl::StatusOr<Figures> Run(const Meeting& meeting, const Load& load);

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_LOAD_H_
