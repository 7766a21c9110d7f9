// Meetings as the state keeps them, while they are planned or open: closed
// ones are forgotten like ended proposals, and read from their documents. What
// follows from a meeting alone (who is there, whose turn it is) is worked out
// here. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MEETINGS_H_
#define ASSENT_SERVER_ASSEMBLY_MEETINGS_H_

#include <cstdint>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "assent/v1/meeting.pb.h"

namespace assent::assembly {

struct State;

// A hand that is up, or a turn in a go-round that has still to come.
struct Hand {
  int32_t member = -1;  // index of State::members
  v1::QueueEntry::Kind kind = v1::QueueEntry::KIND_SPEAK;
  absl::Time time;
};

struct MeetingState {
  int32_t number = 0;
  v1::Meeting view;             // with its queue as QueueOf() orders it
  std::vector<int32_t> people;  // [i] is the member index of view.attendees(i)
  std::vector<Hand> hands;      // in order of raising; each member once
  std::vector<Hand> round;      // who is still to be asked in a go-round, in order
  int32_t speaker = -1;         // member index; -1: nobody
  bool speaker_in_round = false;
  std::set<int32_t> held_on;  // proposals on which it counts as a meeting held
  absl::Time closed = absl::InfiniteFuture();

  bool is_open() const { return view.state() == v1::Meeting::STATE_OPEN; }
};

// The attendee's place in the view; -1: they have not been there.
int PlaceOf(const MeetingState& meeting, int32_t member);
// Whether they are there now, in the room or online.
bool IsThere(const MeetingState& meeting, int32_t member);
// All who are there now, in order of first coming.
std::vector<int32_t> Everybody(const MeetingState& meeting);
// Those of them who are members, not guests: who counts as present.
std::vector<int32_t> PresentMembers(const State& state, const MeetingState& meeting);

// Who will be called, in order. Process first; then whoever is still to be asked
// in a go-round; then in a progressive queue whoever has had the floor least
// often, of several the one who has waited longest; otherwise whoever has waited
// longest.
std::vector<Hand> QueueOf(const MeetingState& meeting);
// Who would be asked in a go-round that begins now, in order: everybody who is
// there, in a progressive meeting whoever has spoken least first, otherwise in
// order of first coming.
std::vector<int32_t> RoundOrder(const MeetingState& meeting);
// The place in `hands` of the member's hand; -1: it is down.
int HandOf(const std::vector<Hand>& hands, int32_t member);

// The proposal of an item, by number; 0: none.
int32_t ProposalOf(const v1::AgendaItem& item);
// Whether the item waits on the consent agenda, and nobody has pulled it.
bool IsForConsent(const v1::AgendaItem& item);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MEETINGS_H_
