// Counts the ballots of a proposal: exact, the same on every machine and in every replay.
// Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_ELECTION_COUNT_H_
#define ASSENT_SERVER_ASSEMBLY_ELECTION_COUNT_H_

#include "assent/event/v1/election_events.pb.h"
#include "assent/v1/election.pb.h"
#include "assent/v1/stance.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// What the ballots come to, with every round. Expects that they are open. Whether it was
// written or will be is for the caller.
v1::ElectionResult CountBallots(const ProposalState& proposal);

// The same as the log keeps it. "None of these" is chosen, too, where nobody marked
// anything, nothing stands, or the method gives up (`obstacle` of the entry says so).
event::v1::ElectionCounted CountedAs(const ProposalState& proposal);

// What a ballot stands for once the proposal is counted: AGREE, ABSTAIN, or against what
// was chosen, as the running phase lets it be said. See v1.Election.
v1::Stance StanceOfBallot(const ProposalState& proposal, const v1::Marks& marks);

// The number of "none of these" on the ballot; 0: it is not on it.
int32_t NoneOfThese(const v1::Election& election);

// What all that was chosen costs; 0 before the count.
int64_t CostOfChosen(const v1::Election& election);

// Options that can be chosen, "none of these" aside.
int StandingOptions(const v1::Election& election);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ELECTION_COUNT_H_
