// Who is at a meeting.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/errors_presence.h"
#include "server/assembly/holds.h"
#include "server/assembly/meeting_acts.h"
#include "server/assembly/presence.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

std::map<int32_t, PresenceState> PresenceAt(const Act& act, const MeetingState& meeting,
                                            const ProposalState& p) {
  std::map<int32_t, PresenceState> there;
  for (const int32_t member : PresentMembers(act.state(), meeting)) {
    const PresenceState presence = MeetingPresence(act.state(), p, meeting, member, act.now());
    const bool struck = presence.by != member && p.presence_struck.contains(member);
    if (!struck) there[member] = presence;
  }
  return there;
}

void RecordPresence(Act& act, const MeetingState& meeting, ProposalState& p, bool counts) {
  Event event;
  event::v1::MeetingRecorded& recorded = *event.mutable_meeting_recorded();
  const std::map<int32_t, PresenceState> presence = PresenceAt(act, meeting, p);
  std::set<int32_t> there;
  for (const int32_t member : PresentMembers(act.state(), meeting)) {
    const auto found = presence.find(member);
    if (found == presence.end()) continue;
    there.insert(member);
    recorded.add_present(act.state().members[member].id);
    if (!found->second.counts) recorded.add_uncounted(act.state().members[member].id);
  }
  recorded.set_meeting(meeting.number);
  recorded.set_counts_as_meeting(counts && meeting.held_on.count(p.number) == 0 &&
                                 IsMeeting(p, there, act.actor_index()));
  act.Emit(p.number, std::move(event));
}

void KeepPresence(Act& act, const MeetingState& meeting) {
  if (meeting.view.current_item() == 0) return;
  ProposalState* const p =
      OpenProposalOf(act, meeting.view.agenda(meeting.view.current_item() - 1));
  if (p == nullptr) return;
  // The same people, each on the word of the same.
  const std::map<int32_t, PresenceState> there = PresenceAt(act, meeting, *p);
  const bool same = p->attendance_kept && there.size() == p->presence.size() &&
                    std::equal(there.begin(), there.end(), p->presence.begin(),
                               [](const auto& one, const auto& other) {
                                 return one.first == other.first &&
                                        one.second.by == other.second.by &&
                                        one.second.also == other.second.also;
                               });
  if (!same) RecordPresence(act, meeting, *p, /*counts=*/false);
}

absl::Status CheckRoomFor(const MeetingState& meeting, int32_t member) {
  const bool full = meeting.view.attendees_size() >= kMaxPresent;
  return full && PlaceOf(meeting, member) < 0 ? error::MeetingFull() : absl::OkStatus();
}

namespace {

// How somebody is to be on record.
struct Presence {
  int32_t member;
  bool online;
  bool left;
  bool struck = false;
};

bool Differs(const MeetingState& meeting, const Presence& presence) {
  if (presence.left || !IsThere(meeting, presence.member)) {
    return presence.left == IsThere(meeting, presence.member);
  }
  const v1::Attendee& attendee = meeting.view.attendees(PlaceOf(meeting, presence.member));
  return attendee.online() != presence.online;
}

void Change(Act& act, MeetingState& meeting, const std::vector<Presence>& presences) {
  Event event;
  event::v1::AttendanceChanged& changed = *event.mutable_attendance_changed();
  changed.set_meeting(meeting.number);
  for (const Presence& presence : presences) {
    event::v1::AttendanceChanged::Presence& change = *changed.add_changes();
    change.set_member(act.state().members[presence.member].id);
    change.set_online(presence.online);
    change.set_left(presence.left);
    change.set_struck(presence.struck);
  }
  if (changed.changes().empty()) return;
  act.Emit(0, std::move(event));
  KeepPresence(act, meeting);
}

// Whether saying again what is on record bears it out: two members say it then, or
// whom it is about.
bool BearsOut(const Act& act, const MeetingState& meeting, const Presence& presence) {
  const int place = PlaceOf(meeting, presence.member);
  if (place < 0 || presence.left || !IsThere(meeting, presence.member)) return false;
  const v1::Attendee& attendee = meeting.view.attendees(place);
  const bool others = !attendee.recorded_by().empty();
  if (presence.member == act.actor_index()) return others;
  return others && attendee.also_recorded_by().empty() &&
         attendee.recorded_by() != act.actor().view.name();
}

// Who said themselves that they are online, or gone, is left alone.
absl::Status CheckPresence(const Act& act, const MeetingState& meeting, const Presence& presence) {
  const std::string& handle = act.state().members[presence.member].view.handle();
  const int place = PlaceOf(meeting, presence.member);
  if (place < 0) {
    return presence.left ? error::NotAtTheMeeting(handle) : absl::OkStatus();
  }
  const v1::Attendee& attendee = meeting.view.attendees(place);
  const bool own = attendee.recorded_by().empty() && presence.member != act.actor_index();
  const bool kept = attendee.online() || attendee.has_leave_time();
  return own && kept ? error::OwnAttendanceStands(handle) : absl::OkStatus();
}

// The lists of a request, each name once.
class Lists {
 public:
  Lists(const Act& act, const MeetingState& meeting) : act_(act), meeting_(meeting) {}

  absl::Status Add(const google::protobuf::RepeatedPtrField<std::string>& names,
                   absl::string_view field, bool online, bool left) {
    for (const std::string& name : names) {
      ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act_, name, field));
      if (!named_.insert(member).second) {
        return error::ValueInvalid(field, "name each member once");
      }
      const Presence presence = {member, online, left};
      if (!Differs(meeting_, presence) && !BearsOut(act_, meeting_, presence)) {
        if (left) return error::NotAtTheMeeting(act_.state().members[member].view.handle());
        continue;
      }
      ASSENT_RETURN_IF_ERROR(CheckPresence(act_, meeting_, presence));
      if (PlaceOf(meeting_, member) < 0) ++newcomers_;
      changes_.push_back(presence);
    }
    return absl::OkStatus();
  }

  const std::vector<Presence>& changes() const { return changes_; }
  int newcomers() const { return newcomers_; }
  bool empty() const { return named_.empty(); }

 private:
  const Act& act_;
  const MeetingState& meeting_;
  std::set<int32_t> named_;
  std::vector<Presence> changes_;
  int newcomers_ = 0;
};

}  // namespace

void Arrive(Act& act, MeetingState& meeting, bool online) {
  Change(act, meeting, {{act.actor_index(), online, /*left=*/false}});
}

absl::StatusOr<v1::AttendMeetingResponse> Decide(Act& act,
                                                 const v1::AttendMeetingRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  const int32_t actor = act.actor_index();
  if (request.not_there()) {
    const int place = PlaceOf(*meeting, actor);
    const bool others = place >= 0 && !meeting->view.attendees(place).recorded_by().empty();
    if (!others) return error::NotOnRecord();
    Change(act, *meeting, {{actor, /*online=*/false, /*left=*/true, /*struck=*/true}});
    return Answer<v1::AttendMeetingResponse>(act, *meeting);
  }
  if (request.leaving() && !IsThere(*meeting, actor)) {
    return error::NotAtTheMeeting(act.actor().view.handle());
  }
  ASSENT_RETURN_IF_ERROR(CheckRoomFor(*meeting, actor));
  // Also what somebody else has recorded: now they say it themselves.
  Change(act, *meeting, {{actor, request.online(), request.leaving()}});
  return Answer<v1::AttendMeetingResponse>(act, *meeting);
}

absl::StatusOr<v1::RecordAttendanceResponse> Decide(Act& act,
                                                    const v1::RecordAttendanceRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(MeetingState* const meeting, FindOpenMeeting(act, request.name()));
  if (request.present_size() + request.online_size() + request.left_size() > kMaxPresent) {
    return error::TooMany("present", kMaxPresent);
  }
  Lists lists(act, *meeting);
  ASSENT_RETURN_IF_ERROR(lists.Add(request.present(), "present", false, false));
  ASSENT_RETURN_IF_ERROR(lists.Add(request.online(), "online", true, false));
  ASSENT_RETURN_IF_ERROR(lists.Add(request.left(), "left", false, true));
  if (lists.empty()) return error::FieldRequired("present");
  if (meeting->view.attendees_size() + lists.newcomers() > kMaxPresent) {
    return error::MeetingFull();
  }
  Change(act, *meeting, lists.changes());
  return Answer<v1::RecordAttendanceResponse>(act, *meeting);
}

}  // namespace assent::assembly
