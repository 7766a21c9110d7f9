// Events of an assembly and its members.

#include "absl/strings/numbers.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/charter.h"
#include "server/assembly/names.h"
#include "server/assembly/retention.h"
#include "server/assembly/rule_sunset.h"
#include "server/assembly/times.h"

namespace assent::assembly {

void Apply(const Applying& a, const event::v1::AssemblyFounded& founded) {
  State& state = a.state;
  state.origin = a.event.origin();
  state.log_key = founded.log_key();
  // Erased or not, the record goes by the id that its readers know it by.
  if (state.id.empty()) state.id = founded.assembly_id().content();
  state.created = a.time;
  state.view.set_name(AssemblyName(state.id));
  state.view.set_display_name(founded.display_name().content());
  *state.view.mutable_charter() = founded.charter();
  for (v1::DecisionRule& rule : *state.view.mutable_charter()->mutable_rules()) {
    StampSunset(a.time, rule);
  }
  *state.view.mutable_create_time() = ToProto(a.time);
  state.view.set_origin(state.origin);
  a.TouchAssembly(DocumentKind::kAssembly);
}

void Apply(const Applying& a, const event::v1::InvitationCreated& created) {
  Invitation invitation;
  invitation.view.set_name(InvitationName(a.state.id, created.number()));
  invitation.view.set_state(v1::Invitation::STATE_OPEN);
  invitation.view.set_inviter(a.author_name());
  invitation.expires = absl::FromUnixMicros(created.expire_time_us());
  *invitation.view.mutable_expire_time() = ToProto(invitation.expires);
  invitation.view.set_guest(created.guest());
  if (created.admission() != 0) {
    invitation.view.set_admission(DecisionName(a.state.id, created.admission()));
  }
  invitation.secret_hash = created.secret_hash();
  a.state.invitation_due.emplace(invitation.expires, created.number());
  a.state.invitations.push_back(std::move(invitation));
  a.TouchAssembly(DocumentKind::kInvitation, created.number());
}

namespace {

v1::Invitation& EndInvitation(const Applying& a, int32_t number, v1::Invitation::State state) {
  Invitation& invitation = a.state.invitations.at(number - 1);
  a.state.invitation_due.erase({invitation.expires, number});
  invitation.view.set_state(state);
  return invitation.view;
}

}  // namespace

void Apply(const Applying& a, const event::v1::InvitationRevoked& revoked) {
  EndInvitation(a, revoked.number(), v1::Invitation::STATE_REVOKED);
  a.TouchAssembly(DocumentKind::kInvitation, revoked.number());
}

namespace {

void UseInvitation(const Applying& a, int32_t number, v1::Member& member) {
  if (number == 0) return;
  v1::Invitation& invitation = EndInvitation(a, number, v1::Invitation::STATE_USED);
  invitation.set_joined_member(member.name());
  member.set_guest(invitation.guest());
  int32_t admission = 0;
  if (absl::SimpleAtoi(LastSegment(invitation.admission()), &admission)) {
    a.state.admissions.erase(admission);
  }
  a.TouchAssembly(DocumentKind::kInvitation, number);
}

void CountMembers(const Applying& a, const v1::Member& member, int64_t more) {
  if (member.guest()) return;
  a.state.view.set_member_count(a.state.view.member_count() + more);
  a.TouchAssembly(DocumentKind::kAssembly);
}

// A handle that was erased, since they have another one now, leads to nobody.
void NameMember(State& state, const std::string& handle, int32_t member) {
  if (!handle.empty()) state.member_by_handle[handle] = member;
}

}  // namespace

void Apply(const Applying& a, const event::v1::MemberJoined& joined) {
  State& state = a.state;
  const int32_t index = static_cast<int32_t>(state.members.size());
  Member member;
  member.id = joined.member();
  member.joined = a.time;
  member.last_act = a.time;
  member.view.set_name(MemberName(state.id, member.id));
  member.view.set_handle(joined.handle().content());
  member.view.set_state(v1::Member::STATE_ACTIVE);
  member.view.set_founder(joined.invitation() == 0 && joined.application() == 0);
  *member.view.mutable_join_time() = ToProto(a.time);
  UseInvitation(a, joined.invitation(), member.view);
  state.member_by_id[member.id] = index;
  NameMember(state, member.view.handle(), index);
  state.members.push_back(std::move(member));
  GiveFirstToken(a, index, joined.token_hash());
  GiveKeyOfApplication(a, index, joined.application());
  CountMembers(a, state.members.back().view, +1);
  JoinLiveElectorates(state, index);
  a.TouchAssembly(DocumentKind::kMember, index);
}

namespace {

// What takes effect once it is confirmed is shown beside what holds until then.
void SetUnits(const Applying& a, const event::v1::MemberUpdated& updated) {
  if (!updated.has_unit() && !updated.set_further_units()) return;
  v1::Member& view = a.state.members[a.author].view;
  v1::UnitChange change;
  change.set_unit(updated.has_unit() ? updated.unit() : view.unit());
  *change.mutable_further_units() =
      updated.set_further_units() ? updated.further_units() : view.further_units();
  if (updated.units_wait()) {
    *view.mutable_waiting_units() = change;
    return;
  }
  view.clear_waiting_units();
  view.set_unit(change.unit());
  *view.mutable_further_units() = change.further_units();
  SettleUnits(a, a.author);
}

}  // namespace

void Apply(const Applying& a, const event::v1::MemberUpdated& updated) {
  Member& member = a.state.members[a.author];
  if (updated.has_handle()) {
    a.state.member_by_handle.erase(member.view.handle());
    member.view.set_handle(updated.handle().content());
    NameMember(a.state, member.view.handle(), a.author);
  }
  if (updated.has_away()) {
    member.view.set_state(updated.away() ? v1::Member::STATE_AWAY : v1::Member::STATE_ACTIVE);
  }
  SetUnits(a, updated);
  if (updated.set_attributes()) *member.view.mutable_attributes() = updated.attributes();
  if (updated.has_refuses_recording()) {
    member.view.set_refuses_recording(updated.refuses_recording());
  }
  a.TouchAssembly(DocumentKind::kMember, a.author);
}

void RemoveMember(const Applying& a, int32_t index) {
  Member& member = a.state.members[index];
  member.view.set_state(v1::Member::STATE_LEFT);
  a.state.member_by_handle.erase(member.view.handle());
  EndTokens(a, index);
  EndKeys(a, index);
  CountMembers(a, member.view, -1);
  LeaveElectorates(a, index);
  LeaveMeetings(a, index);
  DropTemperature(a, index);
  DropFacilitatorObjections(a, index);
  member.view.clear_waiting_units();
  SettleUnits(a, index);
  a.TouchAssembly(DocumentKind::kMember, index);
}

void Apply(const Applying& a, const event::v1::MemberLeft&) { RemoveMember(a, a.author); }

void Apply(const Applying& a, const event::v1::CharterChanged& changed) {
  event::v1::CharterChanged stamped = changed;
  for (v1::DecisionRule& rule : *stamped.mutable_change()->mutable_put_rules()) {
    StampSunset(a.time, rule);
  }
  const int32_t days = a.state.view.charter().retention_days();
  ApplyChange(stamped.change(), *a.state.view.mutable_charter());
  NoteRetention(a.state, days, a.time);
  a.TouchAssembly(DocumentKind::kAssembly);
}

// What was introduced has its rule; drafts go on with the one that takes the place.
void Apply(const Applying& a, const event::v1::RuleEnded& ended) {
  FallBack(ended.rule(), ended.falls_back_to(), *a.state.view.mutable_charter());
  for (auto& [number, p] : a.state.proposals) {
    if (p.view.state() != v1::Proposal::STATE_DRAFT || p.view.rule_id() != ended.rule()) continue;
    p.view.set_rule_id(ended.falls_back_to());
    Applying{a.state, a.event, a.touched, a.time, a.author, &p}.Touch(DocumentKind::kProposal);
  }
  a.TouchAssembly(DocumentKind::kAssembly);
}

void Apply(const Applying& a, const event::v1::LogKeyRotated& rotated) {
  a.state.log_key = rotated.log_key();
  a.TouchAssembly(DocumentKind::kAssembly);
}

void Apply(const Applying& a, const event::v1::ForkDeclared&) {
  a.state.view.set_forks(a.state.view.forks() + 1);
  a.TouchAssembly(DocumentKind::kAssembly);
}

// What was erased is no longer there to be applied: replay does without it.
void Apply(const Applying&, const event::v1::TextsErased&) {}

}  // namespace assent::assembly
