// Members who bring a proposal beside its proposer: who asks them, and what they say.
// A name that the proposer wrote down is a question to its bearer; from their own yes on
// they count for the rule, and have the say of one who brings it.

#ifndef ASSENT_SERVER_ASSEMBLY_SPONSORS_H_
#define ASSENT_SERVER_ASSEMBLY_SPONSORS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "assent/v1/proposal.pb.h"
#include "assent/v1/tally.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Whether the proposer has asked the member to bring it too, and they have not said that
// they do.
bool IsAsked(const ProposalState& proposal, const Member& member);
// Whether they said that they do not, or no more.
bool HasDeclined(const ProposalState& proposal, const Member& member);
// Whether the member sees it while it is a draft: whoever brings it or was asked to.
bool SeesDraft(const ProposalState& proposal, const Member& member);

// How many members bring it beside its proposer.
int64_t Sponsors(const State& state, const ProposalState& proposal);
// Handles of those who were asked and have not answered, as in "ana, bo"; "" for nobody.
std::string HandlesAsked(const State& state, const ProposalState& proposal);
// Sponsors that a proposal under this rule needs as things stand, of everybody who would
// decide now; 0: none.
int64_t SponsorsNeededUnder(const State& state, const v1::DecisionRule& rule, absl::Time now);
// Likewise what the rule of a decision asks for whose question the draft raises again; 0:
// nothing, or it says what is new.
int64_t SponsorsToReopen(const State& state, const ProposalState& draft);
// What a draft waits for that names others: how many bring it, how many it takes, and who
// has not answered. Expects a draft.
v1::Tally DraftTally(const State& state, const ProposalState& draft, absl::Time now,
                     absl::string_view language);

// Introduces the draft, in nobody's name, if it was to be once enough bring it, and now
// it may be; else it stays as it is, and its proposer learns why when they introduce it.
void IntroduceWhenSponsored(Act& act, ProposalState& draft);

// An entry that names them is applied.
void AskToSponsor(v1::Proposal& view, const std::string& member);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_SPONSORS_H_
