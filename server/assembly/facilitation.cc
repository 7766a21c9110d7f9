// Who facilitates a proposal. Any member takes that on and any member objects to it:
// section 6, F4 of the decision rules.

#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/steering.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// Whether a decision of the group has given them the role; its rota had everybody's
// consent, or what the rule takes for it.
bool FacilitatesByDecision(const State& state, const Member& member) {
  const auto role = state.roles.find("facilitator");
  return role != state.roles.end() && role->second.view.member() == member.view.name();
}

// Member index; -1: nobody.
int32_t FacilitatorOf(const State& state, const ProposalState& p) {
  const auto found = state.member_by_id.find(LastSegment(p.view.facilitator()));
  return found == state.member_by_id.end() ? -1 : found->second;
}

// Nobody takes facilitating from somebody who is there and does it. Whoever has left, is
// away or was silent for a day is not; and a role that the group gave comes first.
absl::Status CheckPlaceIsFree(const Act& act, const ProposalState& p) {
  const int32_t present = FacilitatorOf(act.state(), p);
  if (present < 0 || present == act.actor_index()) return absl::OkStatus();
  const Member& member = act.state().members[present];
  const bool there = member.view.state() == v1::Member::STATE_ACTIVE &&
                     act.now() - member.last_act < kFacilitatorSilent;
  const bool precedes = FacilitatesByDecision(act.state(), act.actor()) &&
                        !FacilitatesByDecision(act.state(), member);
  return there && !precedes ? error::FacilitatorPresent(member.view.handle()) : absl::OkStatus();
}

// Not whom it is about, nor whom somebody objects to.
absl::Status CheckMayFacilitate(const Act& act, const ProposalState& p, int32_t member) {
  ASSENT_RETURN_IF_ERROR(CheckNotSubject(act, p, member));
  // Whom the group gave the role has it for every proposal.
  if (!FacilitatesByDecision(act.state(), act.state().members[member])) {
    ASSENT_RETURN_IF_ERROR(CheckMaySteer(act.state(), p, member));
  }
  for (const auto& [objector, facilitator] : p.facilitator_objections) {
    if (facilitator != member) continue;
    return error::FacilitatorObjected(act.state().members[member].view.handle(),
                                      act.state().members[objector].view.handle());
  }
  return absl::OkStatus();
}

// The member to whom it is handed over.
absl::StatusOr<int32_t> NextFacilitator(const Act& act, const ProposalState& p,
                                        const std::string& to) {
  ASSENT_RETURN_IF_ERROR(CheckFacilitator(act, p));
  ASSENT_ASSIGN_OR_RETURN(const int32_t next, FindMember(act, to, "to"));
  const Member& member = act.state().members[next];
  if (!IsMember(member)) return error::MemberUnknown("to", member.view.handle());
  return next;
}

}  // namespace

absl::StatusOr<v1::TakeFacilitationResponse> Decide(Act& act,
                                                    const v1::TakeFacilitationRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  int32_t next = act.actor_index();
  if (request.to().empty()) {
    ASSENT_RETURN_IF_ERROR(CheckPlaceIsFree(act, *p));
  } else {
    ASSENT_ASSIGN_OR_RETURN(next, NextFacilitator(act, *p, request.to()));
  }
  ASSENT_RETURN_IF_ERROR(CheckMayFacilitate(act, *p, next));
  Event event;
  event.mutable_facilitation_taken()->set_member(
      request.to().empty() ? "" : act.state().members[next].id);
  act.Emit(p->number, std::move(event));
  return Answer<v1::TakeFacilitationResponse>(act, *p);
}

namespace {

absl::Status CheckMayObject(const Act& act, const ProposalState& p) {
  const int32_t facilitator = FacilitatorOf(act.state(), p);
  if (facilitator < 0) return error::NoFacilitator();
  if (facilitator == act.actor_index()) return error::OwnFacilitation();
  const auto mine = p.facilitator_objections.find(act.actor_index());
  if (mine != p.facilitator_objections.end()) {
    return error::FacilitatorObjectionUsed(act.state().members[mine->second].view.handle());
  }
  const Member& member = act.state().members[facilitator];
  return FacilitatesByDecision(act.state(), member)
             ? error::FacilitatorByDecision(member.view.handle())
             : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ObjectToFacilitatorResponse> Decide(
    Act& act, const v1::ObjectToFacilitatorRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kReasonBounds));
  Event event;
  event::v1::FacilitatorObjected& objected = *event.mutable_facilitator_objected();
  const auto mine = p->facilitator_objections.find(act.actor_index());
  int32_t facilitator = -1;
  if (request.end()) {
    if (mine == p->facilitator_objections.end()) return error::NoFacilitatorObjection();
    facilitator = mine->second;
    objected.set_end(true);
  } else {
    ASSENT_RETURN_IF_ERROR(CheckMayObject(act, *p));
    facilitator = FacilitatorOf(act.state(), *p);
  }
  objected.set_facilitator(act.state().members[facilitator].id);
  if (!request.reason().empty()) objected.mutable_reason()->set_content(request.reason());
  act.Emit(p->number, std::move(event));
  return Answer<v1::ObjectToFacilitatorResponse>(act, *p);
}

}  // namespace assent::assembly
