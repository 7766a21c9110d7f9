#include "assent/v1/meeting_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/meetings.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Meetings = v1::MeetingService::Stub;

Action DefineNew(Arguments& app) {
  using Request = v1::CreateMeetingRequest;
  const auto fills = DefineAll<Request>(
      {Word("TITLE", &Request::mutable_title, "What it is called"),
       Until("--start", &Request::mutable_start_time, "When it begins: 2026-12-01T18:30, or 2d"),
       Flag("--progressive", &Request::set_progressive, "Whoever has spoken least goes first")},
      app);
  return [fills](Session& session) -> absl::Status {
    Request request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    ASSENT_RETURN_IF_ERROR(FillAll(fills, session, request));
    ASSENT_ASSIGN_OR_RETURN(const auto answer, Call(session, &Meetings::CreateMeeting, request));
    NoteDryRun(session);
    return session.Show(answer, [&](Scene& scene) { Confirm(scene, answer.meeting()); });
  };
}

// Members by handle, into one of the lists of a request.
Part<v1::RecordAttendanceRequest> People(
    const std::string& flag,
    google::protobuf::RepeatedPtrField<std::string>* (v1::RecordAttendanceRequest::*list)(),
    const std::string& help) {
  return [=](Arguments& app) -> Fill<v1::RecordAttendanceRequest> {
    auto who = std::make_shared<std::vector<std::string>>();
    app.Add(flag, *who, help).InOneWord();
    return [=](Session& session, v1::RecordAttendanceRequest& request) -> absl::Status {
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      for (const std::string& handle : *who) {
        *(request.*list)()->Add() = MemberName(assembly, handle);
      }
      return absl::OkStatus();
    };
  };
}

// The proposal that an item is about.
template <typename Request>
Part<Request> About() {
  return [](Arguments& app) -> Fill<Request> {
    auto number = std::make_shared<std::string>();
    app.Add("--proposal", *number, "The proposal that it is about").Kind("N");
    return [number](Session& session, Request& request) -> absl::Status {
      if (number->empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(*request.mutable_proposal(), ProposalOf(session, *number));
      return absl::OkStatus();
    };
  };
}

template <typename Request>
Part<Request> Item() {
  return Number("ITEM", &Request::set_item, "The item of the agenda, by number");
}

Define Add() {
  using Request = v1::AddAgendaItemRequest;
  return OnMeeting(
      &Meetings::AddAgendaItem,
      {Word("TITLE", &Request::mutable_title, "Left out, the proposal's"), About<Request>(),
       For("--time", &Request::mutable_time, "How long it should take: 20m"),
       Flag("--consent", &Request::set_consent,
            "Adopt it with the consent agenda, unless anyone pulls it")});
}

Define Present() {
  using Request = v1::RecordAttendanceRequest;
  return OnMeeting(
      &Meetings::RecordAttendance,
      {People("--room", &Request::mutable_present, "Who is in the room, by handle: ana,bo"),
       People("--online", &Request::mutable_online, "Who takes part from elsewhere"),
       People("--left", &Request::mutable_left, "Who has gone")});
}

Define Temperature() {
  using Request = v1::TakeTemperatureRequest;
  const Part<Request> reading = [](Arguments& app) -> Fill<Request> {
    auto word = std::make_shared<std::string>();
    app.Add("TEMPERATURE", *word, "warm, lukewarm or cold").OneOf({"warm", "lukewarm", "cold"});
    return [word](Session&, Request& request) -> absl::Status {
      if (word->empty()) return absl::InvalidArgumentError("say warm, lukewarm or cold");
      request.set_temperature(*word == "warm"       ? v1::TEMPERATURE_WARM
                              : *word == "lukewarm" ? v1::TEMPERATURE_LUKEWARM
                                                    : v1::TEMPERATURE_COLD);
      return absl::OkStatus();
    };
  };
  return OnProposal(&Meetings::TakeTemperature, {reading});
}

Define CountHands() {
  using Request = v1::RecordTemperatureRequest;
  return OnProposal(&Meetings::RecordTemperature,
                    {Number("--warm", &Request::set_warm, "Hands that are warm"),
                     Number("--lukewarm", &Request::set_lukewarm, "Hands that are not sure"),
                     Number("--cold", &Request::set_cold, "Hands that are cold")});
}

Define Attend() {
  using Request = v1::AttendMeetingRequest;
  return OnMeeting(&Meetings::AttendMeeting,
                   {Flag("--online", &Request::set_online, "You take part from elsewhere"),
                    Flag("--leave", &Request::set_leaving, "You go")});
}

Define HandUp() {
  using Request = v1::JoinQueueRequest;
  const Part<Request> process = [](Arguments& app) -> Fill<Request> {
    auto given = std::make_shared<bool>(false);
    app.AddFlag("--process", *given, "About the process; goes before all who want to speak");
    return [given](Session&, Request& request) {
      request.set_kind(*given ? v1::QueueEntry::KIND_PROCESS : v1::QueueEntry::KIND_SPEAK);
      return absl::OkStatus();
    };
  };
  return OnMeeting(&Meetings::JoinQueue, {process});
}

Action DefineMeetings(Arguments&) {
  return [](Session& session) -> absl::Status {
    v1::ListMeetingsRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    ASSENT_ASSIGN_OR_RETURN(
        const auto meetings,
        CallForAll(session, &Meetings::ListMeetings, request, &v1::ListMeetingsResponse::meetings));
    return ShowList(session, meetings);
  };
}

Action DefineShow(Arguments& app) {
  const NumberArg number = AddMeeting(app);
  return [number](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, MeetingOf(session, *number));
    return GetAndShow(session, &Meetings::GetMeeting, &v1::GetMeetingResponse::meeting, name);
  };
}

std::vector<Verb> CourseVerbs() {
  return {
      {"meeting new",
       kGroupMeetings,
       "Announce a meeting.",
       {"assent meeting new \"Weekly\" --start 2d", "assent meeting new \"Plenary\" --progressive"},
       {"CreateMeeting"},
       DefineNew},
      {"meeting open",
       kGroupMeetings,
       "Open a meeting; you facilitate, and are there.",
       {"assent meeting open 3", "assent meeting open 3 --online"},
       {"OpenMeeting"},
       OnMeeting(&Meetings::OpenMeeting, {Flag("--online", &v1::OpenMeetingRequest::set_online,
                                               "You take part from elsewhere")})},
      {"meeting close",
       kGroupMeetings,
       "Close a meeting, or call off one that has not begun.",
       {"assent meeting close 3"},
       {"CloseMeeting"},
       OnMeeting(&Meetings::CloseMeeting)},
      {"meeting attend",
       kGroupMeetings,
       "Come to a meeting, go on from elsewhere, or go.",
       {"assent meeting attend 3", "assent meeting attend 3 --online",
        "assent meeting attend 3 --leave"},
       {"AttendMeeting"},
       Attend()},
      {"meeting present",
       kGroupMeetings,
       "Put on record who is at a meeting, and who has gone. They are told.",
       {"assent meeting present 3 --room ana,bo --online cy", "assent meeting present 3 --left bo"},
       {"RecordAttendance"},
       Present()},
      {"meeting show",
       kGroupMeetings,
       "A meeting: who is there, who speaks, what is talked about.",
       {"assent meeting show 3"},
       {"GetMeeting"},
       DefineShow},
      {"meetings",
       kGroupMeetings,
       "All meetings, newest first.",
       {"assent meetings", "assent meetings -o json"},
       {"ListMeetings"},
       DefineMeetings},
  };
}

std::vector<Verb> AgendaVerbs() {
  return {
      {"agenda add",
       kGroupMeetings,
       "Put something on the agenda of a meeting.",
       {"assent agenda add 3 \"Who cooks\" --time 10m",
        "assent agenda add 3 --proposal 17 --consent"},
       {"AddAgendaItem"},
       Add()},
      {"agenda pull",
       kGroupMeetings,
       "Take an item off the consent agenda; no reason is needed.",
       {"assent agenda pull 3 2"},
       {"PullAgendaItem"},
       OnMeeting(&Meetings::PullAgendaItem, {Item<v1::PullAgendaItemRequest>()})},
      {"agenda start",
       kGroupMeetings,
       "Go on to an item. Who is there is present on its proposal.",
       {"assent agenda start 3 1"},
       {"StartAgendaItem"},
       OnMeeting(&Meetings::StartAgendaItem, {Item<v1::StartAgendaItemRequest>()})},
      {"agenda done",
       kGroupMeetings,
       "An item is done with; say what the minutes note.",
       {"assent agenda done 3 -m \"Bo cooks\"", "assent agenda done 3 1 -m \"Cy cooks\""},
       {"CloseAgendaItem"},
       OnMeeting(&Meetings::CloseAgendaItem,
                 {Item<v1::CloseAgendaItemRequest>(),
                  MaySay(&v1::CloseAgendaItemRequest::mutable_note, "the note")})},
      {"agenda adopt",
       kGroupMeetings,
       "Adopt what nobody pulled from the consent agenda, each by its rule.",
       {"assent agenda adopt 3", "assent agenda adopt 3 --dry-run"},
       {"AdoptConsentAgenda"},
       OnMeeting(&Meetings::AdoptConsentAgenda)},
  };
}

std::vector<Verb> SpeakingVerbs() {
  return {
      {"hand up",
       kGroupMeetings,
       "Ask for the floor.",
       {"assent hand up 3", "assent hand up 3 --process"},
       {"JoinQueue"},
       HandUp()},
      {"hand down",
       kGroupMeetings,
       "Give the floor back, pass in a round, or take your hand down.",
       {"assent hand down 3"},
       {"LeaveQueue"},
       OnMeeting(&Meetings::LeaveQueue)},
      {"hand next",
       kGroupMeetings,
       "Give the floor to whoever is next.",
       {"assent hand next 3"},
       {"CallNextSpeaker"},
       OnMeeting(&Meetings::CallNextSpeaker)},
      {"hand round",
       kGroupMeetings,
       "Begin a round: everybody who is there is asked once.",
       {"assent hand round 3"},
       {"StartRound"},
       OnMeeting(&Meetings::StartRound)},
      {"temperature",
       kGroupMeetings,
       "Say how warm you are towards a proposal. Binds nobody.",
       {"assent temperature 17 warm"},
       {"TakeTemperature"},
       Temperature()},
      {"temperature hands",
       kGroupMeetings,
       "Record raised hands of a temperature check, as counts.",
       {"assent temperature hands 17 --warm 12 --lukewarm 3 --cold 1"},
       {"RecordTemperature"},
       CountHands()},
  };
}

}  // namespace

std::vector<Verb> MeetingCourseVerbs() {
  std::vector<Verb> verbs = CourseVerbs();
  for (const auto family : {AgendaVerbs, SpeakingVerbs}) {
    for (Verb& verb : family()) verbs.push_back(std::move(verb));
  }
  return verbs;
}

}  // namespace assent::cli
