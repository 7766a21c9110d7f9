#include "client/cli/meetings.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "assent/v1/meeting_service.grpc.pb.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "client/cli/times.h"
#include "client/cli/visible.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

absl::Status ChooseMeeting(Session& session) {
  v1::ListMeetingsRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const auto meetings,
                          CallForAll(session, &v1::MeetingService::Stub::ListMeetings, request,
                                     &v1::ListMeetingsResponse::meetings));
  std::string choices;
  for (const v1::Meeting& meeting : meetings) {
    if (meeting.state() == v1::Meeting::STATE_CLOSED) continue;
    absl::StrAppend(&choices, "\n  ", NumberOf(meeting.name()), "  ", WordsOf(meeting.state()),
                    "  ", VisibleLine(meeting.title()));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("say which meeting by its number; planned or open are",
                   choices.empty() ? " none" : absl::StrCat(":", choices)));
}

std::string HandOf(const Scene& scene, const v1::QueueEntry& entry) {
  const bool plain = entry.kind() == v1::QueueEntry::KIND_SPEAK;
  return absl::StrCat(scene.Who(entry.member()),
                      plain ? "" : absl::StrCat(" (", WordsOf(entry.kind()), ")"));
}

std::string QueueOf(const Scene& scene, const v1::Meeting& meeting) {
  return absl::StrJoin(meeting.queue(), ", ", [&](std::string* out, const v1::QueueEntry& entry) {
    out->append(HandOf(scene, entry));
  });
}

std::string ThereOf(const Scene& scene, const v1::Meeting& meeting) {
  std::vector<std::string> there;
  for (const v1::Attendee& attendee : meeting.attendees()) {
    if (attendee.has_leave_time()) continue;
    there.push_back(
        absl::StrCat(scene.Who(attendee.member()), attendee.online() ? " (online)" : ""));
  }
  return absl::StrJoin(there, ", ");
}

// Of those who are there: "4, 1 of them online".
std::string CountOf(const v1::Meeting& meeting) {
  int there = 0;
  int online = 0;
  for (const v1::Attendee& attendee : meeting.attendees()) {
    if (attendee.has_leave_time()) continue;
    ++there;
    online += attendee.online();
  }
  if (there == 0) return "";
  return online == 0 ? absl::StrCat(there) : absl::StrCat(there, ", ", online, " of them online");
}

// When the item under way should be done with: "18:50 (in 12 minutes)".
std::string PlannedEnd(const Scene& scene, const v1::AgendaItem& item) {
  if (!item.has_time() || !item.has_open_time()) return "";
  google::protobuf::Timestamp end;
  SetTime(TimeOf(item.open_time()) + DurationOf(item.time()), end);
  return scene.When(end);
}

// The first whose turn has not come; null: there is none.
const v1::AgendaItem* NextItem(const v1::Meeting& meeting) {
  for (const v1::AgendaItem& item : meeting.agenda()) {
    if (item.state() == v1::AgendaItem::STATE_WAITING) return &item;
  }
  return nullptr;
}

std::string ItemTail(const Scene& scene, const v1::AgendaItem& item) {
  std::string tail;
  if (!item.proposal().empty()) absl::StrAppend(&tail, ", proposal ", NumberOf(item.proposal()));
  if (item.has_time()) absl::StrAppend(&tail, ", ", DurationWords(DurationOf(item.time())));
  if (item.state() == v1::AgendaItem::STATE_UNDER_WAY && item.has_time()) {
    absl::StrAppend(&tail, ", planned until ", PlannedEnd(scene, item));
  }
  if (!item.pulled_by().empty()) {
    absl::StrAppend(&tail, ", pulled by ", scene.Who(item.pulled_by()));
  } else if (item.consent()) {
    absl::StrAppend(&tail, ", consent agenda");
  }
  return tail;
}

}  // namespace

std::string MeetingName(absl::string_view assembly, int number) {
  return absl::StrCat(assembly, "/meetings/", number);
}

NumberArg AddMeeting(Arguments& app) {
  auto number = std::make_shared<std::string>();
  app.Add("MEETING", *number, "Its number");
  return number;
}

absl::StatusOr<std::string> MeetingOf(Session& session, const std::string& typed) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  if (typed.empty()) return ChooseMeeting(session);
  ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(typed));
  return MeetingName(assembly, number);
}

void Draw(Scene& scene, const v1::Meeting& meeting) {
  Screen& screen = scene.screen;
  screen.Title(absl::StrCat(NumberOf(meeting.name()), "  ", meeting.title()));
  screen.Field("state", WordsOf(meeting.state()));
  screen.Field("begins", scene.When(meeting.start_time()));
  screen.Field("opened", scene.When(meeting.open_time()));
  screen.Field("closed", scene.When(meeting.close_time()));
  screen.Field("facilitated", scene.Who(meeting.facilitator()));
  screen.Field("queue is", meeting.progressive() ? "progressive" : "");
  screen.Field("there", ThereOf(scene, meeting));
  screen.Field("floor", scene.Who(meeting.speaker()));
  screen.Field(meeting.round() ? "round" : "queue", QueueOf(scene, meeting));
  if (meeting.agenda().empty()) return;
  screen.Heading("Agenda");
  for (const v1::AgendaItem& item : meeting.agenda()) {
    screen.Item(absl::StrCat(item.number(), ". ", item.title(), " – ", WordsOf(item.state()),
                             ItemTail(scene, item)));
  }
}

void Draw(Scene& scene, const std::vector<v1::Meeting>& meetings) {
  if (meetings.empty()) return scene.screen.Line("no meetings");
  std::vector<std::vector<std::string>> rows;
  for (const v1::Meeting& meeting : meetings) {
    const auto& when = meeting.has_open_time() ? meeting.open_time() : meeting.start_time();
    rows.push_back({absl::StrCat(NumberOf(meeting.name())), WordsOf(meeting.state()),
                    scene.Minute(when), absl::StrCat(meeting.attendees_size()), meeting.title()});
  }
  scene.screen.Table({"#", "STATE", "WHEN", "PEOPLE", "TITLE"}, rows);
}

void Confirm(Scene& scene, const v1::Meeting& meeting) {
  Screen& screen = scene.screen;
  screen.Line(absl::StrCat("meeting ", NumberOf(meeting.name()), ": ", WordsOf(meeting.state()),
                           " – ", meeting.title()));
  if (meeting.current_item() > 0 && meeting.current_item() <= meeting.agenda_size()) {
    const v1::AgendaItem& item = meeting.agenda(meeting.current_item() - 1);
    screen.Field("  item", absl::StrCat(item.number(), ". ", item.title()));
    screen.Field("  planned to", PlannedEnd(scene, item));
  } else if (const v1::AgendaItem* const next = NextItem(meeting);
             next != nullptr && meeting.state() == v1::Meeting::STATE_OPEN) {
    screen.Field("  next item", absl::StrCat(next->number(), ". ", next->title()));
  }
  if (meeting.state() == v1::Meeting::STATE_OPEN) screen.Field("  there", CountOf(meeting));
  screen.Field("  floor", scene.Who(meeting.speaker()));
  screen.Field(meeting.round() ? "  round" : "  queue", QueueOf(scene, meeting));
}

void ConfirmItem(Scene& scene, const v1::Meeting& meeting, int number) {
  if (number < 1 || number > meeting.agenda_size()) return;
  const v1::AgendaItem& item = meeting.agenda(number - 1);
  scene.screen.Line(absl::StrCat("item ", number, ": ", item.title(), ItemTail(scene, item)));
}

void Confirm(Scene& scene, const v1::ConsentResult& result) {
  const std::string obstacle =
      absl::AsciiStrToLower(absl::StrReplaceAll(result.obstacle(), {{"_", " "}}));
  scene.screen.Line(
      absl::StrCat("item ", result.item(), ", proposal ", NumberOf(result.proposal()), ": ",
                   result.obstacle().empty() ? WordsOf(result.state())
                                             : absl::StrCat("stays as it is (", obstacle, ")")));
}

}  // namespace assent::cli
