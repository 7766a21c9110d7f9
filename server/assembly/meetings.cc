#include "server/assembly/meetings.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/state.h"

namespace assent::assembly {
namespace {

int32_t TurnsOf(const MeetingState& meeting, int32_t member) {
  const int place = PlaceOf(meeting, member);
  return place < 0 ? 0 : meeting.view.attendees(place).turns();
}

}  // namespace

int PlaceOf(const MeetingState& meeting, int32_t member) {
  const auto found = std::find(meeting.people.begin(), meeting.people.end(), member);
  return found == meeting.people.end() ? -1 : static_cast<int>(found - meeting.people.begin());
}

bool IsThere(const MeetingState& meeting, int32_t member) {
  const int place = PlaceOf(meeting, member);
  return place >= 0 && !meeting.view.attendees(place).has_leave_time();
}

std::vector<int32_t> Everybody(const MeetingState& meeting) {
  std::vector<int32_t> everybody;
  for (size_t i = 0; i < meeting.people.size(); ++i) {
    const bool there = !meeting.view.attendees(static_cast<int>(i)).has_leave_time();
    if (there) everybody.push_back(meeting.people[i]);
  }
  return everybody;
}

std::vector<int32_t> PresentMembers(const State& state, const MeetingState& meeting) {
  std::vector<int32_t> present = Everybody(meeting);
  std::erase_if(present, [&](int32_t member) { return !IsMember(state.members[member]); });
  return present;
}

std::vector<Hand> QueueOf(const MeetingState& meeting) {
  std::vector<Hand> queue;
  for (const Hand& hand : meeting.hands) {
    if (hand.kind == v1::QueueEntry::KIND_PROCESS) queue.push_back(hand);
  }
  queue.insert(queue.end(), meeting.round.begin(), meeting.round.end());
  std::vector<Hand> speak;
  for (const Hand& hand : meeting.hands) {
    if (hand.kind != v1::QueueEntry::KIND_PROCESS) speak.push_back(hand);
  }
  if (meeting.view.progressive()) {
    std::stable_sort(speak.begin(), speak.end(), [&](const Hand& a, const Hand& b) {
      return TurnsOf(meeting, a.member) < TurnsOf(meeting, b.member);
    });
  }
  queue.insert(queue.end(), speak.begin(), speak.end());
  return queue;
}

std::vector<int32_t> RoundOrder(const MeetingState& meeting) {
  std::vector<int32_t> order = Everybody(meeting);
  if (meeting.view.progressive()) {
    std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
      return TurnsOf(meeting, a) < TurnsOf(meeting, b);
    });
  }
  return order;
}

int HandOf(const std::vector<Hand>& hands, int32_t member) {
  const auto found = std::find_if(hands.begin(), hands.end(),
                                  [&](const Hand& hand) { return hand.member == member; });
  return found == hands.end() ? -1 : static_cast<int>(found - hands.begin());
}

int32_t ProposalOf(const v1::AgendaItem& item) {
  int32_t number = 0;
  return absl::SimpleAtoi(LastSegment(item.proposal()), &number) ? number : 0;
}

bool IsForConsent(const v1::AgendaItem& item) {
  return item.consent() && item.pulled_by().empty() &&
         item.state() == v1::AgendaItem::STATE_WAITING;
}

}  // namespace assent::assembly
