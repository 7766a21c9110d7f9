#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/parts.h"
#include "client/cli/related.h"

namespace assent::cli {
namespace {

using Proposals = v1::ProposalService::Stub;

absl::Status Start(Session& session, const v1::StartPhaseRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const v1::StartPhaseResponse answer,
                          Call(session, &Proposals::StartPhase, request));
  if (answer.voices_needed() > 0) {
    session.Note(absl::StrCat(answer.voices(), " of ", answer.voices_needed(),
                              " voices for starting it so far"));
  }
  return ShowAnswer(session, answer);
}

Action DefineStart(Arguments& app) {
  const NumberArg number = AddProposal(app);
  auto phase = std::make_shared<std::string>();
  app.Add("PHASE", *phase, "Its name; may be left out where only one can be started");
  return [=](Session& session) -> absl::Status {
    v1::StartPhaseRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), ProposalOf(session, *number));
    request.set_phase(*phase);
    return Start(session, request);
  };
}

Action DefineCall(Arguments& app) {
  const NumberArg number = AddProposal(app);
  return [=](Session& session) -> absl::Status {
    v1::CallForConsensusRequest request;
    ASSENT_ASSIGN_OR_RETURN(*request.mutable_name(), ProposalOf(session, *number));
    NoteRelated(session, request.name());
    return Act(session, &Proposals::CallForConsensus, request);
  };
}

// table and refer: parked until a date, which is required.
Define Park(bool refer) {
  using Request = v1::TableProposalRequest;
  const Part<Request> until = [](Arguments& app) -> Fill<Request> {
    const Fill<Request> fill = Until("--until", &Request::mutable_return_time,
                                     "When it comes back: 2026-12-01, or 14d from now")(app);
    app.Find("--until").Required();
    return fill;
  };
  return OnProposal(&Proposals::TableProposal,
                    {Always<Request>([refer](Request& request) { request.set_refer(refer); }),
                     until, MaySay(&Request::mutable_reason, "Why")});
}

}  // namespace

std::vector<Verb> StageVerbs() {
  return {
      {"discuss",
       kGroupFacilitating,
       "End the round of questions; broad discussion begins.",
       {"assent discuss 17"},
       {"OpenDiscussion"},
       OnProposal(&Proposals::OpenDiscussion)},
      {"hear-concerns",
       kGroupFacilitating,
       "Go on to listing concerns and resolving them one by one.",
       {"assent hear-concerns 17"},
       {"OpenConcerns"},
       OnProposal(&Proposals::OpenConcerns)},
      {"call",
       kGroupFacilitating,
       "Call for consensus: ask everybody for a position. Says first which decisions in force have "
       "to "
       "do with it.",
       {"assent call 17"},
       {"CallForConsensus"},
       DefineCall},
      {"decide",
       kGroupFacilitating,
       "Ask for evaluation now: closes the phase if the rule allows, else says what is missing.",
       {"assent decide 17", "assent decide 17 --dry-run"},
       {"DecideProposal"},
       OnProposal(&Proposals::DecideProposal)},
      {"start",
       kGroupFacilitating,
       "Start the phase that the rule points to, or give your voice for it.",
       {"assent start 17", "assent start 17 fallback"},
       {"StartPhase"},
       DefineStart},
      {"extend",
       kGroupFacilitating,
       "Move the end of the running phase.",
       {"assent extend 17 --by 7d -m \"half of us are away\""},
       {"ExtendPhase"},
       OnProposal(&Proposals::ExtendPhase,
                  {For("--by", &v1::ExtendPhaseRequest::mutable_by,
                       "By how much; the most that the rule allows unless told"),
                   MaySay(&v1::ExtendPhaseRequest::mutable_reason, "Why")})},
      {"table",
       kGroupFacilitating,
       "Park a proposal until a date.",
       {"assent table 17 --until 2026-12-01 -m \"the lease comes first\""},
       {"TableProposal"},
       Park(/*refer=*/false)},
      {"refer",
       kGroupFacilitating,
       "Give a proposal to a smaller group until a date.",
       {"assent refer 17 --until 14d -m \"the kitchen group works it out\""},
       {"TableProposal"},
       Park(/*refer=*/true)},
      {"return",
       kGroupFacilitating,
       "Bring a parked proposal back before its date.",
       {"assent return 17"},
       {"ReturnProposal"},
       OnProposal(&Proposals::ReturnProposal)},
  };
}

}  // namespace assent::cli
