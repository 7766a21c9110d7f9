// Events of meetings, and of temperature checks.

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "server/assembly/apply_internal.h"
#include "server/assembly/holds.h"
#include "server/assembly/meetings.h"
#include "server/assembly/names.h"
#include "server/assembly/retention.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/check.h"

namespace assent::assembly {
namespace {

MeetingState& Find(const Applying& a, int32_t number) {
  const auto found = a.state.meetings.find(number);
  ASSENT_CHECK(found != a.state.meetings.end(), "an event of a meeting that is not there");
  return found->second;
}

v1::AgendaItem& ItemOf(MeetingState& meeting, int32_t number) {
  return *meeting.view.mutable_agenda(number - 1);
}

// Puts into the view what follows from the rest.
void Show(const Applying& a, MeetingState& meeting) {
  v1::Meeting& view = meeting.view;
  view.clear_queue();
  for (const Hand& hand : QueueOf(meeting)) {
    v1::QueueEntry& entry = *view.add_queue();
    entry.set_member(a.state.members[hand.member].view.name());
    entry.set_kind(hand.kind);
    *entry.mutable_time() = ToProto(hand.time);
  }
  view.clear_speaker();
  if (meeting.speaker >= 0) view.set_speaker(a.state.members[meeting.speaker].view.name());
  view.set_round(!meeting.round.empty() || meeting.speaker_in_round);
  view.set_sequence(a.event.sequence());
  a.TouchAssembly(DocumentKind::kMeeting, meeting.number);
}

void LowerHand(std::vector<Hand>& hands, int32_t member) {
  const int place = HandOf(hands, member);
  if (place >= 0) hands.erase(hands.begin() + place);
}

void TakeFloor(MeetingState& meeting) {
  meeting.speaker = -1;
  meeting.speaker_in_round = false;
}

// The attendee goes: what they waited for goes with them.
void Go(MeetingState& meeting, int32_t member, absl::Time time) {
  const int place = PlaceOf(meeting, member);
  if (place < 0) return;
  v1::Attendee& attendee = *meeting.view.mutable_attendees(place);
  if (!attendee.has_leave_time()) *attendee.mutable_leave_time() = ToProto(time);
  LowerHand(meeting.hands, member);
  LowerHand(meeting.round, member);
  if (meeting.speaker == member) TakeFloor(meeting);
}

void Come(const Applying& a, MeetingState& meeting, int32_t member, bool online) {
  if (PlaceOf(meeting, member) < 0) {
    meeting.people.push_back(member);
    v1::Attendee& attendee = *meeting.view.add_attendees();
    attendee.set_member(a.state.members[member].view.name());
    *attendee.mutable_join_time() = ToProto(a.time);
  }
  v1::Attendee& attendee = *meeting.view.mutable_attendees(PlaceOf(meeting, member));
  attendee.clear_leave_time();
  attendee.set_online(online);
}

// On whose word it is: of two others who say the same, both are kept.
void SetWord(const Applying& a, v1::Attendee& attendee, bool own, bool was_there,
             const event::v1::AttendanceChanged::Presence& change) {
  const std::string before = attendee.recorded_by();
  const bool others = !before.empty() && before != a.author_name();
  const bool also = others && was_there && !own && !change.left();
  attendee.set_recorded_by(own ? "" : a.author_name());
  if (also) {
    attendee.set_also_recorded_by(before);
  } else if (own || change.left() || !was_there) {
    attendee.clear_also_recorded_by();
  }
  attendee.set_struck(change.struck());
}

void EndItem(const Applying& a, MeetingState& meeting, int32_t number) {
  v1::AgendaItem& item = ItemOf(meeting, number);
  if (item.state() != v1::AgendaItem::STATE_DONE) *item.mutable_close_time() = ToProto(a.time);
  item.set_state(v1::AgendaItem::STATE_DONE);
  if (meeting.view.current_item() == number) meeting.view.clear_current_item();
}

// Whether more than one member came, if only for a while: with oneself nobody holds a
// meeting of the group, unless nobody else is in it.
bool WasNotAlone(const State& state, const MeetingState& meeting) {
  const auto came = std::count_if(meeting.people.begin(), meeting.people.end(),
                                  [&](int32_t one) { return IsMember(state.members[one]); });
  return came > 1 || std::count_if(state.members.begin(), state.members.end(), IsMember) <= 1;
}

}  // namespace

void Apply(const Applying& a, const event::v1::MeetingPlanned& planned) {
  a.state.last_meeting = planned.number();
  MeetingState& meeting = a.state.meetings[planned.number()];
  meeting.number = planned.number();
  v1::Meeting& view = meeting.view;
  view.set_name(MeetingName(a.state.id, planned.number()));
  view.set_state(v1::Meeting::STATE_PLANNED);
  view.set_title(planned.title().content());
  if (planned.start_time_us() != 0) {
    *view.mutable_start_time() = ToProto(absl::FromUnixMicros(planned.start_time_us()));
  }
  view.set_progressive(planned.progressive());
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::MeetingOpened& opened) {
  MeetingState& meeting = Find(a, opened.number());
  meeting.view.set_state(v1::Meeting::STATE_OPEN);
  *meeting.view.mutable_open_time() = ToProto(a.time);
  meeting.view.set_facilitator(a.author_name());
  Show(a, meeting);
}

// Whoever was there, if only for a while, has attended it, if it was a meeting of the
// group: nobody gets the tenure to block, or brings another spoke, alone (5 B2).
void Apply(const Applying& a, const event::v1::MeetingClosed& closed) {
  MeetingState& meeting = Find(a, closed.number());
  if (meeting.view.current_item() != 0) EndItem(a, meeting, meeting.view.current_item());
  const bool met = WasNotAlone(a.state, meeting);
  std::set<int32_t> attended;
  for (const int32_t member : meeting.people) {
    Go(meeting, member, a.time);
    if (meeting.view.attendees(PlaceOf(meeting, member)).struck()) continue;
    attended.insert(member);
    if (!met || !IsMember(a.state.members[member])) continue;
    v1::Member& view = a.state.members[member].view;
    view.set_meetings_attended(view.meetings_attended() + 1);
    a.TouchAssembly(DocumentKind::kMember, member);
  }
  if (met) CountSpokeMeetings(a.state, attended, a.time, a.event.sequence());
  meeting.view.set_state(v1::Meeting::STATE_CLOSED);
  *meeting.view.mutable_close_time() = ToProto(a.time);
  meeting.closed = a.time;
  KeepUntilExpiry(a.state, a.time, /*proposal=*/0, closed.number());
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::AgendaItemAdded& added) {
  MeetingState& meeting = Find(a, added.meeting());
  v1::AgendaItem& item = *meeting.view.add_agenda();
  item.set_number(added.number());
  item.set_state(v1::AgendaItem::STATE_WAITING);
  item.set_title(added.title().content());
  if (added.about() != 0) {
    item.set_proposal(ProposalName(a.state.id, added.about()));
    const auto proposal = a.state.proposals.find(added.about());
    if (!added.has_title() && proposal != a.state.proposals.end()) {
      item.set_title(proposal->second.view.title());
    }
  }
  if (added.time_us() != 0) {
    item.mutable_time()->set_seconds(added.time_us() / 1'000'000);
    item.mutable_time()->set_nanos(static_cast<int32_t>(added.time_us() % 1'000'000) * 1000);
  }
  item.set_consent(added.consent());
  item.set_brought_by(a.author_name());
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::AgendaItemPulled& pulled) {
  MeetingState& meeting = Find(a, pulled.meeting());
  ItemOf(meeting, pulled.number()).set_pulled_by(a.author_name());
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::AgendaItemStarted& started) {
  MeetingState& meeting = Find(a, started.meeting());
  if (meeting.view.current_item() != 0) EndItem(a, meeting, meeting.view.current_item());
  v1::AgendaItem& item = ItemOf(meeting, started.number());
  item.set_state(v1::AgendaItem::STATE_UNDER_WAY);
  if (!item.has_open_time()) *item.mutable_open_time() = ToProto(a.time);
  item.clear_close_time();
  meeting.view.set_current_item(started.number());
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::AgendaItemClosed& closed) {
  MeetingState& meeting = Find(a, closed.meeting());
  EndItem(a, meeting, closed.number());
  if (closed.has_note()) ItemOf(meeting, closed.number()).set_note(closed.note().content());
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::AttendanceChanged& changed) {
  MeetingState& meeting = Find(a, changed.meeting());
  for (const auto& change : changed.changes()) {
    const int32_t member = a.member(change.member());
    const bool was_there = IsThere(meeting, member);
    if (change.left()) {
      Go(meeting, member, a.time);
    } else {
      Come(a, meeting, member, change.online());
    }
    const int place = PlaceOf(meeting, member);
    if (place < 0) continue;
    SetWord(a, *meeting.view.mutable_attendees(place), member == a.author, was_there, change);
  }
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::HandRaised& raised) {
  MeetingState& meeting = Find(a, raised.meeting());
  const int place = HandOf(meeting.hands, a.author);
  if (place >= 0) {
    meeting.hands[place].kind = raised.kind();
  } else {
    meeting.hands.push_back({a.author, raised.kind(), a.time});
  }
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::HandLowered& lowered) {
  MeetingState& meeting = Find(a, lowered.meeting());
  if (meeting.speaker == a.author) {
    TakeFloor(meeting);
  } else if (HandOf(meeting.round, a.author) >= 0) {
    LowerHand(meeting.round, a.author);
  } else {
    LowerHand(meeting.hands, a.author);
  }
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::SpeakerCalled& called) {
  MeetingState& meeting = Find(a, called.meeting());
  TakeFloor(meeting);
  if (!called.member().empty()) {
    meeting.speaker = a.member(called.member());
    const std::vector<Hand> queue = QueueOf(meeting);
    const int first = HandOf(queue, meeting.speaker);
    meeting.speaker_in_round = first >= 0 && queue[first].kind == v1::QueueEntry::KIND_ROUND;
    LowerHand(meeting.speaker_in_round ? meeting.round : meeting.hands, meeting.speaker);
    const int place = PlaceOf(meeting, meeting.speaker);
    if (place >= 0) {
      v1::Attendee& attendee = *meeting.view.mutable_attendees(place);
      attendee.set_turns(attendee.turns() + 1);
    }
  }
  Show(a, meeting);
}

void Apply(const Applying& a, const event::v1::RoundStarted& started) {
  MeetingState& meeting = Find(a, started.meeting());
  for (const std::string& id : started.members()) {
    meeting.round.push_back({a.member(id), v1::QueueEntry::KIND_ROUND, a.time});
  }
  Show(a, meeting);
}

void LeaveMeetings(const Applying& a, int32_t member) {
  for (auto& [number, meeting] : a.state.meetings) {
    if (!meeting.is_open() || !IsThere(meeting, member)) continue;
    Go(meeting, member, a.time);
    Show(a, meeting);
  }
}

namespace {

void ShowTemperature(ProposalState& p) {
  v1::TemperatureCheck& check = *p.view.mutable_temperature();
  check.set_warm(0);
  check.set_lukewarm(0);
  check.set_cold(0);
  for (const auto& [member, temperature] : p.temperatures) {
    if (temperature == v1::TEMPERATURE_WARM) check.set_warm(check.warm() + 1);
    if (temperature == v1::TEMPERATURE_LUKEWARM) check.set_lukewarm(check.lukewarm() + 1);
    if (temperature == v1::TEMPERATURE_COLD) check.set_cold(check.cold() + 1);
  }
}

}  // namespace

void Apply(const Applying& a, const event::v1::TemperatureTaken& taken) {
  a.p().temperatures[a.author] = taken.temperature();
  ShowTemperature(a.p());
}

void Apply(const Applying& a, const event::v1::TemperatureRecorded& recorded) {
  v1::TemperatureCheck& check = *a.p().view.mutable_temperature();
  check.set_hands_warm(recorded.warm());
  check.set_hands_lukewarm(recorded.lukewarm());
  check.set_hands_cold(recorded.cold());
}

void DropTemperature(const Applying& a, int32_t member) {
  for (auto& [number, p] : a.state.proposals) {
    if (p.decision || p.temperatures.erase(member) == 0) continue;
    ShowTemperature(p);
    if (a.touched != nullptr) a.touched->insert({DocumentKind::kProposal, number, 0});
  }
}

}  // namespace assent::assembly
