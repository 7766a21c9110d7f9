// Every request of the API that a scenario can make, as one list, so that an
// engine is written once for all of them.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_REQUESTS_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_REQUESTS_H_

#include "assent/v1/access_service.pb.h"
#include "assent/v1/advice_service.pb.h"
#include "assent/v1/amendment_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/block_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/election_service.pb.h"
#include "assent/v1/entry_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "google/protobuf/message.h"

namespace assent::scenario {

template <typename... Request>
struct RequestList {};

using Mutations = RequestList<
    v1::CreateAssemblyRequest, v1::CreateInvitationRequest, v1::RevokeInvitationRequest,
    v1::AcceptInvitationRequest, v1::UpdateMemberRequest, v1::LeaveAssemblyRequest,
    v1::CreateProposalRequest, v1::UpdateDraftRequest, v1::IntroduceProposalRequest,
    v1::OpenDiscussionRequest, v1::OpenConcernsRequest, v1::TakeFacilitationRequest,
    v1::ObjectToFacilitatorRequest, v1::SponsorProposalRequest, v1::SayPresenceRequest,
    v1::WithdrawProposalRequest, v1::TakeOverProposalRequest, v1::TableProposalRequest,
    v1::ReturnProposalRequest, v1::CallForConsensusRequest, v1::DecideProposalRequest,
    v1::StartPhaseRequest, v1::ExtendPhaseRequest, v1::RecordMeetingRequest,
    v1::DeclareSenseRequest, v1::AppealDeclarationRequest, v1::JudgeAppealRequest,
    v1::ReaffirmDecisionRequest, v1::ObjectToKeepingRequest, v1::CreateAmendmentRequest,
    v1::AcceptAmendmentRequest, v1::DeclineAmendmentRequest, v1::ObjectToAmendmentRequest,
    v1::VoteOnAmendmentRequest, v1::DecideAmendmentRequest, v1::WithdrawAmendmentRequest,
    v1::RaiseConcernRequest, v1::AnswerConcernRequest, v1::ResolveConcernRequest,
    v1::WithdrawConcernRequest, v1::CarryConcernRequest, v1::AdoptConcernRequest,
    v1::TakePositionRequest, v1::WithdrawPositionRequest, v1::RecordPositionsRequest,
    v1::ContestPositionRequest, v1::SupportBlockRequest, v1::ChallengeBlockRequest,
    v1::JudgeBlockRequest, v1::TestBlockRequest, v1::SettleBlockTestRequest,
    v1::WithdrawBlockRequest, v1::ReleaseBlockRequest, v1::AnswerNagRequest,
    v1::WriteDissentRequest, v1::ExplainUrgencyRequest, v1::AskAdviceRequest, v1::GiveAdviceRequest,
    v1::UpdateActionPointRequest, v1::CreateMeetingRequest, v1::OpenMeetingRequest,
    v1::CloseMeetingRequest, v1::AddAgendaItemRequest, v1::PullAgendaItemRequest,
    v1::StartAgendaItemRequest, v1::CloseAgendaItemRequest, v1::AdoptConsentAgendaRequest,
    v1::AttendMeetingRequest, v1::RecordAttendanceRequest, v1::JoinQueueRequest,
    v1::LeaveQueueRequest, v1::CallNextSpeakerRequest, v1::StartRoundRequest,
    v1::TakeTemperatureRequest, v1::RecordTemperatureRequest, v1::CreateTokenRequest,
    v1::RevokeTokenRequest, v1::SubmitApplicationRequest, v1::SupportApplicationRequest,
    v1::ObjectToApplicationRequest, v1::NameSpokeRequest, v1::GiveMandateRequest,
    v1::ConfirmMandateRequest, v1::ConfirmUnitsRequest, v1::AddOptionRequest,
    v1::WithdrawOptionRequest, v1::AcceptNominationRequest, v1::CastBallotRequest>;

template <typename Visit, typename... Request>
bool VisitRequest(RequestList<Request...>, const google::protobuf::Message& request, Visit visit) {
  const auto as = [&]<typename R>(const R*) {
    if (request.GetDescriptor() != R::descriptor()) return false;
    visit(static_cast<const R&>(request));
    return true;
  };
  return (as(static_cast<const Request*>(nullptr)) || ...);
}

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_REQUESTS_H_
