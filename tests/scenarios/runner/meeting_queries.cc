#include "tests/scenarios/runner/meeting_queries.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "assent/v1/meeting_service.pb.h"
#include "server/base/status_macros.h"
#include "tests/scenarios/runner/fields.h"
#include "tests/scenarios/runner/spans.h"

namespace assent::scenario {
namespace {

using Lines = std::vector<std::string>;

template <typename Enum>
std::string NameOf(Enum value) {
  return ShortName(*google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value));
}

std::string Number(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string When(const World& world, const google::protobuf::Timestamp& time) {
  return world.Since(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()));
}

std::string Head(const World& world, const v1::Meeting& meeting) {
  return absl::StrCat(
      NameOf(meeting.state()), " \"", meeting.title(), "\"",
      meeting.has_start_time() ? absl::StrCat(" at ", When(world, meeting.start_time())) : "",
      meeting.facilitator().empty() ? ""
                                    : " facilitated by " + world.HandleOf(meeting.facilitator()),
      meeting.progressive() ? ", progressive" : "", meeting.round() ? ", round" : "");
}

std::string AttendeeOf(const World& world, const v1::Attendee& attendee) {
  return absl::StrCat(
      world.HandleOf(attendee.member()), attendee.online() ? " online" : "",
      attendee.has_leave_time() ? absl::StrCat(" gone ", When(world, attendee.leave_time())) : "",
      attendee.recorded_by().empty() ? "" : " (" + world.HandleOf(attendee.recorded_by()) + ")",
      attendee.turns() == 0 ? "" : absl::StrCat(" turns ", attendee.turns()));
}

std::string ItemOf(const World& world, const v1::AgendaItem& item) {
  const auto when = [&](const char* word, bool has, const google::protobuf::Timestamp& time) {
    return has ? absl::StrCat(word, When(world, time)) : "";
  };
  return absl::StrCat(
      item.number(), " ", NameOf(item.state()), " \"", item.title(), "\"",
      item.proposal().empty() ? "" : " on " + Number(item.proposal()),
      item.has_time() ? absl::StrCat(" for ", FormatSpan(absl::Seconds(item.time().seconds())))
                      : "",
      item.consent() ? ", consent" : "",
      item.pulled_by().empty() ? "" : ", pulled by " + world.HandleOf(item.pulled_by()),
      when(" from ", item.has_open_time(), item.open_time()),
      when(" to ", item.has_close_time(), item.close_time()),
      item.note().empty() ? "" : absl::StrCat(": \"", item.note(), "\""));
}

}  // namespace

absl::StatusOr<Lines> MeetingLines(World& world, const Caller& caller, int32_t number) {
  v1::GetMeetingRequest request;
  v1::GetMeetingResponse response;
  request.set_name(absl::StrCat("assemblies/", caller.assembly, "/meetings/", number));
  ASSENT_RETURN_IF_ERROR(world.service().Read(caller, request, response));
  const v1::Meeting& meeting = response.meeting();
  Lines lines = {Head(world, meeting)};
  const auto list = [&](const char* head, const auto& items, auto line) {
    if (items.empty()) return;
    lines.push_back(absl::StrCat(
        head, absl::StrJoin(items, ", ",
                            [&](std::string* out, const auto& item) { out->append(line(item)); })));
  };
  list("there: ", meeting.attendees(),
       [&](const v1::Attendee& attendee) { return AttendeeOf(world, attendee); });
  for (const v1::AgendaItem& item : meeting.agenda()) lines.push_back(ItemOf(world, item));
  if (!meeting.speaker().empty()) {
    lines.push_back(absl::StrCat("floor: ", world.HandleOf(meeting.speaker())));
  }
  list("queue: ", meeting.queue(), [&](const v1::QueueEntry& entry) {
    return absl::StrCat(world.HandleOf(entry.member()), " ", NameOf(entry.kind()));
  });
  return lines;
}

absl::StatusOr<Lines> MeetingList(World& world, const Caller& caller) {
  v1::ListMeetingsRequest request;
  v1::ListMeetingsResponse response;
  request.set_parent(absl::StrCat("assemblies/", caller.assembly));
  ASSENT_RETURN_IF_ERROR(world.service().Read(caller, request, response));
  Lines lines;
  for (const v1::Meeting& meeting : response.meetings()) {
    lines.push_back(absl::StrCat(Number(meeting.name()), " ", Head(world, meeting)));
  }
  return lines;
}

}  // namespace assent::scenario
