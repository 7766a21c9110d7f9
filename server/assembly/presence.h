// Who is present at what is said of a proposal, and on whose word. Pure.
//
// Whoever writes a list of those present would make a quorum of people who have said
// nothing, or dilute those who object, if that were enough (5 C1, C2 and 7.11 of the
// decision rules). So somebody's presence counts in a quorum and among those present
// where it rests on
//
//   their own word     they said it (SayPresence, AttendMeeting), wrote the list, or gave
//                      a position, or
//   two others         each put them on record at the same meeting, or
//   one other, for whom nothing hangs on it: who facilitates the proposal, or recorded
//                      it at a meeting that is open for everybody to come to, and does
//                      not bring the proposal.
//
// A hand is recorded, and an item of the consent agenda agreed to, only of somebody who
// said themselves that they are there, or whom somebody else than the recorder put on
// record: position and presence are never both the word of one other member.

#ifndef ASSENT_SERVER_ASSEMBLY_PRESENCE_H_
#define ASSENT_SERVER_ASSEMBLY_PRESENCE_H_

#include <cstdint>

#include "absl/time/time.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// What is known of a member's presence after `recorder` has put them on record of the
// proposal beside a meeting.
PresenceState RecordedPresence(const State& state, const ProposalState& proposal, int32_t member,
                               int32_t recorder, absl::Time now);
// The same of somebody who is at a meeting of the assembly.
PresenceState MeetingPresence(const State& state, const ProposalState& proposal,
                              const MeetingState& meeting, int32_t member, absl::Time now);

// Whether somebody on the attendance record counts among those present.
bool CountsAsPresent(const ProposalState& proposal, int32_t member);
// Whether `recorder` may record this member's hand: see above.
bool IsBorneOut(const PresenceState& presence, int32_t member, int32_t recorder, absl::Time now);

// Whether a voice is present that has said nothing, on the word of others alone: they may
// still strike it.
bool RestsOnPresence(const ProposalState& proposal);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_PRESENCE_H_
