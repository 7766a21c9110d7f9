// What members do about their units: who speaks for one, and what they may say.

#include <algorithm>

#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/units.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

absl::Status CheckOwnUnit(const Act& act, const std::string& unit) {
  if (unit.empty()) return error::FieldRequired("unit");
  return Belongs(act.state(), unit, act.actor_index()) ? absl::OkStatus() : error::NotYourUnit();
}

absl::Status CheckMayBeSpoke(const Act& act, const std::string& unit, int32_t member) {
  const State& state = act.state();
  if (!Belongs(state, unit, member)) {
    return error::ValueInvalid("member", "name somebody who belongs to the unit");
  }
  if (MustRotate(state, *FindUnit(state, unit), member)) {
    return error::SpokeMustRotate(state.members[member].view.handle());
  }
  return HasOtherOffice(state, unit, member)
             ? error::TwoOffices(state.members[member].view.handle())
             : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::NameSpokeResponse> Decide(Act& act, const v1::NameSpokeRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  ASSENT_RETURN_IF_ERROR(CheckOwnUnit(act, request.unit()));
  Event event;
  event::v1::SpokeNamed& named = *event.mutable_spoke_named();
  named.set_unit(request.unit());
  if (!request.member().empty()) {
    ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, request.member(), "member"));
    ASSENT_RETURN_IF_ERROR(CheckMayBeSpoke(act, request.unit(), member));
    named.set_member(act.state().members[member].id);
  }
  act.Emit(0, std::move(event));
  v1::NameSpokeResponse response;
  *response.mutable_unit() =
      ViewUnit(act.state(), request.unit(), *FindUnit(act.state(), request.unit()));
  response.set_sequence(act.state().sequence);
  return response;
}

namespace {

absl::Status CheckMandate(const Act& act, const ProposalState& p,
                          const v1::GiveMandateRequest& request) {
  if (!p.rule().electorate().spokes().mandate_required()) return error::NoMandateAsked();
  ASSENT_RETURN_IF_ERROR(CheckOwnUnit(act, request.unit()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.note(), "note", kReasonBounds));
  if (request.stances().empty()) return error::FieldRequired("stances");
  if (request.revision() != 0 && request.revision() != p.view.revision()) {
    return error::RevisionMismatch(p.view.revision());
  }
  for (int i = 0; i < request.stances_size(); ++i) {
    const v1::Stance stance = request.stances(i);
    const auto& all = request.stances();
    const bool twice = std::count(all.begin(), all.end(), stance) > 1;
    if (stance == v1::STANCE_UNSPECIFIED || !v1::Stance_IsValid(stance) || twice) {
      return error::ValueInvalid("stances", "positions that there are, each once");
    }
  }
  return absl::OkStatus();
}

v1::Mandate Shown(const ProposalState& p, const std::string& unit) {
  return MandateOf(p, unit)->view;
}

}  // namespace

absl::StatusOr<v1::GiveMandateResponse> Decide(Act& act, const v1::GiveMandateRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckMandate(act, *p, request));
  Event event;
  event::v1::MandateGiven& given = *event.mutable_mandate_given();
  given.set_unit(request.unit());
  given.set_revision(p->view.revision());
  *given.mutable_stances() = request.stances();
  if (!request.note().empty()) given.mutable_note()->set_content(request.note());
  given.set_needs_confirming(FindUnit(act.state(), request.unit())->members.size() >= 3);
  act.Emit(p->number, std::move(event));
  v1::GiveMandateResponse response;
  *response.mutable_mandate() = Shown(*p, request.unit());
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::ConfirmMandateResponse> Decide(Act& act,
                                                  const v1::ConfirmMandateRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  ASSENT_RETURN_IF_ERROR(CheckOwnUnit(act, request.unit()));
  const MandateState* const mandate = MandateOf(*p, request.unit());
  if (mandate == nullptr || mandate->view.in_force() ||
      mandate->view.revision() != p->view.revision()) {
    return error::MandateNotFound();
  }
  const bool own = mandate->view.given_by() == act.actor().view.name() ||
                   FindUnit(act.state(), request.unit())->spoke == act.actor_index();
  if (own) return error::OwnMandate();
  Event event;
  event.mutable_mandate_confirmed()->set_unit(request.unit());
  act.Emit(p->number, std::move(event));
  v1::ConfirmMandateResponse response;
  *response.mutable_mandate() = Shown(*p, request.unit());
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::ConfirmUnitsResponse> Decide(Act& act, const v1::ConfirmUnitsRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, request.name(), "name"));
  if (!act.state().members[member].view.has_waiting_units()) return error::NoUnitsWait();
  if (!MayConfirmUnits(act.state(), member, act.actor_index())) {
    return error::NotYoursToConfirm();
  }
  Event event;
  event.mutable_units_confirmed()->set_member(act.state().members[member].id);
  act.Emit(0, std::move(event));
  v1::ConfirmUnitsResponse response;
  *response.mutable_member() = act.state().members[member].view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
