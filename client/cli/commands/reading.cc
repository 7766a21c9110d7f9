#include "client/cli/reading.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/decision_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/follow.h"
#include "client/cli/watch.h"

namespace assent::cli {
namespace {

using Proposals = v1::ProposalService::Stub;
using Decisions = v1::DecisionService::Stub;

Action DefineShow(Arguments& app) {
  const NumberArg number = AddProposal(app);
  auto watch = std::make_shared<bool>(false);
  app.AddFlag("--watch", *watch, "Go on showing it as it changes");
  return [=](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    if (*watch) return WatchProposal(session, name, /*until_ended=*/false, ShowOne<v1::Proposal>);
    return GetAndShow(session, &Proposals::GetProposal, &v1::GetProposalResponse::proposal, name);
  };
}

Action DefineWatch(Arguments& app) {
  const NumberArg number = AddProposal(app);
  auto until_ended = std::make_shared<bool>(false);
  app.AddFlag("--until-ended", *until_ended, "Stop when the proposal has reached an end");
  return [=](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
    return WatchProposal(session, name, *until_ended, ShowOne<v1::Proposal>);
  };
}

struct ListArgs {
  std::string state, filter;
  bool all = false;
  bool watch = false;

  // In the filter language of ListProposals.
  std::string Filter() const {
    std::string joined = all || !state.empty() || !filter.empty() ? "" : "open=true";
    for (const std::string& part : {state.empty() ? "" : absl::StrCat("state=", state), filter}) {
      if (!part.empty()) absl::StrAppend(&joined, joined.empty() ? "" : " AND ", part);
    }
    return joined;
  }
};

absl::Status List(Session& session, const ListArgs& args) {
  v1::ListProposalsRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
  request.set_filter(args.Filter());
  ASSENT_ASSIGN_OR_RETURN(const auto proposals,
                          CallForAll(session, &Proposals::ListProposals, request,
                                     &v1::ListProposalsResponse::proposals));
  return ShowList(session, proposals);
}

// On a terminal the list is drawn anew after each change; into a pipe goes each
// proposal that changed.
absl::Status WatchList(Session& session, const ListArgs& args) {
  v1::WatchAssemblyRequest request;
  ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), session.assembly());
  return Follow<v1::AssemblyService::Stub, v1::WatchAssemblyRequest, v1::WatchAssemblyResponse>(
      session, &v1::AssemblyService::Stub::WatchAssembly, request,
      [&](const v1::WatchAssemblyResponse& change) -> absl::StatusOr<bool> {
        if (session.for_people()) {
          ASSENT_RETURN_IF_ERROR(List(session, args));
          return true;
        }
        for (const v1::Proposal& proposal : change.proposals()) {
          ASSENT_RETURN_IF_ERROR(ShowOne(session, proposal));
        }
        return true;
      });
}

Action DefineList(Arguments& app) {
  auto args = std::make_shared<ListArgs>();
  app.AddFlag("--all", args->all, "Those that have ended, too");
  app.Add("--state", args->state, "Only in this state, as in CALLED")
      .Changed([](const std::string& state) { return absl::AsciiStrToUpper(state); });
  app.Add("--filter", args->filter, "rule_id=ID, proposer=MEMBER, joined by AND");
  app.AddFlag("--watch", args->watch, "Go on showing them as they change");
  return [args](Session& session) {
    return args->watch ? WatchList(session, *args) : List(session, *args);
  };
}

Action DefineDecisions(Arguments& app) {
  auto filter = std::make_shared<std::string>();
  auto in_force = std::make_shared<bool>(false);
  app.AddFlag("--in-force", *in_force, "Only decisions in force");
  app.Add("--filter", *filter, "state=ADOPTED, rule_id=ID, joined by AND");
  return [=](Session& session) -> absl::Status {
    v1::ListDecisionsRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), session.assembly());
    const bool both = *in_force && !filter->empty();
    request.set_filter(
        absl::StrCat(*in_force ? "in_force=true" : "", both ? " AND " : "", *filter));
    ASSENT_ASSIGN_OR_RETURN(const auto decisions,
                            CallForAll(session, &Decisions::ListDecisions, request,
                                       &v1::ListDecisionsResponse::decisions));
    return ShowList(session, decisions);
  };
}

Action DefineDecision(Arguments& app) {
  auto number = std::make_shared<std::string>();
  app.Add("PROPOSAL", *number, "Its number").Required();
  return [number](Session& session) -> absl::Status {
    ASSENT_ASSIGN_OR_RETURN(const int parsed, ParseNumber(*number));
    ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
    return GetAndShow(session, &Decisions::GetDecision, &v1::GetDecisionResponse::decision,
                      DecisionName(assembly, parsed));
  };
}

}  // namespace

std::vector<Verb> ReadingVerbs() {
  return {
      {"list",
       kGroupReading,
       "The proposals that are open, newest first.",
       {"assent list", "assent list --all", "assent list --state CALLED -o json"},
       {"ListProposals", "WatchAssembly"},
       DefineList},
      {"show",
       kGroupReading,
       "A proposal with its text and its tally.",
       {"assent show 17", "assent show 17 --watch"},
       {"GetProposal"},
       DefineShow},
      {"watch",
       kGroupReading,
       "A proposal as it changes: redrawn, or as JSON lines in a pipe.",
       {"assent watch 17", "assent watch 17 --until-ended | tail -n 1"},
       {"WatchProposal"},
       DefineWatch},
      {"revisions",
       kGroupReading,
       "Every text that a proposal had.",
       {"assent revisions 17", "assent revisions 17 -o json"},
       {"ListRevisions"},
       ListBelow(&Proposals::ListRevisions, &v1::ListRevisionsResponse::revisions)},
      {"decisions",
       kGroupReading,
       "What was decided, newest first.",
       {"assent decisions", "assent decisions --in-force",
        "assent decisions --filter state=ADOPTED -o csv"},
       {"ListDecisions"},
       DefineDecisions},
      {"decision",
       kGroupReading,
       "A decision with its reasons.",
       {"assent decision 17"},
       {"GetDecision"},
       DefineDecision},
  };
}

}  // namespace assent::cli
