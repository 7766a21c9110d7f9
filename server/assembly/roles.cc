#include "server/assembly/roles.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "server/assembly/checks.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

absl::Status AddRole(const Act& act, const v1::RoleChange& change,
                     event::v1::ProposalDrafted& drafted) {
  if (change.role().empty()) return error::FieldRequired("role_change.role");
  if (!IsAttribute(change.role())) {
    return error::ValueInvalid("role_change.role",
                               "up to 31 of a-z, 0-9 and underscore, a-z first");
  }
  if (change.members_size() > kMaxRota) return error::TooMany("role_change.members", kMaxRota);
  v1::RoleChange& role = *drafted.mutable_role_change();
  role.set_role(change.role());
  if (change.members().empty()) return absl::OkStatus();
  const absl::Duration term = ToDuration(change.term());
  if (!IsValid(change.term()) || term <= absl::ZeroDuration() || term > kMaxTerm) {
    return error::ValueInvalid("role_change.term", "more than nothing and at most 366 days");
  }
  *role.mutable_term() = change.term();
  for (const std::string& name : change.members()) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, name, "role_change.members"));
    const Member& holder = act.state().members[member];
    if (!IsMember(holder)) return error::RoleOfGuest(holder.view.handle());
    role.add_members(act.state().members[member].id);
  }
  return absl::OkStatus();
}

namespace {

// Whether somebody of that name belongs: whoever has left is passed over, and so
// is a guest.
bool IsHere(const State& state, const std::string& name) {
  const auto found = state.member_by_id.find(LastSegment(name));
  return found != state.member_by_id.end() && IsMember(state.members[found->second]);
}

}  // namespace

void GiveRole(Act& act, const ProposalState& p) {
  const v1::RoleChange& change = p.view.role_change();
  Event event;
  event::v1::RoleGiven& given = *event.mutable_role_given();
  given.set_role(change.role());
  for (const std::string& name : change.members()) {
    if (IsHere(act.state(), name)) given.add_members(std::string(LastSegment(name)));
  }
  if (!given.members().empty()) {
    const absl::Duration term = ToDuration(change.term());
    given.set_term_us(absl::ToInt64Microseconds(term));
    given.set_end_time_us(ToMicros(act.event_time() + term));
  }
  act.Emit(p.number, std::move(event));
}

void TurnRole(Act& act, const std::string& id) {
  const RoleState& role = act.state().roles.at(id);
  Event event;
  event::v1::RoleTurned& turned = *event.mutable_role_turned();
  turned.set_role(id);
  for (const std::string& next : role.view.next_members()) {
    if (!IsHere(act.state(), next)) continue;
    turned.set_member(std::string(LastSegment(next)));
    turned.set_end_time_us(ToMicros(act.event_time() + role.term));
    break;
  }
  act.Emit(0, std::move(event));
}

void TurnRolesOf(Act& act, int32_t member) {
  const std::string& name = act.state().members[member].view.name();
  std::vector<std::string> held;
  for (const auto& [id, role] : act.state().roles) {
    if (role.view.member() == name) held.push_back(id);
  }
  for (const std::string& id : held) TurnRole(act, id);
}

bool HasRole(const State& state, absl::string_view role, int32_t member) {
  const std::string& name = state.members[member].view.name();
  return std::any_of(state.roles.begin(), state.roles.end(), [&](const auto& one) {
    absl::string_view id = one.first;
    const bool seat = absl::ConsumePrefix(&id, role) && (id.empty() || id.front() == '_');
    return seat && one.second.view.member() == name;
  });
}

absl::Time NextTurn(const State& state) {
  absl::Time next = absl::InfiniteFuture();
  for (const auto& [id, role] : state.roles) next = std::min(next, role.ends);
  return next;
}

}  // namespace assent::assembly
