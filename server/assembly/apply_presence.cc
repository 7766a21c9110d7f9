// Who is on record as present at what is said of a proposal.

#include "server/assembly/apply_presence.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "server/assembly/presence.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

void ShowAttendance(const Applying& a) {
  ProposalState& p = a.p();
  p.view.set_attendance(static_cast<int64_t>(p.attendance.size()));
  p.view.set_uncounted_attendance(
      std::count_if(p.presence.begin(), p.presence.end(),
                    [](const auto& presence) { return !presence.second.counts; }));
  a.Touch(DocumentKind::kProposal);
}

// Everybody on the list, and on whose word. Whether they count on it is what the entry says:
// so logs are read as they were written.
void KeepPresence(const Applying& a, const event::v1::MeetingRecorded& recorded) {
  ProposalState& p = a.p();
  const auto meeting = a.state.meetings.find(recorded.meeting());
  std::map<int32_t, PresenceState> presence;
  for (const std::string& id : recorded.present()) {
    const int32_t member = a.member(id);
    PresenceState& one = presence[member];
    one = meeting != a.state.meetings.end()
              ? MeetingPresence(a.state, p, meeting->second, member, a.time)
              : RecordedPresence(a.state, p, member, a.author, a.time);
    one.counts = true;
    if (one.by == member) p.presence_struck.erase(member);
  }
  for (const std::string& id : recorded.uncounted()) presence[a.member(id)].counts = false;
  p.presence = std::move(presence);
}

}  // namespace

void Apply(const Applying& a, const event::v1::MeetingRecorded& recorded) {
  ProposalState& p = a.p();
  // Soon after the last one it is still the same meeting, with another list.
  const bool same = a.time - p.last_met < kMeetingsApart;
  const std::set<int32_t> before = std::exchange(p.attendance, {});
  p.attendance_kept = true;
  KeepPresence(a, recorded);
  for (const std::string& id : recorded.present()) {
    const int32_t member = a.member(id);
    p.attendance.insert(member);
    // A meeting of the assembly counts for whoever was there once it has closed.
    if (!recorded.counts_as_meeting() || recorded.meeting() != 0) continue;
    if (same && before.contains(member)) continue;
    v1::Member& view = a.state.members[member].view;
    view.set_meetings_attended(view.meetings_attended() + 1);
    a.TouchAssembly(DocumentKind::kMember, member);
  }
  ShowAttendance(a);
  if (!recorded.counts_as_meeting()) return;
  p.last_meeting = a.event.sequence();
  const auto meeting = a.state.meetings.find(recorded.meeting());
  if (meeting != a.state.meetings.end()) meeting->second.held_on.insert(p.number);
  if (same) return;
  ++p.meetings;
  p.last_met = a.time;
  // A meeting of the assembly counts once, when it closes.
  if (recorded.meeting() == 0) {
    CountSpokeMeetings(a.state, p.attendance, a.time, a.event.sequence());
  }
}

void Apply(const Applying& a, const event::v1::PresenceSaid& said) {
  ProposalState& p = a.p();
  if (said.absent()) {
    p.attendance.erase(a.author);
    p.presence.erase(a.author);
    p.presence_struck.insert(a.author);
  } else {
    p.attendance_kept = true;
    p.attendance.insert(a.author);
    PresenceState& presence = p.presence[a.author];
    presence.by = a.author;
    presence.also = -1;
    presence.counts = true;
    presence.time = a.time;
    p.presence_struck.erase(a.author);
  }
  ShowAttendance(a);
}

}  // namespace assent::assembly
