#include "server/assembly/presence.h"

#include <algorithm>

#include "server/assembly/meetings.h"
#include "server/assembly/names.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

int32_t IndexOf(const State& state, const std::string& name) {
  const auto found = state.member_by_id.find(LastSegment(name));
  return found == state.member_by_id.end() ? -1 : found->second;
}

bool Brings(const State& state, const ProposalState& p, int32_t member) {
  return member >= 0 && IsProposer(p, state.members[member]);
}

}  // namespace

PresenceState RecordedPresence(const State& state, const ProposalState& p, int32_t member,
                               int32_t recorder, absl::Time now) {
  PresenceState presence;
  presence.by = recorder;
  presence.listed = true;
  presence.time = now;
  if (member == recorder) return presence;
  const auto before = p.presence.find(member);
  const bool same_meeting =
      before != p.presence.end() && now - before->second.time < kMeetingsApart;
  if (same_meeting && before->second.by == member) {
    presence.by = member;
    presence.time = before->second.time;
    return presence;
  }
  if (same_meeting) {
    presence.also = before->second.by == recorder ? before->second.also : before->second.by;
  }
  const bool facilitates = p.view.facilitator() == state.members[recorder].view.name();
  presence.counts = presence.also >= 0 || (facilitates && !Brings(state, p, recorder));
  return presence;
}

PresenceState MeetingPresence(const State& state, const ProposalState& p,
                              const MeetingState& meeting, int32_t member, absl::Time now) {
  PresenceState presence;
  presence.by = member;
  presence.listed = true;
  presence.time = now;
  const int place = PlaceOf(meeting, member);
  if (place < 0) return presence;
  const v1::Attendee& attendee = meeting.view.attendees(place);
  if (attendee.recorded_by().empty()) return presence;
  presence.by = IndexOf(state, attendee.recorded_by());
  if (!attendee.also_recorded_by().empty()) {
    presence.also = IndexOf(state, attendee.also_recorded_by());
  }
  presence.counts = presence.also >= 0 || !Brings(state, p, presence.by);
  return presence;
}

bool CountsAsPresent(const ProposalState& p, int32_t member) {
  const auto found = p.presence.find(member);
  return found != p.presence.end() && found->second.counts;
}

bool IsBorneOut(const PresenceState& presence, int32_t member, int32_t recorder, absl::Time now) {
  if (now - presence.time >= kMeetingsApart) return false;
  return presence.by == member || presence.by != recorder || presence.also >= 0;
}

bool RestsOnPresence(const ProposalState& p) {
  return std::any_of(p.presence.begin(), p.presence.end(), [&](const auto& one) {
    const auto& [member, presence] = one;
    if (!presence.counts || presence.by == member) return false;
    const std::vector<int32_t> voices = VoicesOfMember(p, member);
    return std::any_of(voices.begin(), voices.end(),
                       [&](int32_t voice) { return !p.positions.at(voice).counts; });
  });
}

}  // namespace assent::assembly
