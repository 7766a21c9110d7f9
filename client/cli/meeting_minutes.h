// The minutes of a meeting: who was there, what was talked about, and what came
// of it. They are made of the record as it was at each item, so that they say the same
// whenever they are written.

#ifndef ASSENT_CLIENT_CLI_MEETING_MINUTES_H_
#define ASSENT_CLIENT_CLI_MEETING_MINUTES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assent/v1/entry.pb.h"
#include "assent/v1/meeting.pb.h"
#include "client/cli/item_record.h"
#include "client/cli/page.h"
#include "client/cli/session.h"

namespace assent::cli {

// What belongs to one item of the agenda.
struct ItemMinutes {
  std::vector<v1::Entry> entries;  // of its proposal, in the item's turn
  ItemRecord record;               // the proposal as it was then
};

struct MeetingMinutes {
  v1::Meeting meeting;
  std::vector<ItemMinutes> items;  // [i] belongs to meeting.agenda(i)
};

// Reads all of it from the server.
absl::StatusOr<MeetingMinutes> GatherMeeting(Session& session, const std::string& meeting);

// Onto a page.
void Write(const MeetingMinutes& minutes, const Reader& reader, Page& page);

// As one JSON object with a key for each part, in one line: of each item, the entries in
// its turn.
std::string JsonOf(const MeetingMinutes& minutes);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_MEETING_MINUTES_H_
