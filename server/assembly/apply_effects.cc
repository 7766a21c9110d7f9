// Events of what adopted proposals do by themselves: members, roles, pools.

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"

namespace assent::assembly {
namespace {

std::string NameOf(const State& state, const std::string& member) {
  return member.empty() ? "" : MemberName(state.id, member);
}

// Shows the roles in the assembly, those that somebody has or had.
void ShowRoles(const Applying& a) {
  a.state.view.clear_roles();
  for (const auto& [id, role] : a.state.roles) *a.state.view.add_roles() = role.view;
  a.TouchAssembly(DocumentKind::kAssembly);
}

void SetEnd(RoleState& role, int64_t end_time_us) {
  role.ends = FromMicros(end_time_us, absl::InfiniteFuture());
  role.view.clear_end_time();
  if (end_time_us != 0) *role.view.mutable_end_time() = ToProto(role.ends);
}

}  // namespace

void Apply(const Applying& a, const event::v1::EffectsDone&) {
  a.p().effect_due = absl::InfiniteFuture();
}

void Apply(const Applying& a, const event::v1::EffectFailed& failed) {
  a.p().effect_due = absl::InfiniteFuture();
  a.p().view.set_state_reason(absl::StrCat(
      "what it would have done stays undone: something came in between (", failed.obstacle(), ")"));
  ShowObstacle(a, failed.obstacle());
}

void Apply(const Applying& a, const event::v1::MemberRemoved& removed) {
  RemoveMember(a, a.member(removed.member()));
}

void Apply(const Applying& a, const event::v1::AdmissionGranted&) {
  a.state.admissions.insert(a.event.proposal());
}

void Apply(const Applying& a, const event::v1::RoleGiven& given) {
  if (given.members().empty()) {
    a.state.roles.erase(given.role());
    RefreshSpokes(a.state, a.time, a.event.sequence());
    return ShowRoles(a);
  }
  RoleState& role = a.state.roles[given.role()];
  role.term = absl::Microseconds(given.term_us());
  role.view.set_role(given.role());
  role.view.set_member(NameOf(a.state, given.members(0)));
  role.view.clear_next_members();
  for (int i = 1; i < given.members_size(); ++i) {
    role.view.add_next_members(NameOf(a.state, given.members(i)));
  }
  role.view.set_decision(DecisionName(a.state.id, a.event.proposal()));
  SetEnd(role, given.end_time_us());
  RefreshSpokes(a.state, a.time, a.event.sequence());
  ShowRoles(a);
}

void Apply(const Applying& a, const event::v1::RoleTurned& turned) {
  RoleState& role = a.state.roles.at(turned.role());
  const std::string member = NameOf(a.state, turned.member());
  auto& next = *role.view.mutable_next_members();
  // Those before are not there any more; the same one may come twice.
  for (bool found = false; !next.empty() && !found;) {
    found = next.Get(0) == member;
    next.erase(next.begin());
  }
  role.view.set_member(member);
  SetEnd(role, turned.end_time_us());
  RefreshSpokes(a.state, a.time, a.event.sequence());
  ShowRoles(a);
}

void Apply(const Applying& a, const event::v1::PoolMoved& moved) {
  const v1::PoolChange& change = moved.change();
  PoolState& pool = a.state.pools[change.pool()];
  pool.view.set_pool(change.pool());
  if (pool.view.unit().empty()) pool.view.set_unit(change.unit());
  pool.view.set_balance(moved.balance());
  pool.view.set_movements(pool.view.movements() + 1);
  const auto place =
      std::lower_bound(pool.moved_by.begin(), pool.moved_by.end(), a.event.proposal());
  pool.moved_by.insert(place, a.event.proposal());
  v1::PoolMovement& movement = a.state.movements[a.event.proposal()];
  movement.set_pool(change.pool());
  movement.set_number(pool.view.movements());
  movement.set_kind(change.kind());
  movement.set_amount(change.amount());
  movement.set_balance(moved.balance());
  movement.set_party(a.p().view.pool_change().party());
  movement.set_decision(DecisionName(a.state.id, a.event.proposal()));
  *movement.mutable_move_time() = ToProto(a.time);
  int32_t allocation = 0;
  if (absl::SimpleAtoi(change.allocation(), &allocation)) {
    movement.set_allocation(DecisionName(a.state.id, allocation));
    pool.allocated[allocation] -= change.amount();
    if (pool.allocated[allocation] == 0) pool.allocated.erase(allocation);
  }
  if (change.kind() == v1::PoolChange::KIND_ALLOCATION) {
    pool.allocated[a.event.proposal()] = change.amount();
  }
  a.state.view.clear_pools();
  for (const auto& [id, one] : a.state.pools) *a.state.view.add_pools() = one.view;
  a.TouchAssembly(DocumentKind::kAssembly);
  if (a.touched != nullptr) {
    a.touched->insert({DocumentKind::kPoolMovement, a.event.proposal(), 0});
  }
}

namespace {

void ShowVotes(const AppealState& judged, v1::Appeal& appeal) {
  int64_t overturn = 0;
  for (const auto& [voice, finding] : judged.findings) overturn += finding ? 1 : 0;
  appeal.set_overturn_votes(overturn);
  appeal.set_uphold_votes(static_cast<int64_t>(judged.findings.size()) - overturn);
}

}  // namespace

void Apply(const Applying& a, const event::v1::DeclarationAppealed& appealed) {
  ProposalState& p = a.p();
  p.appeal.emplace();
  p.appeal->settles = absl::FromUnixMicros(appealed.settle_time_us());
  // What cannot be taken back waits for what the voices find.
  if (p.effect_due != absl::InfiniteFuture()) {
    p.effect_due = std::max(p.effect_due, p.appeal->settles);
  }
  v1::Appeal& appeal = *p.view.mutable_appeal();
  appeal.set_state(v1::Appeal::STATE_OPEN);
  appeal.set_appellant(a.author_name());
  appeal.set_reason(appealed.reason().content());
  appeal.set_appeal_to(p.current_phase().judged().appeal_to());
  *appeal.mutable_create_time() = ToProto(a.time);
  *appeal.mutable_settle_time() = ToProto(p.appeal->settles);
}

void Apply(const Applying& a, const event::v1::AppealJudged& judged) {
  ProposalState& p = a.p();
  p.appeal->findings[a.VoiceOf(a.author)] = judged.overturn();
  ShowVotes(*p.appeal, *p.view.mutable_appeal());
}

void Apply(const Applying& a, const event::v1::AppealSettled& settled) {
  ProposalState& p = a.p();
  p.appeal.reset();
  p.view.mutable_appeal()->set_state(settled.overturned() ? v1::Appeal::STATE_OVERTURNED
                                                          : v1::Appeal::STATE_UPHELD);
  p.view.mutable_appeal()->clear_settle_time();
  if (!settled.overturned()) return;
  p.declared_by.clear();
  p.appeal_until = absl::InfinitePast();
  if (!p.decision) return;
  TakeBackDecision(a);
}

}  // namespace assent::assembly
