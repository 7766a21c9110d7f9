// What a proposal does by itself when it is adopted: it changes the charter, who
// belongs, who has a role, a common pool, or ends decisions in force. Checked when
// it is drafted, when it is introduced and when it takes effect.

#ifndef ASSENT_SERVER_ASSEMBLY_EFFECTS_H_
#define ASSENT_SERVER_ASSEMBLY_EFFECTS_H_

#include <string>

#include "absl/status/status.h"
#include "assent/event/v1/proposal_events.pb.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Whether adopting the proposal does anything by itself.
bool HasEffects(const v1::Proposal& proposal);

// Writes what the request wants done into the draft: names become ids, texts
// stand apart. Refused: VALUE_INVALID where the change does not go with the kind,
// FIELD_REQUIRED, and what CheckEffects() refuses.
absl::Status AddEffects(const Act& act, const v1::CreateProposalRequest& request,
                        event::v1::ProposalDrafted& drafted);

// Shows what a draft wants done, with whole names, in the proposal.
void ShowEffects(const std::string& assembly, const event::v1::ProposalDrafted& drafted,
                 v1::Proposal& view);

// Whether what a proposal does by itself could be done now: the charter would
// stand, the member is there, the pool has enough, what it replaces is in force
// and was not decided under a stricter rule than `rule_id` of the charter.
absl::Status CheckEffects(const State& state, Notary& notary, const v1::Proposal& proposal);

// Does it; where it does not fit any more, all stays as it is and the record says
// why.
void CarryOut(Act& act, ProposalState& proposal);

// Whom the decision is about, by member id, where there is exactly one: the member
// it would remove, or give a role to. Empty: nobody.
std::string SubjectOf(const v1::Proposal& proposal);

// Before the event that ends a membership: the member's open concerns wait for
// somebody to adopt them.
void HandOverConcerns(Act& act, int32_t member);
// After it: their roles go on to others, and what they alone held up goes on.
void SettleAfterLeaving(Act& act, int32_t member);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_EFFECTS_H_
