#include "client/cli/minutes.h"

#include "absl/strings/str_cat.h"
#include "client/cli/commands/families.h"
#include "client/cli/meeting_minutes.h"
#include "client/cli/meetings.h"
#include "client/cli/target.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

struct MinutesArgs {
  NumberArg proposal;
  std::string meeting;
  bool html = false;
};

template <typename AnyMinutes>
absl::Status ShowMinutes(Session& session, const AnyMinutes& minutes, bool html) {
  switch (session.common().format) {
    case Format::kJson:
    case Format::kJsonLines:
      return session.ShowText(absl::StrCat(JsonOf(minutes), "\n"));
    case Format::kCsv:
      return absl::InvalidArgumentError("minutes have no rows; leave -o out, or use -o json");
    case Format::kTable:
    case Format::kBlt:  // refused before, see Verb::formats
      break;
  }
  ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  return session.ShowText(html ? HtmlOf(minutes, session.reader())
                               : MarkdownOf(minutes, session.reader()));
}

Action DefineMinutes(Arguments& app) {
  auto args = std::make_shared<MinutesArgs>();
  args->proposal = AddProposal(app);
  app.Add("--meeting", args->meeting, "Those of a meeting instead, by its number").Kind("N");
  app.AddFlag("--html", args->html, "As an HTML page, which prints well");
  return [args](Session& session) -> absl::Status {
    if (!args->meeting.empty()) {
      if (!args->proposal->empty()) {
        return absl::InvalidArgumentError("name a proposal or --meeting, not both");
      }
      ASSENT_ASSIGN_OR_RETURN(const std::string name, MeetingOf(session, args->meeting));
      ASSENT_ASSIGN_OR_RETURN(const MeetingMinutes minutes, GatherMeeting(session, name));
      return ShowMinutes(session, minutes, args->html);
    }
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *args->proposal));
    ASSENT_ASSIGN_OR_RETURN(const Minutes minutes, GatherMinutes(session, name));
    return ShowMinutes(session, minutes, args->html);
  };
}

}  // namespace

std::vector<Verb> MinutesVerbs() {
  return {
      {"minutes",
       kGroupReading,
       "The minutes of a proposal or of a meeting, in Markdown or as an HTML page.",
       {"assent minutes 17", "assent minutes 17 > minutes.md", "assent minutes --meeting 3",
        "assent minutes --meeting 3 --html > minutes.html"},
       {},
       DefineMinutes},
  };
}

}  // namespace assent::cli
