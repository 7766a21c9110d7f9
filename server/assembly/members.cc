#include <algorithm>
#include <vector>

#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/limits.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

bool IsOpen(const Invitation& invitation, absl::Time now) {
  return invitation.view.state() == v1::Invitation::STATE_OPEN && now < invitation.expires;
}

// 0 if no open invitation has this secret. Compares every hash, so that the
// time it takes tells nothing.
int32_t FindInvitation(const State& state, const std::string& hash, absl::Time now) {
  int32_t number = 0;
  for (size_t i = 0; i < state.invitations.size(); ++i) {
    const Invitation& invitation = state.invitations[i];
    if (invitation.secret_hash == hash && IsOpen(invitation, now)) {
      number = static_cast<int32_t>(i) + 1;
    }
  }
  return number;
}

absl::Status CheckHandle(const State& state, const std::string& handle, int32_t self) {
  if (!IsHandle(handle)) return error::HandleInvalid("handle");
  const auto taken = state.member_by_handle.find(handle);
  if (taken != state.member_by_handle.end() && taken->second != self) return error::HandleTaken();
  return absl::OkStatus();
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
  const auto& invitations = act.state().invitations;
  const auto open = std::count_if(invitations.begin(), invitations.end(),
                                  [&](const auto& one) { return IsOpen(one, act.now()); });
  if (open >= kMaxOpenInvitations) return error::TooManyInvitations();

  const Secret secret = act.notary().NewInvitationSecret();
  Event event;
  event::v1::InvitationCreated& created = *event.mutable_invitation_created();
  created.set_number(static_cast<int32_t>(invitations.size()) + 1);
  created.set_secret_hash(secret.hash);
  created.set_expire_time_us(ToMicros(act.now() + valid));
  act.Emit(0, std::move(event));

  v1::CreateInvitationResponse response;
  *response.mutable_invitation() = act.state().invitations.back().view;
  response.set_secret(secret.text);
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
  if (invitation == 0) return error::InvitationInvalid();
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

absl::Status CheckUpdate(const Act& act, const v1::UpdateMemberRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, request.name(), "name"));
  if (member != act.actor_index()) return error::NotYourself();
  if (request.has_handle()) {
    ASSENT_RETURN_IF_ERROR(CheckHandle(act.state(), request.handle(), member));
  }
  if (!request.unit().empty() && !IsHandle(request.unit())) {
    return error::ValueInvalid("unit", "up to 32 of a-z, 0-9, dot, dash and underscore");
  }
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
  if (request.has_handle()) updated.mutable_handle()->set_content(request.handle());
  if (request.has_away()) updated.set_away(request.away());
  if (request.has_unit()) updated.set_unit(request.unit());
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

namespace {

// Seconds that have gone with a member, and calls in which everybody who is
// left has answered.
void SettleAfterLeaving(Act& act) {
  const AsRule as_rule(act, act.now());
  for (auto& [number, p] : act.state().proposals) {
    if (p.decision || p.phase < 0) continue;
    std::vector<int32_t> open;
    for (const auto& [concern, block] : p.blocks) {
      if (IsOpen(block)) open.push_back(concern);
    }
    for (const int32_t concern : open) {
      if (!p.decision) TestForSecond(act, p, concern);
    }
    if (!p.decision) CloseEarly(act, p);
  }
}

}  // namespace

absl::StatusOr<v1::LeaveAssemblyResponse> Decide(Act& act,
                                                 const v1::LeaveAssemblyRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.name(), kAssemblyPattern, "name").status());
  // Concerns first: once the member has left, nothing more is theirs to write.
  for (auto& [number, p] : act.state().proposals) {
    if (p.decision) continue;
    for (size_t i = 0; i < p.concerns.size(); ++i) {
      if (p.concerns[i].holder != act.actor_index() || !IsOpen(p.concerns[i])) continue;
      Event event;
      event::v1::ConcernHolderChanged& changed = *event.mutable_concern_holder_changed();
      changed.set_number(static_cast<int32_t>(i) + 1);
      changed.set_adopt_by_time_us(ToMicros(act.now() + kAdoptWithin));
      act.Emit(number, std::move(event));
    }
  }
  Event event;
  event.mutable_member_left();
  act.Emit(0, std::move(event));
  SettleAfterLeaving(act);
  v1::LeaveAssemblyResponse response;
  *response.mutable_member() = act.actor().view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
