// The road of a proposal: how phases start, close and lead on. Shared by the
// Decide functions and by Settle(). All of it emits events through an Act.

#ifndef ASSENT_SERVER_ASSEMBLY_ROAD_H_
#define ASSENT_SERVER_ASSEMBLY_ROAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "assent/event/v1/proposal_events.pb.h"
#include "assent/v1/rule.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"
#include "server/assembly/views.h"

namespace assent::assembly {

// Whether a phase of the rule is running.
bool IsRunning(const ProposalState& proposal);
// Whether positions may be given now: a phase runs, or what blocked the
// proposal is being resolved.
bool TakesPositions(const ProposalState& proposal);

// Whether the member (an index) may start the phase that waits for it, or support
// its start and has not; where nobody facilitates, anybody who has a voice may take
// that on. Of a proposal that no phase waits in: nobody.
bool MayStart(const State& state, const ProposalState& proposal, int32_t member);

// Whether a call for consensus would be refused now, and as what:
// NOT_IN_THIS_STATE, WITHDRAWAL_PENDING, DISCUSSION_NOT_OVER, QUESTIONS_OPEN,
// CONCERNS_UNSETTLED, EDITORIAL_PENDING, AMENDMENT_PENDING.
absl::Status CheckCallable(const ProposalState& proposal, absl::Time now);

// Who would decide now, as it goes into the log. `subject`: whom the decision is
// about, by member id, where the rule leaves them out; empty: nobody.
event::v1::Electorate ElectorateNow(const State& state, const v1::DecisionRule& rule,
                                    const std::string& subject, absl::Time now);

// `duration` after `start` as a phase of this assembly counts it.
absl::Time After(Act& act, absl::Time start, absl::Duration duration,
                 v1::PhaseTime::Calendar calendar);

// Starts phase `index`, or starts it again from its beginning.
void StartPhase(Act& act, ProposalState& proposal, int32_t index, bool restart);

// Goes on with phase `index`, which closed too early, until `end`.
void GoOn(Act& act, ProposalState& proposal, int32_t index, absl::Time end);

// Goes where the rule says that an outcome of phase `index` leads.
void FollowOutcome(Act& act, ProposalState& p, int32_t index, v1::Outcome outcome);

// Puts the outcome on record and follows it.
void ClosePhase(Act& act, ProposalState& proposal, const ProposalEvaluation& evaluation);

// What a phase without an outcome of its own (resolving) leads to at its end.
void FollowNext(Act& act, ProposalState& proposal, const v1::Next& next, v1::Outcome outcome);

// When a decision that takes effect now is looked at again, and when it ends.
void SetReview(const ProposalState& p, absl::Time now, event::v1::DecisionMade& made);

// Brings the proposal to its end.
void Finish(Act& act, ProposalState& proposal, v1::Proposal::State state, v1::Outcome outcome);

// Enters a state that needs nothing more said.
void EnterState(Act& act, ProposalState& proposal, v1::Proposal::State state);

// Goes to DISCUSSION or CONCERNS, with a fresh end of discussion if it has one.
void ReturnTo(Act& act, ProposalState& proposal, v1::Proposal::State state);

// Whether everybody who has a voice has answered.
bool AllAnswered(const ProposalState& proposal);

// Closes the running phase if its rule lets it close early and its condition
// has come true, its minimum time or not. Called after an act that may have
// made it true.
void CloseEarly(Act& act, ProposalState& proposal);

// A hold was raised: stops a final comment period or a late window at once.
void OnHoldRaised(Act& act, ProposalState& proposal);
// A block has passed its test: what waited for that goes on as blocked.
void OnHoldProven(Act& act, ProposalState& proposal);
// A hold ended: a proposal that nothing holds any more goes on, and a phase
// that says so starts again.
void OnHoldEnded(Act& act, ProposalState& proposal);

// Resolving is over: tests without a time of their own end with it; holds of blockers who were
// silent and did not do what the rule asks of them lapse; otherwise it goes on as blocked.
void EndResolving(Act& act, ProposalState& proposal);
// What the rule asks of blockers while they are resolved is looked at.
void SettleDuty(Act& act, ProposalState& proposal, absl::Time due);
// Whether the next look would end this open block of a RESOLVING proposal, as it
// stands now; `holder` is a member index.
bool OwesDuty(const ProposalState& proposal, const BlockState& block, int32_t holder);
// Ends the blocks whose release condition has come true.
void ReleaseBlocks(Act& act);

// Whether what the voices have found so far overturns what was declared.
bool Overturns(const State& state, const ProposalState& proposal);
// An appeal is settled by what the voices have found.
void SettleAppeal(Act& act, ProposalState& proposal);

// Brings a parked proposal back to where it was, its phase in full.
void ReturnFromPark(Act& act, ProposalState& proposal);

// Ends a block. `becomes`: what its holder's position becomes; unspecified:
// none.
void MoveBlock(Act& act, ProposalState& proposal, int32_t concern, v1::Block::State state,
               v1::Stance becomes, const std::string& reason);
// Under a rule that tests every block, one that was just raised waits for its test.
void AskForTest(Act& act, ProposalState& proposal, int32_t concern);
// Somebody no longer supports a block: one that needs a second and has lost it
// is invalid.
void TestForSecond(Act& act, ProposalState& proposal, int32_t concern);
// Ends the tests of blocks that have no time of their own, because the phase
// ends, or because a decision is `asked` for and they were open long enough.
void SettleOpenTests(Act& act, ProposalState& proposal, bool asked = false);
// Works out the test of a block and puts the result on record, if there is one.
// Returns whether it is settled.
bool SettleTest(Act& act, ProposalState& proposal, int32_t concern, bool time_over);

// Puts an amendment into another state. `settles`: when it is settled if nobody
// acts; infinite: it is, or waits for somebody. `reason` may be empty. `accepts`: the
// actor, who is one of its proposers, accepts it.
void MoveAmendment(Act& act, ProposalState& proposal, int32_t amendment, v1::Amendment::State state,
                   absl::Time settles, const std::string& reason, bool accepts = false);
// Co-proposers, by member index, who are asked about a change that the proposer
// accepts: those who are still members, but for its author. Nobody of a change of an
// amendment, which has still to be accepted itself.
std::vector<int32_t> CoProposersToAsk(const State& state, const ProposalState& proposal,
                                      int32_t amendment);
// Whether the rule has every co-proposer accept a friendly change.
bool NeedsEveryProposer(const ProposalState& proposal);
// Whether the proposer and all who are asked have accepted it, if `also` (a member
// index; -1: nobody) does.
bool AcceptedByAll(const State& state, const ProposalState& proposal, int32_t amendment,
                   int32_t also);

// Whether the proposal's text may change now: a refusal that says why not.
absl::Status CheckAmendable(const Act& act, const ProposalState& proposal);
// Whether an amendment that was accepted can still be taken in: the text that
// it was written for is the current one, and may change. AMENDMENT_STALE, and
// what CheckAmendable() refuses.
absl::Status CheckFits(const Act& act, const ProposalState& proposal, int32_t amendment);
// Makes an accepted amendment part of what it amends: a revision of the
// proposal, and what a new text does to it; or a new text of the amendment.
void TakeIn(Act& act, ProposalState& proposal, int32_t amendment);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ROAD_H_
