#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/meeting_minutes.h"
#include "client/cli/names.h"
#include "client/cli/times.h"
#include "client/cli/words.h"

namespace assent::cli {
namespace {

constexpr size_t kDay = 11;  // "2026-12-01 "

// Writes the parts one after the other; a part that has nothing to say is left out.
class Writer {
 public:
  Writer(const MeetingMinutes& minutes, const Reader& reader, Page& page)
      : minutes_(minutes), meeting_(minutes.meeting), reader_(reader), page_(page) {}

  void Write() {
    WriteHead();
    WritePresent();
    WriteDecided();
    WriteTasks();
    if (meeting_.agenda().empty()) return;
    page_.Heading("Agenda");
    for (int i = 0; i < meeting_.agenda_size(); ++i) {
      WriteItem(meeting_.agenda(i), minutes_.items[i]);
    }
  }

 private:
  void WriteHead();
  void WritePresent();
  void WriteDecided();
  void WriteTasks();
  void WriteItem(const v1::AgendaItem& item, const ItemMinutes& minutes);
  void WriteFacts(const v1::AgendaItem& item);
  void WriteOutcome(const ItemRecord& record);
  void WriteText(const ItemRecord& record);
  void WriteTemperature(const ItemRecord& record);
  void WritePositions(const ItemRecord& record);
  void WriteReason(const ItemRecord& record, const Said& said);
  void WriteConcerns(const ItemRecord& record);
  void WriteOthers(const ItemRecord& record);

  // "18:30" on the day of the meeting, else with its date.
  std::string Clock(const google::protobuf::Timestamp& time) const {
    const std::string minute = reader_.Minute(time);
    const std::string day = reader_.Minute(meeting_.open_time()).substr(0, kDay);
    return !day.empty() && absl::StartsWith(minute, day) ? minute.substr(kDay) : minute;
  }
  // "18:30 to 19:10"; still going on: "from 18:30".
  std::string Span(const google::protobuf::Timestamp& from, bool over,
                   const google::protobuf::Timestamp& to) const {
    return over ? absl::StrCat(Clock(from), " to ", Clock(to)) : absl::StrCat("from ", Clock(from));
  }
  std::string Who(const std::string& member) const {
    return member.empty() ? "the rule" : reader_.Who(member);
  }

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
    page_.Bullet(absl::StrCat(reader_.Minute(meeting_.open_time()),
                              meeting_.has_close_time()
                                  ? absl::StrCat(" to ", Clock(meeting_.close_time()))
                                  : ", still open"));
    page_.Bullet(absl::StrCat("facilitated by ", reader_.Who(meeting_.facilitator())));
  }
  if (meeting_.progressive()) page_.Bullet("whoever had spoken least spoke first");
}

void Writer::WritePresent() {
  if (meeting_.attendees().empty()) return;
  page_.Heading(absl::StrCat("Present (", meeting_.attendees_size(), ")"));
  std::vector<std::vector<std::string>> rows;
  for (const v1::Attendee& attendee : meeting_.attendees()) {
    const std::string by =
        attendee.recorded_by().empty()
            ? ""
            : absl::StrCat(", recorded by ", reader_.Who(attendee.recorded_by()));
    rows.push_back({reader_.Who(attendee.member()),
                    absl::StrCat(attendee.online() ? "online" : "in the room", by),
                    Clock(attendee.join_time()), Clock(attendee.leave_time()),
                    absl::StrCat(attendee.turns())});
  }
  page_.Table({"who", "how", "from", "to", "had the floor"}, rows);
}

// What people look for first.
void Writer::WriteDecided() {
  bool first = true;
  for (int i = 0; i < meeting_.agenda_size(); ++i) {
    const ItemRecord& record = minutes_.items[i].record;
    if (!record.ended) continue;
    if (first) page_.Heading("Decided");
    first = false;
    page_.Bullet(absl::StrCat("proposal ", NumberOf(meeting_.agenda(i).proposal()), ", ",
                              record.title, ": ", record.outcome));
  }
}

void Writer::WriteTasks() {
  bool first = true;
  for (int i = 0; i < meeting_.agenda_size(); ++i) {
    const ItemRecord& record = minutes_.items[i].record;
    if (!record.adopted) continue;
    for (const Task& task : record.tasks) {
      if (first) page_.Heading("Who does what");
      first = false;
      google::protobuf::Timestamp due;
      if (task.due != absl::InfiniteFuture()) SetTime(task.due, due);
      const std::string by = reader_.Minute(due);
      page_.Bullet(absl::StrCat(task.task, " – ",
                                task.member.empty() ? "nobody yet" : Who(task.member),
                                by.empty() ? "" : ", by ", by, " (proposal ",
                                NumberOf(meeting_.agenda(i).proposal()), ")"));
    }
  }
}

void Writer::WriteFacts(const v1::AgendaItem& item) {
  std::string facts = absl::StrCat("brought by ", reader_.Who(item.brought_by()));
  if (!item.proposal().empty()) {
    facts = absl::StrCat("proposal ", NumberOf(item.proposal()), ", ", facts);
  }
  if (!item.pulled_by().empty()) {
    absl::StrAppend(&facts, ", pulled from the consent agenda by ", reader_.Who(item.pulled_by()));
  } else if (item.consent()) {
    const bool adopted = item.state() == v1::AgendaItem::STATE_DONE && !item.has_open_time();
    absl::StrAppend(&facts,
                    adopted ? ", adopted with the consent agenda" : ", on the consent agenda");
  }
  page_.Bullet(facts);
  const std::string planned =
      item.has_time() ? absl::StrCat(DurationWords(DurationOf(item.time())), " planned") : "";
  if (item.has_open_time()) {
    page_.Bullet(absl::StrCat(Span(item.open_time(), item.has_close_time(), item.close_time()),
                              planned.empty() ? "" : ", ", planned));
  } else if (!planned.empty()) {
    page_.Bullet(planned);
  }
}

void Writer::WriteOutcome(const ItemRecord& record) {
  if (record.outcome.empty()) {
    page_.Strong("no decision", record.state == record.state_before
                                    ? absl::StrCat("(", record.state, ")")
                                    : absl::StrCat("(now ", record.state, ")"));
  } else {
    const size_t colon = record.outcome.find(':');
    const bool goes_on = !absl::StartsWith(record.outcome, record.state);
    page_.Strong(record.outcome.substr(0, colon),
                 absl::StrCat(colon == std::string::npos ? ""
                                                         : absl::StripLeadingAsciiWhitespace(
                                                               record.outcome.substr(colon + 1)),
                              goes_on ? absl::StrCat(" (then: ", record.state, ")") : ""));
  }
  if (!record.why.empty()) page_.Quote(record.why);
}

void Writer::WriteText(const ItemRecord& record) {
  const bool changed = record.revision != record.revision_before && record.revision_before > 0;
  page_.Lead(absl::StrCat("Text (revision ", record.revision,
                          changed ? absl::StrCat(", at first ", record.revision_before) : "", ")"));
  page_.Quote(record.text);
  for (const Revised& revised : record.revisions) {
    page_.Bullet(absl::StrCat("revision ", revised.number, " by ", Who(revised.author),
                              revised.editorial ? " (editorial)" : ""));
  }
}

void Writer::WriteTemperature(const ItemRecord& record) {
  if (!record.temperature_taken) return;
  const v1::TemperatureCheck& check = record.temperature;
  const auto counts = [](int warm, int lukewarm, int cold) {
    return absl::StrCat(warm, " warm, ", lukewarm, " lukewarm, ", cold, " cold");
  };
  std::vector<std::string> said;
  if (check.warm() + check.lukewarm() + check.cold() > 0) {
    said.push_back(counts(check.warm(), check.lukewarm(), check.cold()));
  }
  if (check.hands_warm() + check.hands_lukewarm() + check.hands_cold() > 0) {
    said.push_back(absl::StrCat(
        "raised hands: ", counts(check.hands_warm(), check.hands_lukewarm(), check.hands_cold())));
  }
  page_.Lead("Temperature, which binds nobody");
  page_.Bullet(absl::StrJoin(said, "; "));
}

// "agree: @ana, @bo" in one line, raised hands beside what people said themselves;
// then the reasons of those who gave one.
void Writer::WritePositions(const ItemRecord& record) {
  if (record.positions.empty()) return;
  page_.Lead("Where people stood");
  std::map<v1::Stance, std::map<std::string, std::vector<std::string>>> by_stance;
  for (const Said& said : record.positions) {
    const std::string who = absl::StrCat(
        Who(said.member), said.unit.empty() ? "" : absl::StrCat(" for ", said.unit),
        said.revision == record.revision ? "" : absl::StrCat(" (on revision ", said.revision, ")"));
    by_stance[said.stance][said.recorded_by].push_back(who);
  }
  for (const auto& [stance, by_recorder] : by_stance) {
    std::vector<std::string> parts;
    for (const auto& [recorder, members] : by_recorder) {
      const std::string hands =
          recorder.empty() ? "" : absl::StrCat("raised hands, recorded by ", Who(recorder), ": ");
      parts.push_back(absl::StrCat(hands, absl::StrJoin(members, ", ")));
    }
    page_.Bullet(absl::StrCat(
        stance == v1::STANCE_UNSPECIFIED ? "answered, hidden until the close" : WordsOf(stance),
        ": ", absl::StrJoin(parts, "; ")));
  }
  for (const Said& said : record.positions) WriteReason(record, said);
}

void Writer::WriteReason(const ItemRecord& record, const Said& said) {
  std::string reason = said.reason;
  if (reason.empty() && said.concern > 0) {
    for (const RaisedConcern& concern : record.concerns) {
      if (concern.number == said.concern) reason = concern.text;
    }
  }
  if (reason.empty() && said.principle.empty()) return;
  page_.Lead(absl::StrCat(
      Who(said.member), ", ", WordsOf(said.stance),
      said.principle.empty() ? "" : absl::StrCat(", by the principle \"", said.principle, "\"")));
  if (!reason.empty()) page_.Quote(reason);
}

// The one that a block rests on stands with the block, unless more was said of it.
void Writer::WriteConcerns(const ItemRecord& record) {
  for (const RaisedConcern& concern : record.concerns) {
    const bool block = std::any_of(
        record.positions.begin(), record.positions.end(),
        [&](const Said& said) { return said.concern == concern.number && said.concern > 0; });
    if (!block || !concern.remarks.empty()) {
      page_.Lead(absl::StrCat(concern.kind, " ", concern.number, ", by ", Who(concern.member)));
      page_.Quote(concern.text);
    }
    for (const Remark& remark : concern.remarks) {
      const std::string line = absl::StrCat(remark.what, " by ", Who(remark.member));
      if (remark.text.empty()) {
        page_.Paragraph(line);
      } else {
        page_.Lead(line);
        page_.Quote(remark.text);
      }
    }
  }
}

void Writer::WriteOthers(const ItemRecord& record) {
  for (const Remark& remark : record.others) {
    const std::string line = absl::StrCat(remark.what, ", by ", Who(remark.member));
    if (remark.text.empty()) {
      page_.Paragraph(line);
    } else {
      page_.Lead(line);
      page_.Quote(remark.text);
    }
  }
}

void Writer::WriteItem(const v1::AgendaItem& item, const ItemMinutes& minutes) {
  const bool talked = item.has_open_time() || item.has_close_time();
  page_.Subheading(
      absl::StrCat(item.number(), ". ", item.title(), talked ? "" : " (not talked about)"));
  WriteFacts(item);
  if (talked && !item.proposal().empty()) {
    page_.Gap();
    WriteOutcome(minutes.record);
    WriteText(minutes.record);
    WriteTemperature(minutes.record);
    WritePositions(minutes.record);
    WriteConcerns(minutes.record);
    WriteOthers(minutes.record);
  }
  if (!item.note().empty()) {
    page_.Lead("Noted");
    page_.Quote(item.note());
  }
  page_.Gap();
}

}  // namespace

void Write(const MeetingMinutes& minutes, const Reader& reader, Page& page) {
  Writer(minutes, reader, page).Write();
}

}  // namespace assent::cli
