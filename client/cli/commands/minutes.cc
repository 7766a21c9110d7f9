#include "client/cli/minutes.h"

#include "absl/strings/str_cat.h"
#include "client/cli/commands/families.h"
#include "client/cli/target.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

absl::Status ShowMinutes(Session& session, const Minutes& minutes) {
  switch (session.common().format) {
    case Format::kJson:
    case Format::kJsonLines:
      return session.ShowText(absl::StrCat(JsonOf(minutes), "\n"));
    case Format::kCsv:
      return absl::InvalidArgumentError("minutes have no rows; leave -o out, or use -o json");
    case Format::kTable:
      break;
  }
  ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  return session.ShowText(MarkdownOf(minutes, session.reader()));
}

Action DefineMinutes(CLI::App& app) {
  const NumberArg number = AddProposal(app);
  return [number](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    ASSENT_ASSIGN_OR_RETURN(const Minutes minutes, GatherMinutes(session, name));
    return ShowMinutes(session, minutes);
  };
}

}  // namespace

std::vector<Verb> MinutesVerbs() {
  return {
      {"minutes",
       kGroupReading,
       "The minutes of a proposal, in Markdown.",
       {"assent minutes 17", "assent minutes 17 > minutes.md"},
       {},
       DefineMinutes},
  };
}

}  // namespace assent::cli
