// What a proposal does by itself when it is adopted: it changes the charter, who
// belongs, who has a role, a common pool, or ends decisions in force. Checked when
// it is drafted, when it is introduced and when it takes effect.

#ifndef ASSENT_SERVER_ASSEMBLY_EFFECTS_H_
#define ASSENT_SERVER_ASSEMBLY_EFFECTS_H_

#include <string>

#include "absl/status/status.h"
#include "assent/event/v1/proposal_events.pb.h"
#include "assent/v1/amendment_service.pb.h"
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

// What an amendment has the proposal do, into its event: an amendment of one that acts says
// that this stays, or what it is. EFFECT_UNSAID, SUBJECT_STAYS, VALUE_INVALID, and what
// AddEffects() and CheckEffects() refuse.
absl::Status AddAmendedEffect(Act& act, const ProposalState& proposal,
                              const v1::CreateAmendmentRequest& request,
                              event::v1::AmendmentProposed& proposed);
// Shows it in the amendment.
void ShowAmendedEffect(const std::string& assembly, const event::v1::AmendedEffect& effect,
                       AmendmentState& amendment);
// What `from` does becomes what `to` does: an amendment or a proposal.
template <typename From, typename To>
void TakeEffect(const From& from, To& to) {
  if (from.has_charter_change()) *to.mutable_charter_change() = from.charter_change();
  if (from.has_membership_change()) *to.mutable_membership_change() = from.membership_change();
  if (from.has_role_change()) *to.mutable_role_change() = from.role_change();
  if (from.has_pool_change()) *to.mutable_pool_change() = from.pool_change();
}

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
