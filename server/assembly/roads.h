// Roads: phases in which the voices choose by ranked ballots how the rule goes on
// (Phase.roads). One of them counts as chosen where it comes out alone, without any lot.
// The ballots and their count stay to be seen until the roads are asked about again.

#ifndef ASSENT_SERVER_ASSEMBLY_ROADS_H_
#define ASSENT_SERVER_ASSEMBLY_ROADS_H_

#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Whether what stands on the ballot are roads, and not answers to the question.
bool OfRoads(const v1::Election& election);

// Puts the roads of the running phase on the ballot, unless they are from an earlier time.
void StandRoads(Act& act, ProposalState& proposal);

// The road of `phase` that the ballots have chosen; nullptr: none has come out alone, or
// they are not counted as they are now.
const v1::Road* ChosenRoad(const ProposalState& proposal, const v1::Phase& phase);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ROADS_H_
