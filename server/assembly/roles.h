// Roles: services that rotate and give no power over an outcome. Given by decision
// with a term; what follows is by the rota that was decided.

#ifndef ASSENT_SERVER_ASSEMBLY_ROLES_H_
#define ASSENT_SERVER_ASSEMBLY_ROLES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/event/v1/proposal_events.pb.h"
#include "assent/v1/effect.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Writes the change into a draft, names as ids. FIELD_REQUIRED, VALUE_INVALID,
// TOO_MANY, MEMBER_UNKNOWN.
absl::Status AddRole(const Act& act, const v1::RoleChange& change,
                     event::v1::ProposalDrafted& drafted);

// Gives the role as the adopted proposal says, or ends it.
void GiveRole(Act& act, const ProposalState& proposal);

// The term of `role` is over: the next of its rota who is still there has it.
void TurnRole(Act& act, const std::string& role);
// The same for every role that a member has who is no longer there.
void TurnRolesOf(Act& act, int32_t member);

// Whether the member (an index) has the role, or one of its seats ("council_2" of
// "council").
bool HasRole(const State& state, absl::string_view role, int32_t member);

// When the next term ends; infinite: none runs.
absl::Time NextTurn(const State& state);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ROLES_H_
