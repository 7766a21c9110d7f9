// When something about a proposal falls due: what Settle() looks at.

#ifndef ASSENT_SERVER_ASSEMBLY_DUE_H_
#define ASSENT_SERVER_ASSEMBLY_DUE_H_

#include "server/assembly/state.h"

namespace assent::assembly {

// Gives the proposal its place among what falls due, after any of its times has changed.
void KeepDue(State& state, const ProposalState& proposal);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_DUE_H_
