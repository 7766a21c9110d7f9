// Which blocks and objections hold a proposal. Shared by evaluation and by
// what happens when a hold comes or goes. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_HOLDS_H_
#define ASSENT_SERVER_ASSEMBLY_HOLDS_H_

#include <string>
#include <vector>

#include "assent/v1/rule.pb.h"
#include "server/assembly/state.h"
#include "server/rules/block_validity.h"

namespace assent::assembly {

// Whether the block stands or is under test.
bool IsOpen(const BlockState& block);
// Whether the concern is open or answered.
bool IsOpen(const ConcernState& concern);
// Whether an objection holds in `phase`: open, no block in its place, and not
// answered where somebody judges and an answer addresses it.
bool Holds(const ConcernState& concern, const v1::Phase& phase);

// What is known of a block for its rule's tests.
rules::BlockFacts FactsOf(const ProposalState& proposal, const BlockState& block,
                          bool test_time_over);

// The phase whose policy applies to blocks now: the current one, or the one in
// which the proposal was blocked.
const v1::Phase& BlockPhase(const ProposalState& proposal);

// Whether the member counts as active under a rule at `now`: neither away nor
// gone, and not silent for longer than it allows.
bool IsActive(const Member& member, const v1::Electorate& electorate, absl::Time now);

// Whose voice a member speaks for under a rule: their unit's (with a tilde in
// front, so that no unit is called like a member), or their own.
std::string VoiceName(const v1::DecisionRule& rule, const Member& member);

// The members, by index, who are left of all those that have not left the
// assembly once `electorate`'s exclusions are taken out, at `now`.
std::vector<int32_t> Entitled(const State& state, const v1::DecisionRule& rule,
                              const event::v1::Electorate& electorate, absl::Time now);

// Whether the member is named to carry the decision out.
bool IsImplementer(const ProposalState& proposal, const Member& member);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_HOLDS_H_
