// Rival texts: amendments that the proposer does not accept, under a rule that counts them
// against the proposal's own text (Phase.count). Where none stands, positions decide.

#ifndef ASSENT_SERVER_ASSEMBLY_RIVALS_H_
#define ASSENT_SERVER_ASSEMBLY_RIVALS_H_

#include "server/assembly/act.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Whether an amendment that is not accepted becomes a rival: the rule says so, one of its
// phases counts, and it is another text of the proposal that does the same by itself.
bool BecomesRival(const ProposalState& proposal, const AmendmentState& amendment);

// Whether `phase` counts texts against each other, and there are rivals to count.
bool CountsRivals(const ProposalState& proposal, const v1::Phase& phase);

// Puts the proposal's own text, the rivals and "none of these" on the ballot, and takes
// those off that are rivals no more.
void StandRivals(Act& act, ProposalState& proposal);

// An amendment was withdrawn: it can be chosen no more.
void WithdrawRival(Act& act, ProposalState& proposal, int32_t amendment);

// A phase begins that is not one started again. What was cast among the rivals of one call
// says nothing in the next: there may be others by then, or none, and then positions decide.
void CloseRivalBallots(const Applying& a);

// The proposal was adopted: the text that was chosen is its text, and the rivals come to
// their end.
void TakeChosenText(const Applying& a);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_RIVALS_H_
