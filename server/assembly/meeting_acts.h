// What the acts on meetings share.

#ifndef ASSENT_SERVER_ASSEMBLY_MEETING_ACTS_H_
#define ASSENT_SERVER_ASSEMBLY_MEETING_ACTS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/assembly/act.h"
#include "server/assembly/meetings.h"

namespace assent::assembly {

// A meeting that is not over, by resource name in the field `name`. NAME_INVALID,
// MEETING_NOT_FOUND, MEETING_CLOSED.
absl::StatusOr<MeetingState*> FindMeeting(Act& act, absl::string_view name);
// One that is open: MEETING_NOT_OPEN, too.
absl::StatusOr<MeetingState*> FindOpenMeeting(Act& act, absl::string_view name);

// The proposal of an item while something can happen to it; null: none, or it has
// ended.
ProposalState* OpenProposalOf(Act& act, const v1::AgendaItem& item);

// The members who are there, and on whose word: without those who have struck, of this
// proposal, that others put them on record.
std::map<int32_t, PresenceState> PresenceAt(const Act& act, const MeetingState& meeting,
                                            const ProposalState& proposal);
// Who is there is the attendance record of this open proposal from now on. A
// meeting counts once as held on it, if `counts`.
void RecordPresence(Act& act, const MeetingState& meeting, ProposalState& proposal, bool counts);
// People have come or gone: likewise for the item under way, if there is one.
void KeepPresence(Act& act, const MeetingState& meeting);

// The actor comes, if they are not there. MEETING_FULL, before anything happens.
absl::Status CheckRoomFor(const MeetingState& meeting, int32_t member);
void Arrive(Act& act, MeetingState& meeting, bool online);

// The item under way, if there is one, is done with.
void EndCurrentItem(Act& act, MeetingState& meeting);

template <typename Response>
Response Answer(const Act& act, const MeetingState& meeting) {
  Response response;
  *response.mutable_meeting() = meeting.view;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MEETING_ACTS_H_
