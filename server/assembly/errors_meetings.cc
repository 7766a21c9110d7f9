// What meetings refuse.

#include "server/assembly/errors_meetings.h"

#include "absl/strings/str_cat.h"
#include "server/assembly/errors.h"
#include "server/base/refusal.h"

namespace assent::assembly::error {
namespace {

constexpr absl::StatusCode kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr absl::StatusCode kNotFound = absl::StatusCode::kNotFound;

}  // namespace

absl::Status MeetingNotFound() {
  return base::Refuse(kNotFound, "MEETING_NOT_FOUND",
                      "there is no meeting of that number; ListMeetings names them");
}

absl::Status AgendaItemNotFound() {
  return base::Refuse(kNotFound, "AGENDA_ITEM_NOT_FOUND",
                      "the agenda has no such item, or none is under way; name one by its number");
}

absl::Status MeetingNotOpen() {
  return base::Refuse(kFailedPrecondition, "MEETING_NOT_OPEN",
                      "the meeting has not begun; open it first");
}

absl::Status MeetingAlreadyOpen() {
  return base::Refuse(kFailedPrecondition, "MEETING_ALREADY_OPEN",
                      "the meeting is open already; attend it");
}

absl::Status MeetingClosed() {
  return base::Refuse(kFailedPrecondition, "MEETING_CLOSED",
                      "the meeting is over; announce another one");
}

absl::Status TooManyMeetings() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_MEETINGS",
                      "too many meetings are planned or open; close some first");
}

absl::Status TooManyItems() {
  return base::Refuse(kFailedPrecondition, "TOO_MANY_ITEMS",
                      "the agenda is full; put it on that of another meeting");
}

absl::Status MeetingFull() {
  return base::Refuse(kFailedPrecondition, "MEETING_FULL",
                      "a meeting keeps the attendance of at most 1000; hold several");
}

absl::Status NotOnConsentAgenda() {
  return base::Refuse(kFailedPrecondition, "NOT_ON_CONSENT_AGENDA",
                      "the item is not on the consent agenda, or no longer; it is talked about");
}

absl::Status ConsentAgendaEmpty() {
  return base::Refuse(kFailedPrecondition, "CONSENT_AGENDA_EMPTY",
                      "nothing is left on the consent agenda; start the items one by one");
}

absl::Status AgendaItemUnderWay() {
  return base::Refuse(kFailedPrecondition, "AGENDA_ITEM_UNDER_WAY",
                      "that item is under way already; close it, or start another one");
}

absl::Status NotAtTheMeeting(absl::string_view handle) {
  return base::Refuse(kFailedPrecondition, "NOT_AT_THE_MEETING",
                      absl::StrCat(handle, " is not there, and cannot go; leave them out"));
}

absl::Status OwnAttendanceStands(absl::string_view handle) {
  return base::Refuse(
      kFailedPrecondition, "OWN_ATTENDANCE_STANDS",
      absl::StrCat(handle, " said themselves that they are online, or gone; leave them out"));
}

absl::Status NoHandUp() {
  return base::Refuse(kFailedPrecondition, "NO_HAND_UP",
                      "you have neither the floor nor a hand up; there is nothing to take back");
}

absl::Status NobodyWaits() {
  return base::Refuse(kFailedPrecondition, "NOBODY_WAITS",
                      "nobody waits for the floor and nobody has it; ask for it, or start a round");
}

absl::Status NotDiscussedYet() {
  return base::Refuse(
      kFailedPrecondition, "NOT_DISCUSSED_YET",
      "it is being introduced: ask what it means; how warm people are towards it is "
      "asked once its discussion is open");
}

absl::Status NobodyThere() {
  return base::Refuse(kFailedPrecondition, "NOBODY_THERE",
                      "nobody is there who could be asked; record first who is");
}

absl::Status RoundUnderWay() {
  return base::Refuse(kFailedPrecondition, "ROUND_UNDER_WAY",
                      "a round is under way; call on until everybody has been asked");
}

}  // namespace assent::assembly::error
