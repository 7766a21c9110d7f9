// Who speaks next.

#include <utility>

#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/meeting_acts.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

absl::StatusOr<v1::JoinQueueResponse> Decide(Act& act, const v1::JoinQueueRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  const bool process = request.kind() == v1::QueueEntry::KIND_PROCESS;
  if (!process && request.kind() != v1::QueueEntry::KIND_UNSPECIFIED &&
      request.kind() != v1::QueueEntry::KIND_SPEAK) {
    return error::ValueInvalid("kind", "SPEAK or PROCESS");
  }
  ASSENT_RETURN_IF_ERROR(CheckRoomFor(*meeting, act.actor_index()));
  if (!IsThere(*meeting, act.actor_index())) {
    const int place = PlaceOf(*meeting, act.actor_index());
    Arrive(act, *meeting, place >= 0 && meeting->view.attendees(place).online());
  }
  Event event;
  event.mutable_hand_raised()->set_meeting(meeting->number);
  event.mutable_hand_raised()->set_kind(process ? v1::QueueEntry::KIND_PROCESS
                                                : v1::QueueEntry::KIND_SPEAK);
  act.Emit(0, std::move(event));
  return Answer<v1::JoinQueueResponse>(act, *meeting);
}

absl::StatusOr<v1::LeaveQueueResponse> Decide(Act& act, const v1::LeaveQueueRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  const int32_t actor = act.actor_index();
  const bool up = meeting->speaker == actor || HandOf(meeting->round, actor) >= 0 ||
                  HandOf(meeting->hands, actor) >= 0;
  if (!up) return error::NoHandUp();
  Event event;
  event.mutable_hand_lowered()->set_meeting(meeting->number);
  act.Emit(0, std::move(event));
  return Answer<v1::LeaveQueueResponse>(act, *meeting);
}

absl::StatusOr<v1::CallNextSpeakerResponse> Decide(Act& act,
                                                   const v1::CallNextSpeakerRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  const std::vector<Hand> queue = QueueOf(*meeting);
  if (queue.empty() && meeting->speaker < 0) return error::NobodyWaits();
  Event event;
  event::v1::SpeakerCalled& called = *event.mutable_speaker_called();
  called.set_meeting(meeting->number);
  if (!queue.empty()) called.set_member(act.state().members[queue.front().member].id);
  act.Emit(0, std::move(event));
  return Answer<v1::CallNextSpeakerResponse>(act, *meeting);
}

absl::StatusOr<v1::StartRoundResponse> Decide(Act& act, const v1::StartRoundRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  if (meeting->view.round()) return error::RoundUnderWay();
  const std::vector<int32_t> order = RoundOrder(*meeting);
  if (order.empty()) return error::NobodyThere();
  Event event;
  event::v1::RoundStarted& started = *event.mutable_round_started();
  started.set_meeting(meeting->number);
  for (const int32_t member : order) started.add_members(act.state().members[member].id);
  act.Emit(0, std::move(event));
  return Answer<v1::StartRoundResponse>(act, *meeting);
}

}  // namespace assent::assembly
