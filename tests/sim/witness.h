// Somebody who watches an assembly and keeps no more of it than anybody could write down: what must
// never happen, whatever the order in which acts arrive. Independent of how the core keeps its
// state.
//
// Not thread-safe.

#ifndef ASSENT_TESTS_SIM_WITNESS_H_
#define ASSENT_TESTS_SIM_WITNESS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/state.h"

namespace assent::sim {

class Witness {
 public:
  // After every step, with all events so far. What is wrong, if something is:
  //   - an entry out of order, or earlier than the one before;
  //   - a second decision, or a position, on what is decided, unless an appeal opened it again;
  //   - a rule, or the entry of the electorate, that is another one than when the proposal was
  //   introduced;
  //   - a block that is gone, without an entry about its proposal.
  absl::Status Look(const assembly::State& state, const std::vector<event::v1::Event>& events);

 private:
  struct Frozen {
    std::string rule;
    int64_t electorate = 0;
  };

  absl::Status Read(const event::v1::Event& event);
  absl::Status LookAtFrozen(const assembly::ProposalState& proposal);
  absl::Status LookAtHolds(const assembly::State& state);
  absl::Status LookAtDecided(const assembly::State& state) const;

  size_t read_ = 0;
  int64_t time_us_ = 0;
  std::set<int32_t> decided_;
  std::set<int32_t> touched_;  // proposals that the newest entries are about
  std::set<int32_t> started_;  // of which a phase began with them
  std::map<int32_t, Frozen> frozen_;
  std::set<std::pair<int32_t, int32_t>> holds_;  // proposal and concern of open blocks
};

}  // namespace assent::sim

#endif  // ASSENT_TESTS_SIM_WITNESS_H_
