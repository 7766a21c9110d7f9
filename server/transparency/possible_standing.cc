#include <cstddef>

#include "server/assembly/decided_points.h"
#include "server/base/status_macros.h"
#include "server/transparency/possible_place.h"

namespace assent::transparency::possible {
namespace {

absl::Status InForce(const Place& place) {
  const auto found = place.state.standings.find(place.event.proposal());
  const bool there = found != place.state.standings.end() && found->second.in_force();
  return there ? absl::OkStatus() : Impossible("its decision is not in force");
}

absl::Status Check(const Place& place, const event::v1::ReviewCame&) { return InForce(place); }

absl::Status Check(const Place& place, const event::v1::ReaffirmationProposed&) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  return InForce(place);
}

absl::Status Check(const Place& place, const event::v1::KeepingObjected&) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  return InForce(place);
}

absl::Status Check(const Place& place, const event::v1::DecisionReaffirmed&) {
  return InForce(place);
}

absl::Status Check(const Place& place, const event::v1::DecisionEnded&) { return InForce(place); }

// What is said of a decision, and done about it, after its proposal is gone.
absl::Status Points(const Place& place, const assembly::DecidedPoints*& points) {
  ASSENT_RETURN_IF_ERROR(place.Author());
  const auto found = place.state.points.find(place.event.proposal());
  if (found == place.state.points.end()) return Impossible("there is no such decision");
  points = &found->second;
  return absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::DissentWritten& written) {
  const assembly::DecidedPoints* points = nullptr;
  ASSENT_RETURN_IF_ERROR(Points(place, points));
  const size_t known = points->authors.size();
  if (written.number() >= 1 && static_cast<size_t>(written.number()) <= known) {
    return points->authors[written.number() - 1] == place.author
               ? absl::OkStatus()
               : Impossible("it replaces what somebody else wrote");
  }
  return Next(written.number(), known, "statement");
}

absl::Status Check(const Place& place, const event::v1::ActionPointMoved& moved) {
  const assembly::DecidedPoints* points = nullptr;
  ASSENT_RETURN_IF_ERROR(Points(place, points));
  if (moved.state() == v1::ActionPoint::STATE_UNSPECIFIED ||
      !v1::ActionPoint::State_IsValid(moved.state())) {
    return Impossible("it holds a state that is not known here");
  }
  return Within(moved.number(), points->actions.size(), "action point");
}

}  // namespace

absl::Status CheckStandingBody(const Place& place) {
#define ASSENT_BODY(Name, field) \
  case Event::k##Name:           \
    return Check(place, event.field())
  const Event& event = place.event;
  switch (event.body_case()) {
    ASSENT_BODY(ReviewCame, review_came);
    ASSENT_BODY(ReaffirmationProposed, reaffirmation_proposed);
    ASSENT_BODY(KeepingObjected, keeping_objected);
    ASSENT_BODY(DecisionReaffirmed, decision_reaffirmed);
    ASSENT_BODY(DecisionEnded, decision_ended);
    ASSENT_BODY(DissentWritten, dissent_written);
    ASSENT_BODY(ActionPointMoved, action_point_moved);
    default:
      return CheckFurtherBody(place);
  }
#undef ASSENT_BODY
}

}  // namespace assent::transparency::possible
