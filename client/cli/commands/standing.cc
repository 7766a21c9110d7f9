// Decisions after they were made: keeping them when their review comes due, and
// appeals against what was declared.

#include "assent/v1/decision_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/commands/families.h"
#include "client/cli/reading.h"

namespace assent::cli {
namespace {

using Decisions = v1::DecisionService::Stub;
using Proposals = v1::ProposalService::Stub;

// A verb that calls `method` on the decision whose number is given.
template <typename Request, typename Response>
Define OnDecision(Method<Decisions, Request, Response> method, Parts<Request> parts) {
  return [=](Arguments& app) -> Action {
    auto number = std::make_shared<std::string>();
    app.Add("DECISION", *number, "Its number").Required();
    const auto fills = DefineAll<Request>(parts, app);
    return [=](Session& session) -> absl::Status {
      Request request;
      ASSENT_ASSIGN_OR_RETURN(const int parsed, ParseNumber(*number));
      ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
      request.set_name(DecisionName(assembly, parsed));
      ASSENT_RETURN_IF_ERROR(FillAll(fills, session, request));
      return Act(session, method, request);
    };
  };
}

Define Judge(bool overturn) {
  using Request = v1::JudgeAppealRequest;
  return OnProposal(
      &Proposals::JudgeAppeal,
      {Always<Request>([overturn](Request& request) { request.set_overturn(overturn); })});
}

}  // namespace

std::vector<Verb> StandingVerbs() {
  return {
      {"keep",
       kGroupFacilitating,
       "Keep a decision as it is when its review is due, unless somebody objects in time.",
       {"assent keep 12 -m \"it works\""},
       {"ReaffirmDecision"},
       OnDecision<v1::ReaffirmDecisionRequest>(
           &Decisions::ReaffirmDecision,
           {MaySay(&v1::ReaffirmDecisionRequest::mutable_reason, "Why")})},
      {"object-keeping",
       kGroupConcerns,
       "Object to keeping a decision as it is; it stays in force with its review due.",
       {"assent object-keeping 12 -m \"nobody comes on Sundays\""},
       {"ObjectToKeeping"},
       OnDecision<v1::ObjectToKeepingRequest>(
           &Decisions::ObjectToKeeping,
           {Said(&v1::ObjectToKeepingRequest::mutable_reason, "your objection")})},
      {"appeal",
       kGroupConcerns,
       "Appeal against what was declared the sense of the group; the members judge it.",
       {"assent appeal 17 -m \"half of us were against\""},
       {"AppealDeclaration"},
       OnProposal(&Proposals::AppealDeclaration,
                  {Said(&v1::AppealDeclarationRequest::mutable_reason, "your appeal")})},
      {"uphold",
       kGroupPositions,
       "Find that what was declared stands.",
       {"assent uphold 17"},
       {"JudgeAppeal"},
       Judge(/*overturn=*/false)},
      {"overturn",
       kGroupPositions,
       "Find that what was declared is not the sense of the group.",
       {"assent overturn 17"},
       {"JudgeAppeal"},
       Judge(/*overturn=*/true)},
  };
}

}  // namespace assent::cli
