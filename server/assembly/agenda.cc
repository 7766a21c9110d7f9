// What a meeting talks about.

#include <utility>

#include "server/assembly/calls.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/meeting_acts.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

ProposalState* OpenProposalOf(Act& act, const v1::AgendaItem& item) {
  const auto found = act.state().proposals.find(ProposalOf(item));
  const bool open = found != act.state().proposals.end() && !found->second.decision;
  return open ? &found->second : nullptr;
}

namespace {

absl::Status CheckItemNumber(const MeetingState& meeting, int32_t number) {
  const bool there = number >= 1 && number <= meeting.view.agenda_size();
  return there ? absl::OkStatus() : error::AgendaItemNotFound();
}

absl::Status CheckItem(const v1::AddAgendaItemRequest& request) {
  if (request.proposal().empty() && request.consent()) return error::FieldRequired("proposal");
  if (!request.title().empty() || request.proposal().empty()) {
    ASSENT_RETURN_IF_ERROR(CheckText(request.title(), "title", kTitleBounds));
  }
  if (!request.has_time()) return absl::OkStatus();
  const absl::Duration time = ToDuration(request.time());
  const bool valid = IsValid(request.time()) && time > absl::ZeroDuration() && time <= kMaxItemTime;
  return valid ? absl::OkStatus() : error::ValueInvalid("time", "more than none, at most a day");
}

// Done with. Resolving that has had its last meeting in it ends.
void EndItem(Act& act, MeetingState& meeting, int32_t number, const std::string& note) {
  const bool under_way = meeting.view.current_item() == number;
  Event event;
  event::v1::AgendaItemClosed& closed = *event.mutable_agenda_item_closed();
  closed.set_meeting(meeting.number);
  closed.set_number(number);
  if (!note.empty()) closed.mutable_note()->set_content(note);
  act.Emit(0, std::move(event));
  ProposalState* const p = OpenProposalOf(act, meeting.view.agenda(number - 1));
  if (under_way && p != nullptr) EndResolvingByMeetings(act, *p);
}

}  // namespace

void EndCurrentItem(Act& act, MeetingState& meeting) {
  const int32_t number = meeting.view.current_item();
  if (number != 0) EndItem(act, meeting, number, "");
}

absl::StatusOr<v1::AddAgendaItemResponse> Decide(Act& act,
                                                 const v1::AddAgendaItemRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindMeeting(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckItem(request));
  if (meeting->view.agenda_size() >= kMaxAgendaItems) return error::TooManyItems();
  Event event;
  event::v1::AgendaItemAdded& added = *event.mutable_agenda_item_added();
  added.set_meeting(meeting->number);
  added.set_number(meeting->view.agenda_size() + 1);
  if (!request.proposal().empty()) {
    ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                            IntroducedProposal(act, request.proposal(), "proposal"));
    added.set_about(p->number);
  }
  if (!request.title().empty()) added.mutable_title()->set_content(request.title());
  if (request.has_time()) added.set_time_us(absl::ToInt64Microseconds(ToDuration(request.time())));
  added.set_consent(request.consent());
  act.Emit(0, std::move(event));
  auto answer = Answer<v1::AddAgendaItemResponse>(act, *meeting);
  answer.set_item(meeting->view.agenda_size());
  return answer;
}

absl::StatusOr<v1::PullAgendaItemResponse> Decide(Act& act,
                                                  const v1::PullAgendaItemRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindMeeting(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckItemNumber(*meeting, request.item()));
  if (!IsForConsent(meeting->view.agenda(request.item() - 1))) return error::NotOnConsentAgenda();
  Event event;
  event.mutable_agenda_item_pulled()->set_meeting(meeting->number);
  event.mutable_agenda_item_pulled()->set_number(request.item());
  act.Emit(0, std::move(event));
  return Answer<v1::PullAgendaItemResponse>(act, *meeting);
}

absl::StatusOr<v1::StartAgendaItemResponse> Decide(Act& act,
                                                   const v1::StartAgendaItemRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckItemNumber(*meeting, request.item()));
  if (meeting->view.current_item() == request.item()) return error::AgendaItemUnderWay();
  EndCurrentItem(act, *meeting);
  Event event;
  event.mutable_agenda_item_started()->set_meeting(meeting->number);
  event.mutable_agenda_item_started()->set_number(request.item());
  act.Emit(0, std::move(event));
  ProposalState* const p = OpenProposalOf(act, meeting->view.agenda(request.item() - 1));
  if (p != nullptr) RecordPresence(act, *meeting, *p, /*counts=*/true);
  return Answer<v1::StartAgendaItemResponse>(act, *meeting);
}

absl::StatusOr<v1::CloseAgendaItemResponse> Decide(Act& act,
                                                   const v1::CloseAgendaItemRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  const int32_t number = request.item() == 0 ? meeting->view.current_item() : request.item();
  ASSENT_RETURN_IF_ERROR(CheckItemNumber(*meeting, number));
  ASSENT_RETURN_IF_ERROR(CheckText(request.note(), "note", kReasonBounds));
  EndItem(act, *meeting, number, request.note());
  return Answer<v1::CloseAgendaItemResponse>(act, *meeting);
}

}  // namespace assent::assembly
