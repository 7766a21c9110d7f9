// What giving another answer does to a block that one holds. Shared by positions and
// ballots.

#ifndef ASSENT_SERVER_ASSEMBLY_POSITIONS_H_
#define ASSENT_SERVER_ASSEMBLY_POSITIONS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "assent/v1/stance.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// NOT_THE_HOLDER where the voice blocks, and it is not the actor's to end.
absl::Status CheckOwnBlock(const Act& act, const ProposalState& proposal, int32_t voice);

// Ends the block that the voice holds, if it does, as its next answer is `next`.
void EndOwnBlock(Act& act, ProposalState& proposal, int32_t voice, v1::Stance next);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_POSITIONS_H_
