// An assembly of any size in memory, made by real acts without signatures: what is measured is
// what a large assembly costs, not how it came to be.

#ifndef ASSENT_TESTS_BENCH_CROWD_H_
#define ASSENT_TESTS_BENCH_CROWD_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/assembly/decide.h"
#include "server/assembly/state.h"
#include "tests/support/repeating_notary.h"

namespace assent::bench {

class Crowd {
 public:
  // With `members` who may answer, and a call that is open until long after.
  static absl::StatusOr<std::unique_ptr<Crowd>> Gather(const std::string& assembly,
                                                       const std::string& rule, int members);

  const assembly::State& state() const { return state_; }
  assembly::State& mutable_state() { return state_; }
  const assembly::ProposalState& proposal() const { return state_.proposals.at(1); }
  absl::Time now() const { return now_; }

  template <typename Request>
  auto Do(int32_t actor, const Request& request) {
    assembly::Act act(state_, notary_, actor, now_);
    return assembly::Decide(act, request);
  }

 private:
  explicit Crowd(const std::string& assembly) { state_.id = assembly; }
  absl::Status Found(const std::string& rule);
  absl::Status Join(int number);
  absl::Status Call();

  assembly::State state_;
  test::RepeatingNotary notary_{nullptr};
  const absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
};

}  // namespace assent::bench

#endif  // ASSENT_TESTS_BENCH_CROWD_H_
