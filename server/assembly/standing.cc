#include "server/assembly/standing.h"

#include <string>
#include <utility>
#include <vector>

#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

v1::Standing ViewStanding(const State& state, const StandingState& standing) {
  v1::Standing view;
  view.set_state(standing.state);
  const auto show = [](absl::Time time, google::protobuf::Timestamp* field) {
    *field = ToProto(time);
  };
  const auto finite = [](absl::Time time) {
    return time != absl::InfiniteFuture() && time != absl::InfinitePast();
  };
  if (finite(standing.review)) show(standing.review, view.mutable_review_time());
  if (finite(standing.sunset)) show(standing.sunset, view.mutable_sunset_time());
  if (finite(standing.ended)) show(standing.ended, view.mutable_end_time());
  if (finite(standing.reaffirmed)) show(standing.reaffirmed, view.mutable_reaffirm_time());
  if (finite(standing.keep_until)) show(standing.keep_until, view.mutable_keep_time());
  if (standing.ended_by != 0) view.set_ended_by(DecisionName(state.id, standing.ended_by));
  if (standing.keeper >= 0) view.set_keeper(state.members[standing.keeper].view.name());
  for (const v1::KeepObjection& objection : standing.objections) *view.add_objections() = objection;
  view.set_effect_obstacle(standing.obstacle);
  return view;
}

void ShowStanding(const v1::Standing& standing, v1::Proposal& proposal) {
  if (standing.state() != v1::Proposal::STATE_UNSPECIFIED) proposal.set_state(standing.state());
}

namespace {

// New dates, counted from now, by the rule that the decision was made under.
void Reaffirm(Act& act, int32_t number, const StandingState& standing) {
  const v1::ReviewPolicy& review = standing.rule->review();
  const absl::Time now = act.event_time();
  Event event;
  event::v1::DecisionReaffirmed& reaffirmed = *event.mutable_decision_reaffirmed();
  if (review.has_after()) {
    reaffirmed.set_review_time_us(ToMicros(now + ToDuration(review.after())));
  }
  if (review.has_sunset()) {
    reaffirmed.set_sunset_time_us(ToMicros(now + ToDuration(review.sunset())));
  }
  act.Emit(number, std::move(event));
}

struct StandingRef {
  int32_t number;
  const StandingState* standing;
};

absl::StatusOr<StandingRef> FindInForce(const Act& act, const std::string& name) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kDecisionPattern, "name"));
  if (parts.number < 1 || parts.number > act.state().last_proposal) {
    return error::DecisionNotFound();
  }
  const auto found = act.state().standings.find(parts.number);
  if (found == act.state().standings.end() || !found->second.in_force()) {
    return error::NotInForce(parts.number);
  }
  return StandingRef{parts.number, &found->second};
}

template <typename Response>
Response AnswerStanding(const Act& act, int32_t number) {
  Response response;
  *response.mutable_standing() = ViewStanding(act.state(), act.state().standings.at(number));
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace

void SettleStanding(Act& act, int32_t number, absl::Time due) {
  const StandingState& standing = act.state().standings.at(number);
  if (standing.sunset == due) {
    return EndDecision(act, number, v1::Proposal::STATE_EXPIRED, /*by=*/0);
  }
  if (standing.keep_until == due) return Reaffirm(act, number, standing);
  Event event;
  event.mutable_review_came();
  act.Emit(number, std::move(event));
}

namespace {

// The role that decision `number` gives, if decision `by` does not give the same one anew.
bool IsGivenAnew(const State& state, int32_t by, const std::string& role) {
  const auto next = state.proposals.find(by);
  return next != state.proposals.end() && next->second.view.role_change().role() == role;
}

// What is no longer in force gives nobody a role: it is vacant from now on. What was
// done once (a change of the charter, a movement of a pool, who came in or had to go)
// is done: it takes a decision of its own to undo it.
void EndRolesOf(Act& act, int32_t number, int32_t by) {
  const std::string decision = DecisionName(act.state().id, number);
  std::vector<std::string> given;
  for (const auto& [id, role] : act.state().roles) {
    const bool held = !role.view.member().empty() && role.view.decision() == decision;
    if (held && !IsGivenAnew(act.state(), by, id)) given.push_back(id);
  }
  for (const std::string& id : given) {
    Event event;
    event.mutable_role_turned()->set_role(id);
    act.Emit(0, std::move(event));
  }
}

}  // namespace

void EndDecision(Act& act, int32_t number, v1::Proposal::State state, int32_t by) {
  Event event;
  event::v1::DecisionEnded& ended = *event.mutable_decision_ended();
  ended.set_state(state);
  ended.set_by(by);
  act.Emit(number, std::move(event));
  EndRolesOf(act, number, by);
  if (act.state().ending_decision != number) return;
  Event cancelled;
  cancelled.mutable_ending_cancelled();
  act.Emit(by, std::move(cancelled));
}

absl::StatusOr<v1::ReaffirmDecisionResponse> Decide(Act& act,
                                                    const v1::ReaffirmDecisionRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const StandingRef ref, FindInForce(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kReasonBounds));
  const StandingState& standing = *ref.standing;
  // What would end by itself may be renewed before it is too late.
  const bool due =
      standing.state == v1::Proposal::STATE_REVIEW_DUE || standing.sunset != absl::InfiniteFuture();
  if (!due)
    return error::ReviewNotDue(
        standing.review == absl::InfiniteFuture() ? "" : TimeInWords(standing.review));
  if (standing.keeper >= 0) return error::AlreadyKeeping(TimeInWords(standing.keep_until));
  const v1::ReviewPolicy& review = standing.rule->review();
  const absl::Duration window =
      review.has_keep_window() ? ToDuration(review.keep_window()) : kDefaultKeepWindow;
  Event event;
  event::v1::ReaffirmationProposed& proposed = *event.mutable_reaffirmation_proposed();
  proposed.set_keep_time_us(ToMicros(act.now() + window));
  if (!request.reason().empty()) proposed.mutable_reason()->set_content(request.reason());
  act.Emit(ref.number, std::move(event));
  if (window == absl::ZeroDuration()) {
    const AsRule as_rule(act, act.now());
    Reaffirm(act, ref.number, standing);
  }
  return AnswerStanding<v1::ReaffirmDecisionResponse>(act, ref.number);
}

absl::StatusOr<v1::ObjectToKeepingResponse> Decide(Act& act,
                                                   const v1::ObjectToKeepingRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const StandingRef ref, FindInForce(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kStatementBounds));
  if (ref.standing->keeper < 0) return error::NobodyKeeps();
  Event event;
  event.mutable_keeping_objected()->mutable_reason()->set_content(request.reason());
  act.Emit(ref.number, std::move(event));
  return AnswerStanding<v1::ObjectToKeepingResponse>(act, ref.number);
}

}  // namespace assent::assembly
