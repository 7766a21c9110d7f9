// What waits for a member. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_NEEDS_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_NEEDS_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/need.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// What waits for `member` (an index) at `now`, most urgent first: see
// v1.ListNeeds. Cost: what is open, not the positions in it.
std::vector<v1::Need> NeedsOf(const State& state, int32_t member, absl::Time now);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_NEEDS_H_
