// Temperature checks: how warm people are towards a proposal as it stands. They
// bind nobody; no rule looks at them.

#include <utility>

#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/errors_meetings.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// While it is being introduced people ask what it means; what they make of it is for the
// discussion (2.1).
absl::StatusOr<ProposalState*> DiscussedProposal(Act& act, absl::string_view name) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, name, "name"));
  if (p->view.state() == v1::Proposal::STATE_INTRODUCED) return error::NotDiscussedYet();
  return p;
}

}  // namespace

absl::StatusOr<v1::TakeTemperatureResponse> Decide(Act& act,
                                                   const v1::TakeTemperatureRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, DiscussedProposal(act, request.name()));
  if (request.temperature() == v1::TEMPERATURE_UNSPECIFIED ||
      !v1::Temperature_IsValid(request.temperature())) {
    return error::ValueInvalid("temperature", "WARM, LUKEWARM or COLD");
  }
  Event event;
  event.mutable_temperature_taken()->set_temperature(request.temperature());
  act.Emit(p->number, std::move(event));
  return Answer<v1::TakeTemperatureResponse>(act, *p);
}

absl::StatusOr<v1::RecordTemperatureResponse> Decide(Act& act,
                                                     const v1::RecordTemperatureRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, DiscussedProposal(act, request.name()));
  const std::pair<const char*, int32_t> counts[] = {
      {"warm", request.warm()}, {"lukewarm", request.lukewarm()}, {"cold", request.cold()}};
  for (const auto& [field, hands] : counts) {
    if (hands < 0 || hands > kMaxHands) {
      return error::ValueInvalid(field, "a number of hands from 0 to 1000000");
    }
  }
  Event event;
  event::v1::TemperatureRecorded& recorded = *event.mutable_temperature_recorded();
  recorded.set_warm(request.warm());
  recorded.set_lukewarm(request.lukewarm());
  recorded.set_cold(request.cold());
  act.Emit(p->number, std::move(event));
  return Answer<v1::RecordTemperatureResponse>(act, *p);
}

}  // namespace assent::assembly
