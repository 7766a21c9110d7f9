#include "absl/strings/str_cat.h"
#include "assent/v1/need_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/draw_mirrors.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Needs = v1::NeedService::Stub;

absl::Status ShowNeeds(Session& session) {
  v1::ListNeedsRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const auto needs, CallForAll(session, &Needs::ListNeeds, request,
                                                       &v1::ListNeedsResponse::needs));
  return ShowList(session, needs);
}

Action DefineNeeds(Arguments&) { return ShowNeeds; }

Action DefineDue(Arguments&) {
  return [](Session& session) -> absl::Status {
    v1::ListDueRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    ASSENT_ASSIGN_OR_RETURN(
        const auto dues, CallForAll(session, &Needs::ListDue, request, &v1::ListDueResponse::dues));
    return ShowList(session, dues);
  };
}

// Whoever has read up to an entry asks behind it next time; the server does not
// keep who has read what.
Action DefineNotices(Arguments& app) {
  auto after = std::make_shared<int64_t>(0);
  app.Add("--after", *after, "Only those about entries behind this one").NotNegative();
  return [after](Session& session) -> absl::Status {
    v1::ListNoticesRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    request.set_after_sequence(*after);
    request.set_page_size(kLargestPage);
    std::vector<v1::Notice> notices;
    int64_t told = 0;
    int64_t dropped = 0;
    do {
      ASSENT_ASSIGN_OR_RETURN(const auto page, Call(session, &Needs::ListNotices, request));
      notices.insert(notices.end(), page.notices().begin(), page.notices().end());
      request.set_page_token(page.next_page_token());
      told = page.told_sequence();
      dropped = page.dropped_sequence();
    } while (!request.page_token().empty());
    ASSENT_RETURN_IF_ERROR(ShowList(session, notices));
    if (dropped > *after) {
      session.Note(absl::StrCat("notices about entries up to ", dropped,
                                " are not all kept any more: the record has them, assent log"));
    }
    session.Next(absl::StrCat("assent notices --after ", told));
    return absl::OkStatus();
  };
}

}  // namespace

std::vector<Verb> NeedVerbs() {
  return {
      {"needs-me",
       kGroupReading,
       "What waits for you, most urgent first.",
       {"assent needs-me", "assent needs-me -o json"},
       {"ListNeeds"},
       DefineNeeds},
      {"inbox",
       kGroupReading,
       "The same as needs-me.",
       {"assent inbox"},
       {"ListNeeds"},
       DefineNeeds},
      {"due",
       kGroupReading,
       "What falls due in the assembly, in order of time: nothing lapses silently.",
       {"assent due", "assent due -o csv"},
       {"ListDue"},
       DefineDue},
      {"notices",
       kGroupReading,
       "What you were told, oldest first: what asks something of you or touches what you said.",
       {"assent notices", "assent notices --after 120"},
       {"ListNotices"},
       DefineNotices},
  };
}

}  // namespace assent::cli
