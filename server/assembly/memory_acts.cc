// What members say of decisions and do about them after the end: dissent
// statements, action points. The proposal may be forgotten.

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "server/assembly/act.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/memory.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// Null: nobody dissented, and nothing is to be done. DECISION_NOT_FOUND where
// nothing is decided.
absl::StatusOr<const DecidedPoints*> PointsOf(const Act& act, int32_t decision) {
  const State& state = act.state();
  const auto open = state.proposals.find(decision);
  const bool undecided = open != state.proposals.end() && !open->second.decision;
  if (decision > state.last_proposal || undecided) return error::DecisionNotFound();
  const auto found = state.points.find(decision);
  return found == state.points.end() ? nullptr : &found->second;
}

// The statement that the actor writes: theirs, or the next.
int32_t StatementOf(const DecidedPoints& points, int32_t actor) {
  const auto own = std::find(points.authors.begin(), points.authors.end(), actor);
  return static_cast<int32_t>(own - points.authors.begin()) + 1;
}

bool IsDissenter(const DecidedPoints& points, int32_t actor) {
  return std::binary_search(points.dissenters.begin(), points.dissenters.end(), actor);
}

}  // namespace

absl::StatusOr<v1::WriteDissentResponse> Decide(Act& act, const v1::WriteDissentRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts name,
                          ParseName(request.name(), kDecisionPattern, "name"));
  ASSENT_RETURN_IF_ERROR(CheckText(request.text(), "text", kStatementBounds));
  ASSENT_ASSIGN_OR_RETURN(const DecidedPoints* const points, PointsOf(act, name.number));
  if (points == nullptr || !IsDissenter(*points, act.actor_index())) return error::NotADissenter();
  Event event;
  event::v1::DissentWritten& written = *event.mutable_dissent_written();
  written.set_number(StatementOf(*points, act.actor_index()));
  written.mutable_text()->set_content(request.text());
  act.Emit(name.number, std::move(event));
  v1::WriteDissentResponse response;
  *response.mutable_statement() = act.state().last_statement.view;
  response.set_sequence(act.state().sequence);
  return response;
}

namespace {

absl::Status CheckMove(const Act& act, const ActionPointNow& point,
                       const v1::UpdateActionPointRequest& request) {
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kPrincipleBounds));
  const v1::ActionPoint::State state = request.state();
  if (state == v1::ActionPoint::STATE_UNSPECIFIED || !v1::ActionPoint::State_IsValid(state)) {
    return error::ValueInvalid("state", "OPEN, TAKEN, DONE or DROPPED");
  }
  const bool said = !absl::StripAsciiWhitespace(request.reason()).empty();
  if (state == v1::ActionPoint::STATE_DROPPED && !said) return error::ReasonRequired("reason");
  const bool taken_by_another =
      state == v1::ActionPoint::STATE_TAKEN && point.member != act.actor_index();
  const bool released = state == v1::ActionPoint::STATE_OPEN && point.member >= 0;
  if (point.state == state && !taken_by_another && !released) return error::ActionPointUnchanged();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::UpdateActionPointResponse> Decide(Act& act,
                                                     const v1::UpdateActionPointRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts name,
                          ParseName(request.name(), kActionPointPattern, "name"));
  ASSENT_ASSIGN_OR_RETURN(const DecidedPoints* const points, PointsOf(act, name.number));
  if (points == nullptr || !points->adopted ||
      static_cast<size_t>(name.part) > points->actions.size()) {
    return error::ActionPointNotFound();
  }
  ASSENT_RETURN_IF_ERROR(CheckMove(act, points->actions[name.part - 1], request));
  Event event;
  event::v1::ActionPointMoved& moved = *event.mutable_action_point_moved();
  moved.set_number(name.part);
  moved.set_state(request.state());
  if (!request.reason().empty()) moved.mutable_reason()->set_content(request.reason());
  act.Emit(name.number, std::move(event));
  v1::UpdateActionPointResponse response;
  *response.mutable_action_point() = ViewActionPoint(act.state(), name.number, name.part);
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
