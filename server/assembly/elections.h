// Choices, elections and budgets: what they need to be brought, the opening of ballots,
// their count at the close, and what the result does. All of it emits events through an
// Act.

#ifndef ASSENT_SERVER_ASSEMBLY_ELECTIONS_H_
#define ASSENT_SERVER_ASSEMBLY_ELECTIONS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/event/v1/proposal_events.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/rule.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// What stands beside the options where members may say that they want none of them.
inline constexpr absl::string_view kNoneOfThese = "None of these: keep talking";

// Whether a proposal of this kind carries an election.
bool Chooses(v1::Proposal::Kind kind);

// Writes the settings into a draft. FIELD_REQUIRED, VALUE_INVALID, METHOD_UNKNOWN,
// METHOD_NOT_FOR_THIS.
absl::Status AddElection(const v1::CreateProposalRequest& request,
                         event::v1::ProposalDrafted& drafted);

// The first options, "none of these" behind them, as they will be logged. As AddOption().
absl::StatusOr<std::vector<event::v1::OptionAdded>> FirstOptions(
    const Act& act, const v1::CreateProposalRequest& request);

// Whether it can be brought under this rule, and done: ELECTION_NOT_JUDGED, and of a
// budget as CheckPool().
absl::Status CheckElection(const State& state, const v1::Proposal& proposal,
                           const v1::DecisionRule& rule);

// Whether a phase asks for ballots where there are options.
bool AsksForBallots(const v1::Phase& phase);
// Whether ballots may be cast now.
bool TakesBallots(const ProposalState& proposal);
// Whether ballots are open that have not been counted as they are now: what positions say
// is not known before.
bool AwaitsCount(const ProposalState& proposal);

// A phase that asks for ballots has started: fixes what decides lots.
void OpenBallots(Act& act, ProposalState& proposal);
// Opens hidden ballots, and counts, where ballots wait for it.
void CountAtClose(Act& act, ProposalState& proposal);

// Gives the role to whoever was elected; each of several seats is a role.
void GiveElected(Act& act, const ProposalState& proposal);

// What a budget takes out of its pool: what was chosen, or before the count all of it.
v1::PoolChange SpendingOf(const v1::Proposal& proposal);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ELECTIONS_H_
