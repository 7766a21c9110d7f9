// Where adopted decisions stand after they were adopted: their reviews, how they
// are kept, and how they end (transitions 32 to 35 of decision-rules.md). Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_STANDING_H_
#define ASSENT_SERVER_ASSEMBLY_STANDING_H_

#include <cstdint>

#include "absl/time/time.h"
#include "assent/v1/decision.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// As its document holds it.
v1::Standing ViewStanding(const State& state, const StandingState& standing);

// The same decision or proposal as it is today: its state is that of its standing.
// Nothing changes where `standing` says nothing.
void ShowStanding(const v1::Standing& standing, v1::Proposal& proposal);

// What fell due at `due` for decision `number`: its sunset, the end of the time in
// which somebody might object to keeping it, its review.
void SettleStanding(Act& act, int32_t number, absl::Time due);

// Puts an end to a decision in force. `by`: the decision that does; 0: its own
// sunset.
void EndDecision(Act& act, int32_t number, v1::Proposal::State state, int32_t by);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_STANDING_H_
