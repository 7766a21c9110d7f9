#include "server/transparency/possible_meetings.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/transparency/possible_place.h"

namespace assent::transparency {
namespace {

using assembly::MeetingState;
using assembly::State;
using event::v1::Event;
using possible::Impossible;
using possible::Place;

// The meeting of that number, if it is planned or open.
absl::Status Find(const Place& place, int32_t number, const MeetingState*& meeting) {
  const auto found = place.state.meetings.find(number);
  if (found == place.state.meetings.end() ||
      found->second.view.state() == v1::Meeting::STATE_CLOSED) {
    return Impossible(absl::StrCat("meeting ", number, " is not there, or over"));
  }
  meeting = &found->second;
  return absl::OkStatus();
}
absl::Status FindOpen(const Place& place, int32_t number, const MeetingState*& meeting) {
  ASSENT_RETURN_IF_ERROR(Find(place, number, meeting));
  return meeting->is_open() ? absl::OkStatus() : Impossible("its meeting has not begun");
}
absl::Status Item(const MeetingState& meeting, int32_t number) {
  return possible::Within(number, static_cast<size_t>(meeting.view.agenda_size()), "agenda item");
}

absl::Status Check(const Place& place, const event::v1::MeetingPlanned& planned) {
  return possible::Next(planned.number(), static_cast<size_t>(place.state.last_meeting), "meeting");
}

absl::Status Check(const Place& place, const event::v1::MeetingOpened& opened) {
  const MeetingState* meeting = nullptr;
  ASSENT_RETURN_IF_ERROR(Find(place, opened.number(), meeting));
  return meeting->is_open() ? Impossible("its meeting has begun before") : absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::MeetingClosed& closed) {
  const MeetingState* meeting = nullptr;
  return Find(place, closed.number(), meeting);
}

absl::Status Check(const Place& place, const event::v1::AgendaItemAdded& added) {
  const MeetingState* meeting = nullptr;
  ASSENT_RETURN_IF_ERROR(Find(place, added.meeting(), meeting));
  const int items = meeting->view.agenda_size();
  if (added.number() != items + 1 || items >= assembly::kMaxAgendaItems) {
    return Impossible("its item is not the next one");
  }
  if (added.time_us() < 0 || added.time_us() > absl::ToInt64Microseconds(assembly::kMaxItemTime)) {
    return Impossible("its item takes no time that can be");
  }
  if (added.about() < 0 || added.about() > place.state.last_proposal) {
    return Impossible("there is no such proposal");
  }
  return added.consent() && added.about() == 0 ? Impossible("nothing is consented to")
                                               : absl::OkStatus();
}

absl::Status Check(const Place& place, const event::v1::AgendaItemPulled& pulled) {
  const MeetingState* meeting = nullptr;
  ASSENT_RETURN_IF_ERROR(Find(place, pulled.meeting(), meeting));
  ASSENT_RETURN_IF_ERROR(Item(*meeting, pulled.number()));
  const bool waits = assembly::IsForConsent(meeting->view.agenda(pulled.number() - 1));
  return waits ? absl::OkStatus() : Impossible("its item is not on the consent agenda");
}

template <typename Body>
absl::Status CheckItem(const Place& place, const Body& body) {
  const MeetingState* meeting = nullptr;
  ASSENT_RETURN_IF_ERROR(FindOpen(place, body.meeting(), meeting));
  return Item(*meeting, body.number());
}
absl::Status Check(const Place& place, const event::v1::AgendaItemStarted& started) {
  return CheckItem(place, started);
}
absl::Status Check(const Place& place, const event::v1::AgendaItemClosed& closed) {
  return CheckItem(place, closed);
}

absl::Status Check(const Place& place, const event::v1::AttendanceChanged& changed) {
  const MeetingState* meeting = nullptr;
  ASSENT_RETURN_IF_ERROR(FindOpen(place, changed.meeting(), meeting));
  std::set<std::string> named;
  int attendees = meeting->view.attendees_size();
  for (const auto& change : changed.changes()) {
    const auto member = place.state.member_by_id.find(change.member());
    if (member == place.state.member_by_id.end() || !named.insert(change.member()).second) {
      return Impossible("it names somebody who never joined, or twice");
    }
    const bool known = assembly::PlaceOf(*meeting, member->second) >= 0;
    if (change.left() && !known) return Impossible("somebody goes who never came");
    if (change.struck() && (!change.left() || member->second != place.author)) {
      return Impossible("it strikes the presence of another than its author");
    }
    if (!known) ++attendees;
  }
  return attendees <= assembly::kMaxPresent ? absl::OkStatus() : Impossible("its room is full");
}

absl::Status Check(const Place& place, const event::v1::HandRaised& raised) {
  const MeetingState* meeting = nullptr;
  ASSENT_RETURN_IF_ERROR(FindOpen(place, raised.meeting(), meeting));
  if (raised.kind() != v1::QueueEntry::KIND_SPEAK &&
      raised.kind() != v1::QueueEntry::KIND_PROCESS) {
    return Impossible("its hand is for nothing that is known here");
  }
  const bool there = assembly::IsThere(*meeting, place.author);
  return there ? absl::OkStatus() : Impossible("its author is not at the meeting");
}

absl::Status Check(const Place& place, const event::v1::HandLowered& lowered) {
  const MeetingState* meeting = nullptr;
  return FindOpen(place, lowered.meeting(), meeting);
}

// The queue is worked out again: nobody gets the floor out of turn.
absl::Status Check(const Place& place, const event::v1::SpeakerCalled& called) {
  const MeetingState* meeting = nullptr;
  ASSENT_RETURN_IF_ERROR(FindOpen(place, called.meeting(), meeting));
  const std::vector<assembly::Hand> queue = assembly::QueueOf(*meeting);
  const std::string first = queue.empty() ? "" : place.state.members[queue.front().member].id;
  return called.member() == first ? absl::OkStatus() : Impossible("somebody else is next");
}

absl::Status Check(const Place& place, const event::v1::RoundStarted& started) {
  const MeetingState* meeting = nullptr;
  ASSENT_RETURN_IF_ERROR(FindOpen(place, started.meeting(), meeting));
  const std::vector<int32_t> order = assembly::RoundOrder(*meeting);
  bool same = meeting->round.empty() && static_cast<int>(order.size()) == started.members_size();
  for (int i = 0; same && i < started.members_size(); ++i) {
    same = place.state.members[order[i]].id == started.members(i);
  }
  return same ? absl::OkStatus() : Impossible("its round asks others than those who are there");
}

absl::Status Check(const Place&, const event::v1::TemperatureTaken& taken) {
  const bool known = taken.temperature() != v1::TEMPERATURE_UNSPECIFIED &&
                     v1::Temperature_IsValid(taken.temperature());
  return known ? absl::OkStatus() : Impossible("its temperature is not known here");
}

absl::Status Check(const Place&, const event::v1::TemperatureRecorded& recorded) {
  for (const int32_t hands : {recorded.warm(), recorded.lukewarm(), recorded.cold()}) {
    if (hands < 0 || hands > assembly::kMaxHands) return Impossible("no such number of hands");
  }
  return absl::OkStatus();
}

}  // namespace

bool IsMeetingBody(const Event& event) {
  return event.body_case() >= Event::kMeetingPlanned &&
         event.body_case() <= Event::kTemperatureRecorded;
}

absl::Status CheckMeetingBody(const State& state, const Event& event, int32_t author) {
  const Place place = {state, event, author, nullptr};
  ASSENT_RETURN_IF_ERROR(place.Author());
#define ASSENT_BODY(Name, field) \
  case Event::k##Name:           \
    return Check(place, event.field())
  switch (event.body_case()) {
    ASSENT_BODY(MeetingPlanned, meeting_planned);
    ASSENT_BODY(MeetingOpened, meeting_opened);
    ASSENT_BODY(MeetingClosed, meeting_closed);
    ASSENT_BODY(AgendaItemAdded, agenda_item_added);
    ASSENT_BODY(AgendaItemPulled, agenda_item_pulled);
    ASSENT_BODY(AgendaItemStarted, agenda_item_started);
    ASSENT_BODY(AgendaItemClosed, agenda_item_closed);
    ASSENT_BODY(AttendanceChanged, attendance_changed);
    ASSENT_BODY(HandRaised, hand_raised);
    ASSENT_BODY(HandLowered, hand_lowered);
    ASSENT_BODY(SpeakerCalled, speaker_called);
    ASSENT_BODY(RoundStarted, round_started);
    ASSENT_BODY(TemperatureTaken, temperature_taken);
    ASSENT_BODY(TemperatureRecorded, temperature_recorded);
    default:
      break;
  }
#undef ASSENT_BODY
  return Impossible("it is a kind of event that is not known here");
}

}  // namespace assent::transparency
