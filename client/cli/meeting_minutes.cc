#include "client/cli/meeting_minutes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/meeting_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/entry_words.h"
#include "client/cli/json.h"
#include "client/cli/minutes.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "client/cli/times.h"
#include "client/cli/words.h"
#include "server/rules/explain.h"

namespace assent::cli {
namespace {

// Whether something happened in the item's turn. What was adopted with the
// consent agenda had no turn but one moment.
bool InTurnOf(const v1::AgendaItem& item, const v1::Entry& entry) {
  if (!item.has_open_time() && !item.has_close_time()) return false;
  const absl::Time time = TimeOf(entry.time());
  const absl::Time from = TimeOf(item.has_open_time() ? item.open_time() : item.close_time());
  return time >= from && (!item.has_close_time() || time <= TimeOf(item.close_time()));
}

absl::StatusOr<ItemMinutes> GatherItem(Session& session, const v1::AgendaItem& item) {
  ItemMinutes minutes;
  if (item.proposal().empty()) return minutes;
  v1::GetProposalRequest request;
  request.set_name(item.proposal());
  ASSENT_ASSIGN_OR_RETURN(const v1::GetProposalResponse found,
                          Call(session, &v1::ProposalService::Stub::GetProposal, request));
  minutes.proposal = found.proposal();
  std::vector<v1::Entry> entries;
  ASSENT_RETURN_IF_ERROR(GatherEntries(session, NumberOf(item.proposal()), entries));
  for (v1::Entry& entry : entries) {
    if (InTurnOf(item, entry)) minutes.entries.push_back(std::move(entry));
  }
  return minutes;
}

class Writer {
 public:
  Writer(const MeetingMinutes& minutes, const Reader& reader, Page& page)
      : minutes_(minutes), meeting_(minutes.meeting), reader_(reader), page_(page) {}

  void Write() {
    WriteHead();
    WritePresent();
    if (meeting_.agenda().empty()) return;
    page_.Heading("Agenda");
    for (int i = 0; i < meeting_.agenda_size(); ++i) {
      WriteItem(meeting_.agenda(i), minutes_.items[i]);
    }
  }

 private:
  void WriteHead();
  void WritePresent();
  void WriteItem(const v1::AgendaItem& item, const ItemMinutes& minutes);
  void WriteFacts(const v1::AgendaItem& item);
  void WriteProposal(const v1::Proposal& proposal);

  const MeetingMinutes& minutes_;
  const v1::Meeting& meeting_;
  const Reader& reader_;
  Page& page_;
};

void Writer::WriteHead() {
  page_.Title(meeting_.title());
  page_.Bullet(
      absl::StrCat("meeting ", NumberOf(meeting_.name()), ", ", WordsOf(meeting_.state())));
  if (meeting_.has_start_time()) {
    page_.Bullet(absl::StrCat("announced for ", reader_.Minute(meeting_.start_time())));
  }
  if (meeting_.has_open_time()) {
    page_.Bullet(absl::StrCat("from ", reader_.Minute(meeting_.open_time()),
                              meeting_.has_close_time()
                                  ? absl::StrCat(" to ", reader_.Minute(meeting_.close_time()))
                                  : ""));
    page_.Bullet(absl::StrCat("facilitated by ", reader_.Who(meeting_.facilitator())));
  }
  if (meeting_.progressive()) page_.Bullet("whoever had spoken least spoke first");
}

void Writer::WritePresent() {
  if (meeting_.attendees().empty()) return;
  page_.Heading("Present");
  std::vector<std::vector<std::string>> rows;
  for (const v1::Attendee& attendee : meeting_.attendees()) {
    const std::string by =
        attendee.recorded_by().empty()
            ? ""
            : absl::StrCat(", recorded by ", reader_.Who(attendee.recorded_by()));
    rows.push_back({reader_.Who(attendee.member()),
                    absl::StrCat(attendee.online() ? "online" : "in the room", by),
                    reader_.Minute(attendee.join_time()), reader_.Minute(attendee.leave_time()),
                    absl::StrCat(attendee.turns())});
  }
  page_.Table({"who", "how", "from", "to", "had the floor"}, rows);
}

void Writer::WriteFacts(const v1::AgendaItem& item) {
  page_.Bullet(absl::StrCat("brought by ", reader_.Who(item.brought_by())));
  if (item.has_time()) {
    page_.Bullet(absl::StrCat("planned: ", DurationWords(DurationOf(item.time()))));
  }
  if (item.has_open_time()) {
    page_.Bullet(absl::StrCat("from ", reader_.Minute(item.open_time()),
                              item.has_close_time()
                                  ? absl::StrCat(" to ", reader_.Minute(item.close_time()))
                                  : ", under way"));
  }
  if (!item.pulled_by().empty()) {
    page_.Bullet(absl::StrCat("pulled from the consent agenda by ", reader_.Who(item.pulled_by())));
  } else if (item.consent()) {
    const bool adopted = item.state() == v1::AgendaItem::STATE_DONE && !item.has_open_time();
    page_.Bullet(adopted ? "adopted with the consent agenda" : "on the consent agenda");
  }
}

void Writer::WriteProposal(const v1::Proposal& proposal) {
  page_.Bullet(
      absl::StrCat("proposal ", NumberOf(proposal.name()), ": ", WordsOf(proposal.state())));
  if (proposal.tally().outcome() == v1::OUTCOME_UNSPECIFIED) return;
  page_.Bullet(rules::HeadlineOf(proposal.tally()));
}

void Writer::WriteItem(const v1::AgendaItem& item, const ItemMinutes& minutes) {
  page_.Subheading(absl::StrCat(item.number(), ". ", item.title(), ": ", WordsOf(item.state())));
  WriteFacts(item);
  if (minutes.proposal) WriteProposal(*minutes.proposal);
  for (const v1::Entry& entry : minutes.entries) {
    const std::string who = entry.author().empty() ? "the rule" : reader_.Who(entry.author());
    page_.Bullet(absl::StrCat(reader_.Minute(entry.time()), " ", who, ": ", WordsOf(entry),
                              " (entry ", entry.sequence(), ")"));
  }
  if (!item.note().empty()) {
    page_.Gap();
    page_.Quote(item.note());
  }
  page_.Gap();
}

std::string JsonOf(const ItemMinutes& item) {
  const std::string entries = absl::StrJoin(
      item.entries, ",",
      [](std::string* out, const v1::Entry& entry) { out->append(CompactJson(entry)); });
  return absl::StrCat(
      "{", item.proposal ? absl::StrCat("\"proposal\":", CompactJson(*item.proposal), ",") : "",
      "\"entries\":[", entries, "]}");
}

}  // namespace

absl::StatusOr<MeetingMinutes> GatherMeeting(Session& session, const std::string& meeting) {
  MeetingMinutes minutes;
  v1::GetMeetingRequest request;
  request.set_name(meeting);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetMeetingResponse found,
                          Call(session, &v1::MeetingService::Stub::GetMeeting, request));
  minutes.meeting = found.meeting();
  for (const v1::AgendaItem& item : minutes.meeting.agenda()) {
    ASSENT_ASSIGN_OR_RETURN(ItemMinutes gathered, GatherItem(session, item));
    minutes.items.push_back(std::move(gathered));
  }
  return minutes;
}

void Write(const MeetingMinutes& minutes, const Reader& reader, Page& page) {
  Writer(minutes, reader, page).Write();
}

std::string JsonOf(const MeetingMinutes& minutes) {
  return absl::StrCat(
      "{\"meeting\":", CompactJson(minutes.meeting), ",\"items\":[",
      absl::StrJoin(minutes.items, ",",
                    [](std::string* out, const ItemMinutes& item) { out->append(JsonOf(item)); }),
      "]}");
}

}  // namespace assent::cli
