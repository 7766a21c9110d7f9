// Common pools of money, goods or hours: what comes in and goes out by decision
// alone, never more than there is.

#ifndef ASSENT_SERVER_ASSEMBLY_POOLS_H_
#define ASSENT_SERVER_ASSEMBLY_POOLS_H_

#include "absl/status/status.h"
#include "assent/event/v1/proposal_events.pb.h"
#include "assent/v1/effect.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Writes the change into a draft. FIELD_REQUIRED, VALUE_INVALID, what CheckText()
// refuses.
absl::Status AddPool(const Act& act, const v1::PoolChange& change,
                     event::v1::ProposalDrafted& drafted);

// Whether the pool bears the movement now: POOL_UNKNOWN, POOL_OVERDRAWN,
// RETURN_TOO_LARGE, VALUE_INVALID for a unit that is not the pool's.
absl::Status CheckPool(const State& state, const v1::PoolChange& change);

// Moves it as the adopted proposal says: `change`, of that or of its result. Expects that
// CheckPool() let it.
void MovePool(Act& act, const ProposalState& proposal, const v1::PoolChange& change);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_POOLS_H_
