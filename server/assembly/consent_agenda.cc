// The consent agenda: what nobody wants to talk about is adopted together, each
// item by its own rule.

#include <string>
#include <utility>
#include <vector>

#include "server/assembly/calls.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/meeting_acts.h"
#include "server/assembly/raised_hands.h"
#include "server/assembly/road.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// A proposal with who is there as present and their hands raised, to see what
// that would make of it. Silence never assents: whom the actor alone has put on record
// raises no hand.
ProposalState WithHands(const Act& act, const MeetingState& meeting, const ProposalState& p,
                        std::vector<RecordedVoice>& hands) {
  ProposalState raised = p;
  raised.attendance_kept = true;
  raised.presence = PresenceAt(act, meeting, p);
  raised.attendance.clear();
  for (const auto& [member, presence] : raised.presence) raised.attendance.insert(member);
  for (const int32_t member : PresentMembers(act.state(), meeting)) {
    const absl::StatusOr<RecordedVoice> whose =
        CheckMayRecord(act, raised, member, v1::STANCE_AGREE);
    // What was recorded of them before stands; of two with one voice, the first to come.
    if (!whose.ok() || raised.positions.at(whose->voice).counts) continue;
    VoicePosition position;
    position.stance = v1::STANCE_AGREE;
    position.revision = raised.view.revision();
    position.member = member;
    position.recorded_by = act.actor_index();
    raised.positions.Set(whose->voice, position);
    hands.push_back(*whose);
  }
  return raised;
}

absl::Status Adopt(Act& act, const MeetingState& meeting, ProposalState& p) {
  ASSENT_RETURN_IF_ERROR(CheckAsksForHands(p));
  ASSENT_RETURN_IF_ERROR(CheckRecordable(p, v1::STANCE_AGREE));
  if (p.view.state() == v1::Proposal::STATE_RESOLVING) return error::NotCalled();
  std::vector<RecordedVoice> hands;
  ASSENT_RETURN_IF_ERROR(CheckWouldPass(act, WithHands(act, meeting, p, hands)));
  RecordPresence(act, meeting, p, /*counts=*/true);
  for (const RecordedVoice& whose : hands) RecordHand(act, p, whose, v1::STANCE_AGREE, "");
  const int32_t phase = p.phase;
  CloseEarly(act, p);
  const bool closed = p.decision || !IsRunning(p) || p.phase != phase;
  return closed ? absl::OkStatus() : DecideNow(act, p);
}

v1::ConsentResult AdoptItem(Act& act, MeetingState& meeting, const v1::AgendaItem& item) {
  v1::ConsentResult result;
  result.set_item(item.number());
  result.set_proposal(item.proposal());
  ProposalState* const p = OpenProposalOf(act, item);
  const absl::Status status = p == nullptr ? error::ProposalEnded() : Adopt(act, meeting, *p);
  if (p != nullptr) result.set_state(p->view.state());
  if (!status.ok()) {
    result.set_obstacle(base::ReasonOf(status));
    return result;
  }
  Event event;
  event.mutable_agenda_item_closed()->set_meeting(meeting.number);
  event.mutable_agenda_item_closed()->set_number(item.number());
  act.Emit(0, std::move(event));
  return result;
}

}  // namespace

absl::StatusOr<v1::AdoptConsentAgendaResponse> Decide(
    Act& act, const v1::AdoptConsentAgendaRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  v1::AdoptConsentAgendaResponse response;
  const v1::Meeting before = meeting->view;
  for (const v1::AgendaItem& item : before.agenda()) {
    if (IsForConsent(item)) *response.add_results() = AdoptItem(act, *meeting, item);
  }
  if (response.results().empty()) return error::ConsentAgendaEmpty();
  *response.mutable_meeting() = meeting->view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
