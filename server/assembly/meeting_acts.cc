#include "server/assembly/meeting_acts.h"

#include <algorithm>
#include <utility>

#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

absl::StatusOr<MeetingState*> FindMeeting(Act& act, absl::string_view name) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kMeetingPattern, "name"));
  const auto found = act.state().meetings.find(parts.number);
  if (found == act.state().meetings.end()) {
    const bool was = parts.number <= act.state().last_meeting;
    return was ? error::MeetingClosed() : error::MeetingNotFound();
  }
  if (found->second.view.state() == v1::Meeting::STATE_CLOSED) return error::MeetingClosed();
  return &found->second;
}

absl::StatusOr<MeetingState*> FindOpenMeeting(Act& act, absl::string_view name) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindMeeting(act, name));
  if (!meeting->is_open()) return error::MeetingNotOpen();
  return meeting;
}

absl::StatusOr<v1::CreateMeetingResponse> Decide(Act& act,
                                                 const v1::CreateMeetingRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  ASSENT_RETURN_IF_ERROR(CheckText(request.title(), "title", kTitleBounds));
  if (request.has_start_time() && !IsValid(request.start_time())) {
    return error::ValueInvalid("start_time", "name a moment of the years 1 to 9999");
  }
  const auto ahead = std::count_if(
      act.state().meetings.begin(), act.state().meetings.end(),
      [](const auto& one) { return one.second.view.state() != v1::Meeting::STATE_CLOSED; });
  if (ahead >= kMaxMeetings) return error::TooManyMeetings();
  Event event;
  event::v1::MeetingPlanned& planned = *event.mutable_meeting_planned();
  planned.set_number(act.state().last_meeting + 1);
  planned.mutable_title()->set_content(request.title());
  if (request.has_start_time()) {
    planned.set_start_time_us(ToMicros(ToTime(request.start_time())));
  }
  planned.set_progressive(request.progressive());
  act.Emit(0, std::move(event));
  return Answer<v1::CreateMeetingResponse>(act, act.state().meetings.at(act.state().last_meeting));
}

absl::StatusOr<v1::OpenMeetingResponse> Decide(Act& act, const v1::OpenMeetingRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindMeeting(act, request.name()));
  if (meeting->is_open()) return error::MeetingAlreadyOpen();
  Event event;
  event.mutable_meeting_opened()->set_number(meeting->number);
  act.Emit(0, std::move(event));
  Arrive(act, *meeting, request.online());
  return Answer<v1::OpenMeetingResponse>(act, *meeting);
}

absl::StatusOr<v1::CloseMeetingResponse> Decide(Act& act, const v1::CloseMeetingRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindMeeting(act, request.name()));
  EndCurrentItem(act, *meeting);
  Event event;
  event.mutable_meeting_closed()->set_number(meeting->number);
  act.Emit(0, std::move(event));
  return Answer<v1::CloseMeetingResponse>(act, *meeting);
}

}  // namespace assent::assembly
