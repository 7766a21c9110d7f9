// The minutes of a meeting: who was there, what was talked about, and what came
// of it, as the record has it.

#ifndef ASSENT_CLIENT_CLI_MEETING_MINUTES_H_
#define ASSENT_CLIENT_CLI_MEETING_MINUTES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assent/v1/entry.pb.h"
#include "assent/v1/meeting.pb.h"
#include "assent/v1/proposal.pb.h"
#include "client/cli/page.h"
#include "client/cli/session.h"

namespace assent::cli {

// What belongs to one item of the agenda.
struct ItemMinutes {
  std::optional<v1::Proposal> proposal;  // as it is now; none: the item is about none
  std::vector<v1::Entry> entries;        // of its proposal, from the item's turn to its end
};

struct MeetingMinutes {
  v1::Meeting meeting;
  std::vector<ItemMinutes> items;  // [i] belongs to meeting.agenda(i)
};

// Reads all of it from the server.
absl::StatusOr<MeetingMinutes> GatherMeeting(Session& session, const std::string& meeting);

// Onto a page.
void Write(const MeetingMinutes& minutes, const Reader& reader, Page& page);

// As one JSON object with a key for each part, in one line.
std::string JsonOf(const MeetingMinutes& minutes);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_MEETING_MINUTES_H_
