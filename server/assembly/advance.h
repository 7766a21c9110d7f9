// Positions that are left before the call by whoever will be absent then: for the
// exact text that stands, with consent only, counting from the moment at which the
// call opens on that very text (decision-rules.md, A5 and F11). Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_ADVANCE_H_
#define ASSENT_SERVER_ASSEMBLY_ADVANCE_H_

#include "absl/status/statusor.h"
#include "assent/v1/position_service.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// NOT_IN_ADVANCE, and as TakePosition refuses.
absl::StatusOr<v1::TakePositionResponse> LeaveInAdvance(Act& act, ProposalState& proposal,
                                                        const v1::TakePositionRequest& request);
// NO_POSITION where the actor left none for this text.
absl::StatusOr<v1::WithdrawPositionResponse> TakeBackAdvance(Act& act, ProposalState& proposal);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ADVANCE_H_
