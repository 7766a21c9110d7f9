#include "server/assembly/advance.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "server/assembly/checks.h"
#include "server/assembly/elections.h"
#include "server/assembly/errors_elections.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/road.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rules/explain.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

bool IsConsent(v1::Stance stance) {
  return stance == v1::STANCE_AGREE || stance == v1::STANCE_RESERVATIONS ||
         stance == v1::STANCE_STAND_ASIDE;
}

absl::Status CheckStance(const ProposalState& p, const v1::TakePositionRequest& request) {
  if (!IsConsent(request.stance())) {
    return error::NotInAdvance(
        "only agreement, with or without reservations, and standing aside can be left in advance; "
        "raise a concern instead, or speak once positions are asked for");
  }
  if (p.rule().positions().hide_until_close()) {
    return error::NotInAdvance(
        "this rule hides positions until the close: speak once they are asked for");
  }
  if (Chooses(p.view.kind())) return error::CastABallot();
  const v1::Phase& phase = p.phases(0);
  if (phase.has_roads()) return error::RankTheRoads();
  if (phase.may() == v1::Phase::MAY_HOLDS_ONLY) return error::HoldsOnly();
  if (!rules::AllowedStances(p.rule(), phase).Has(request.stance())) {
    return error::InvalidPosition("stance", StanceInWords(request.stance()));
  }
  const auto& required = p.rule().positions().reason_required();
  const bool needed =
      std::find(required.begin(), required.end(), request.stance()) != required.end();
  const bool given = !absl::StripAsciiWhitespace(request.reason()).empty();
  return needed && !given ? error::ReasonRequired("reason") : absl::OkStatus();
}

// Where the electorate is taken with the call, who has a voice is seen only then.
absl::Status CheckVoice(const Act& act, const ProposalState& p, const std::string& unit) {
  const bool at_call = p.rule().electorate().snapshot() == v1::Electorate::SNAPSHOT_AT_CALL;
  if (!p.electorate_taken || at_call) {
    const bool theirs = unit.empty() || Belongs(act.state(), unit, act.actor_index());
    return theirs ? absl::OkStatus() : error::NotYourUnit();
  }
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice, VoiceOf(act.state(), p, act.actor_index(), unit));
  const VoicePosition& held = p.positions.at(voice);
  const bool blocks = held.stance == v1::STANCE_BLOCK && held.counts;
  return blocks ? error::AlreadyBlocking(held.concern) : absl::OkStatus();
}

v1::Position ShowAdvance(const ProposalState& p, const AdvanceState& left) {
  v1::Position view;
  view.set_name(PositionName(p.view.name(), LastSegment(left.view.member())));
  view.set_member(left.view.member());
  view.set_stance(left.view.stance());
  view.set_revision(left.view.revision());
  view.set_reason(left.view.reason());
  view.set_unit(left.view.unit());
  *view.mutable_update_time() = left.view.create_time();
  view.set_sequence(left.view.sequence());
  view.set_about_process(left.about_process);
  view.set_in_advance(true);
  return view;
}

}  // namespace

absl::StatusOr<v1::TakePositionResponse> LeaveInAdvance(Act& act, ProposalState& p,
                                                        const v1::TakePositionRequest& request) {
  if (!IsBeforeCall(p)) {
    return error::NotInAdvance("it is not on its way to a call: say where you stand when asked");
  }
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kReasonBounds));
  ASSENT_RETURN_IF_ERROR(CheckStance(p, request));
  ASSENT_RETURN_IF_ERROR(CheckVoice(act, p, request.unit()));
  const bool another = p.advance.count(act.actor_index()) == 0;
  if (another && p.advance.size() >= kMaxAdvance) return error::TooMany("in_advance", kMaxAdvance);
  Event event;
  event::v1::PositionTaken& taken = *event.mutable_position_taken();
  taken.set_in_advance(true);
  taken.set_stance(request.stance());
  taken.set_revision(p.view.revision());
  taken.set_revision_commitment(p.revisions.back().commitment());
  taken.set_unit(request.unit());
  taken.set_about_process(request.about_process());
  if (!request.reason().empty()) taken.mutable_reason()->set_content(request.reason());
  act.Emit(p.number, std::move(event));
  v1::TakePositionResponse response;
  *response.mutable_position() = ShowAdvance(p, p.advance.at(act.actor_index()));
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::WithdrawPositionResponse> TakeBackAdvance(Act& act, ProposalState& p) {
  const auto left = p.advance.find(act.actor_index());
  const bool stands = left != p.advance.end() && left->second.view.revision() == p.view.revision();
  if (!stands) return error::NoPosition();
  v1::WithdrawPositionResponse response;
  *response.mutable_position() = ShowAdvance(p, left->second);
  Event event;
  event.mutable_position_withdrawn()->set_in_advance(true);
  act.Emit(p.number, std::move(event));
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
