// What the verbs about meetings share: which meeting, and how it is shown.

#ifndef ASSENT_CLIENT_CLI_MEETINGS_H_
#define ASSENT_CLIENT_CLI_MEETINGS_H_

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "assent/v1/meeting.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "client/cli/page.h"
#include "client/cli/parts.h"
#include "client/cli/target.h"

namespace assent::cli {

// {assembly}/meetings/3.
std::string MeetingName(absl::string_view assembly, int number);

NumberArg AddMeeting(Arguments& app);
// The resource name of the meeting. kInvalidArgument, naming those that are not
// over, if no number was given.
absl::StatusOr<std::string> MeetingOf(Session& session, const std::string& typed);

// For people: where it is, who is there, who has the floor and who waits for it,
// and the agenda.
void Draw(Scene& scene, const v1::Meeting& meeting);
void Draw(Scene& scene, const std::vector<v1::Meeting>& meetings);
// The same in short, after something changed.
void Confirm(Scene& scene, const v1::Meeting& meeting);
void Confirm(Scene& scene, const v1::ConsentResult& result);
// A new item, with the number that others call it by.
void ConfirmItem(Scene& scene, const v1::Meeting& meeting, int number);

// A verb that calls `method` on the meeting whose number is given.
template <typename Stub, typename Request, typename Response>
Define OnMeeting(Method<Stub, Request, Response> method,
                 std::type_identity_t<Parts<Request>> parts = {}) {
  return [=](Arguments& app) -> Action {
    const NumberArg number = AddMeeting(app);
    const auto fills = DefineAll<Request>(parts, app);
    return [=](Session& session) -> absl::Status {
      Request request;
      ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), MeetingOf(session, *number));
      ASSENT_RETURN_IF_ERROR(FillAll(fills, session, request));
      ASSENT_ASSIGN_OR_RETURN(const Response answer, Call(session, method, request));
      if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
      NoteDryRun(session);
      return session.Show(answer, [&](Scene& scene) {
        if constexpr (requires { answer.results(); }) {
          for (const auto& result : answer.results()) Confirm(scene, result);
        }
        if constexpr (requires { answer.item(); }) {
          ConfirmItem(scene, answer.meeting(), answer.item());
        }
        Confirm(scene, answer.meeting());
      });
    };
  };
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_MEETINGS_H_
