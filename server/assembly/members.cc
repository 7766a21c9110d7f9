#include <limits>
#include <vector>

#include "absl/strings/numbers.h"
#include "server/assembly/applications.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/effects.h"
#include "server/assembly/errors.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

bool IsOpen(const Invitation& invitation, absl::Time now) {
  return invitation.view.state() == v1::Invitation::STATE_OPEN && now < invitation.expires;
}

// The numbers of those that are open now; kMaxOpenInvitations at most.
std::vector<int32_t> OpenInvitations(const State& state, absl::Time now) {
  std::vector<int32_t> open;
  for (auto due = state.invitation_due.upper_bound({now, std::numeric_limits<int32_t>::max()});
       due != state.invitation_due.end(); ++due) {
    open.push_back(due->second);
  }
  return open;
}

// 0 if no open invitation has this secret. Compares every hash, so that the
// time it takes tells nothing.
int32_t FindInvitation(const State& state, const std::string& hash, absl::Time now) {
  int32_t found = 0;
  for (const int32_t number : OpenInvitations(state, now)) {
    if (state.invitations[number - 1].secret_hash == hash) found = number;
  }
  return found;
}

// Whether any member's invitation makes somebody a member: it would go round those
// who vouch, who may object, or who decide.
bool InvitationsLetIn(const v1::Charter& charter) {
  switch (charter.membership()) {
    case v1::MEMBERSHIP_DECISION:
    case v1::MEMBERSHIP_SPONSOR:
    case v1::MEMBERSHIP_NO_OBJECTION:
      return false;
    default:
      return true;
  }
}

// Whether the decision lets somebody in who has not come yet: once it was repealed, or has
// expired, it does not.
bool Admits(const State& state, int32_t decision) {
  const auto standing = state.standings.find(decision);
  return state.admissions.contains(decision) && standing != state.standings.end() &&
         standing->second.in_force();
}

// Whether the charter lets somebody in with it today: it may have changed since.
bool StillLetsIn(const State& state, const v1::Invitation& invitation) {
  const v1::Charter& charter = state.view.charter();
  if (invitation.guest()) return charter.guests();
  int32_t admission = 0;
  if (absl::SimpleAtoi(LastSegment(invitation.admission()), &admission)) {
    return Admits(state, admission);
  }
  return InvitationsLetIn(charter);
}

// Who may be let in, and as what. Returns the decision that admits them; 0: none
// is needed.
absl::StatusOr<int32_t> CheckAdmission(const Act& act, const v1::CreateInvitationRequest& request) {
  const v1::Charter& charter = act.state().view.charter();
  if (request.guest()) {
    if (!request.admission().empty()) {
      return error::ValueInvalid("admission", "a guest is not admitted by decision");
    }
    return charter.guests() ? absl::StatusOr<int32_t>(0) : error::GuestsNotWelcome();
  }
  if (request.admission().empty()) {
    return InvitationsLetIn(charter) ? absl::StatusOr<int32_t>(0) : error::AdmissionNeeded();
  }
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts,
                          ParseName(request.admission(), kDecisionPattern, "admission"));
  const bool ours = parts.assembly == act.state().id;
  if (!ours || !Admits(act.state(), parts.number)) return error::NoAdmission();
  const std::string admission = DecisionName(act.state().id, parts.number);
  for (const int32_t number : OpenInvitations(act.state(), act.now())) {
    if (act.state().invitations[number - 1].view.admission() == admission) {
      return error::AlreadyInvited();
    }
  }
  return parts.number;
}

absl::Status CheckHandle(const State& state, const std::string& handle, int32_t self) {
  if (!IsHandle(handle)) return error::HandleInvalid("handle");
  const auto taken = state.member_by_handle.find(handle);
  if (taken != state.member_by_handle.end() && taken->second != self) return error::HandleTaken();
  return IsAskedFor(state, handle) ? error::HandleTaken() : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CreateInvitationResponse> Decide(Act& act,
                                                    const v1::CreateInvitationRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  absl::Duration valid = kMaxInvitation;
  if (request.has_valid_for()) {
    valid = ToDuration(request.valid_for());
    if (!IsValid(request.valid_for()) || valid <= absl::ZeroDuration() || valid > kMaxInvitation) {
      return error::ValueInvalid("valid_for", "more than nothing and at most 7 days");
    }
  }
  ASSENT_ASSIGN_OR_RETURN(const int32_t admission, CheckAdmission(act, request));
  const auto& invitations = act.state().invitations;
  const size_t open = OpenInvitations(act.state(), act.now()).size();
  if (open >= kMaxOpenInvitations) return error::TooManyInvitations();

  const Secret secret = act.notary().NewInvitationSecret();
  Event event;
  event::v1::InvitationCreated& created = *event.mutable_invitation_created();
  created.set_number(static_cast<int32_t>(invitations.size()) + 1);
  created.set_secret_hash(secret.hash);
  created.set_expire_time_us(ToMicros(act.now() + valid));
  created.set_guest(request.guest());
  created.set_admission(admission);
  act.Emit(0, std::move(event));

  v1::CreateInvitationResponse response;
  *response.mutable_invitation() = act.state().invitations.back().view;
  response.set_secret(secret.text);
  response.set_log_key(act.state().view.log_key());
  response.set_genesis_hash(act.state().view.genesis_hash());
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::RevokeInvitationResponse> Decide(Act& act,
                                                    const v1::RevokeInvitationRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts name,
                          ParseName(request.name(), kInvitationPattern, "name"));
  if (name.number > static_cast<int32_t>(act.state().invitations.size())) {
    return error::InvitationNotFound();
  }
  const Invitation& invitation = act.state().invitations[name.number - 1];
  if (!IsOpen(invitation, act.now())) return error::InvitationClosed();
  Event event;
  event.mutable_invitation_revoked()->set_number(name.number);
  act.Emit(0, std::move(event));
  v1::RevokeInvitationResponse response;
  *response.mutable_invitation() = invitation.view;
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::AcceptInvitationResponse> Decide(Act& act,
                                                    const v1::AcceptInvitationRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  const std::string hash = act.notary().HashSecret(request.secret());
  const int32_t invitation = FindInvitation(act.state(), hash, act.now());
  if (invitation == 0 || !StillLetsIn(act.state(), act.state().invitations[invitation - 1].view)) {
    return error::InvitationInvalid();
  }
  ASSENT_RETURN_IF_ERROR(CheckHandle(act.state(), request.handle(), /*self=*/-1));

  const Secret token = act.notary().NewToken();
  Event event;
  event::v1::MemberJoined& joined = *event.mutable_member_joined();
  joined.set_member(act.notary().NewId());
  joined.mutable_handle()->set_content(request.handle());
  joined.set_token_hash(token.hash);
  joined.set_invitation(invitation);
  act.Emit(0, std::move(event));

  v1::AcceptInvitationResponse response;
  *response.mutable_member() = act.state().members.back().view;
  response.set_token(token.text);
  response.set_sequence(act.state().sequence);
  return response;
}

namespace {

absl::Status CheckFurtherUnits(const v1::Units& units) {
  if (units.values_size() > kMaxFurtherUnits) {
    return error::TooMany("further_units", kMaxFurtherUnits);
  }
  for (const std::string& unit : units.values()) {
    if (!IsHandle(unit)) {
      return error::ValueInvalid("further_units", "up to 32 of a-z, 0-9, dot, dash and underscore");
    }
  }
  return absl::OkStatus();
}

// What the member would belong to after the request.
v1::UnitChange ChangeOf(const Act& act, const v1::UpdateMemberRequest& request) {
  const v1::Member& view = act.actor().view;
  v1::UnitChange change;
  change.set_unit(request.has_unit() ? request.unit() : view.unit());
  *change.mutable_further_units() =
      request.has_further_units() ? request.further_units().values() : view.further_units();
  return change;
}

// Of units that others belong to, one is joined at a time: its members confirm it.
absl::Status CheckOneJoined(const Act& act, const std::vector<std::string>& target) {
  int waiting = 0;
  for (const std::string& unit : target) {
    if (!Belongs(act.state(), unit, act.actor_index())) ++waiting;
  }
  return waiting > 1 ? error::ValueInvalid("further_units", "join one unit after the other")
                     : absl::OkStatus();
}

absl::Status CheckUpdate(const Act& act, const v1::UpdateMemberRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, request.name(), "name"));
  if (member != act.actor_index()) return error::NotYourself();
  if (request.has_handle()) {
    ASSENT_RETURN_IF_ERROR(CheckHandle(act.state(), request.handle(), member));
  }
  if (!request.unit().empty() && !IsHandle(request.unit())) {
    return error::ValueInvalid("unit", "up to 32 of a-z, 0-9, dot, dash and underscore");
  }
  ASSENT_RETURN_IF_ERROR(CheckFurtherUnits(request.further_units()));
  if (request.attributes().values_size() > kMaxAttributes) {
    return error::TooMany("attributes", kMaxAttributes);
  }
  for (const std::string& attribute : request.attributes().values()) {
    if (!IsAttribute(attribute)) {
      return error::ValueInvalid("attributes", "up to 31 of a-z, 0-9 and underscore, a-z first");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::UpdateMemberResponse> Decide(Act& act, const v1::UpdateMemberRequest& request) {
  ASSENT_RETURN_IF_ERROR(CheckUpdate(act, request));
  Event event;
  event::v1::MemberUpdated& updated = *event.mutable_member_updated();
  if (request.has_unit() || request.has_further_units()) {
    const std::vector<std::string> target = UnitsOf(ChangeOf(act, request));
    updated.set_units_wait(WaitOf(act.state(), act.actor_index(), target) != UnitsWait::kNothing);
    if (updated.units_wait()) ASSENT_RETURN_IF_ERROR(CheckOneJoined(act, target));
  }
  if (request.has_handle()) updated.mutable_handle()->set_content(request.handle());
  if (request.has_away()) updated.set_away(request.away());
  if (request.has_unit()) updated.set_unit(request.unit());
  if (request.has_further_units()) {
    updated.set_set_further_units(true);
    *updated.mutable_further_units() = request.further_units().values();
  }
  if (request.has_attributes()) {
    updated.set_set_attributes(true);
    *updated.mutable_attributes() = request.attributes().values();
  }
  if (request.has_refuses_recording()) {
    updated.set_refuses_recording(request.refuses_recording());
  }
  act.Emit(0, std::move(event));
  v1::UpdateMemberResponse response;
  *response.mutable_member() = act.actor().view;
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::LeaveAssemblyResponse> Decide(Act& act,
                                                 const v1::LeaveAssemblyRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.name(), kAssemblyPattern, "name").status());
  // Concerns first: once the member has left, nothing more is theirs to write.
  HandOverConcerns(act, act.actor_index());
  Event event;
  event.mutable_member_left();
  act.Emit(0, std::move(event));
  SettleAfterLeaving(act, act.actor_index());
  v1::LeaveAssemblyResponse response;
  *response.mutable_member() = act.actor().view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
