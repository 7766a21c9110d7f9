// Who may steer a proposal, and who may judge it for the group.

#ifndef ASSENT_SERVER_ASSEMBLY_STEERING_H_
#define ASSENT_SERVER_ASSEMBLY_STEERING_H_

#include <cstdint>

#include "absl/status/status.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Whether a member (an index) may steer the proposal: take it over, facilitate it, close a
// vote on its text. Whoever the list of voices leaves out speaks, and no more (5 B1), as
// long as anybody on it is there, or brings it. NOT_IN_ELECTORATE.
absl::Status CheckMaySteer(const State& state, const ProposalState& proposal, int32_t member);

// Whether the member (an index) brings the proposal while others with a voice do not:
// process is separate from content, and one of those others is to judge the sense of the
// group. Cost: the voices.
bool JudgesOwn(const State& state, const ProposalState& proposal, int32_t member);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_STEERING_H_
