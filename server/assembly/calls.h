// What calls and meetings share: asking for a decision, and resolving that has
// had its meetings.

#ifndef ASSENT_SERVER_ASSEMBLY_CALLS_H_
#define ASSENT_SERVER_ASSEMBLY_CALLS_H_

#include "absl/status/status.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Closes the running phase if its rule lets it close now, as DecideProposal does.
// NOT_CALLED, WITHDRAWAL_PENDING, OUTCOME_NOT_REACHED.
absl::Status DecideNow(Act& act, ProposalState& proposal);

// Whether asking would close the running phase of a proposal that is as
// `proposal`, and adopt it or lead it on; changes nothing. Expects a running phase
// other than resolving. WITHDRAWAL_PENDING, OUTCOME_NOT_REACHED.
absl::Status CheckWouldPass(const Act& act, const ProposalState& proposal);

// Ends resolving where its rule counts meetings and all have been held.
void EndResolvingByMeetings(Act& act, ProposalState& proposal);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_CALLS_H_
