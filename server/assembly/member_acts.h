// What members do: the requests of decide.h that come from a member, and that may come
// signed; and the erasure of a text, which the ledger does. Whoever takes signed acts, and whoever decides them again, goes by this list.

#ifndef ASSENT_SERVER_ASSEMBLY_MEMBER_ACTS_H_
#define ASSENT_SERVER_ASSEMBLY_MEMBER_ACTS_H_

#include <type_traits>

#include "assent/v1/record_service.pb.h"
#include "server/assembly/decide.h"
#include "server/assembly/decide_presence.h"

namespace assent::assembly {

template <typename... Requests>
struct RequestList {
  template <typename Request>
  static constexpr bool kHas = (std::is_same_v<Request, Requests> || ...);
};

// Mutations that only members make: each may come signed, inside SubmitAct.
using MemberActs = RequestList<
    v1::CreateInvitationRequest, v1::RevokeInvitationRequest, v1::UpdateMemberRequest,
    v1::LeaveAssemblyRequest, v1::CreateTokenRequest, v1::RevokeTokenRequest,
    v1::AddDeviceKeyRequest, v1::RevokeDeviceKeyRequest, v1::SupportApplicationRequest,
    v1::ObjectToApplicationRequest, v1::CreateProposalRequest, v1::UpdateDraftRequest,
    v1::IntroduceProposalRequest, v1::OpenDiscussionRequest, v1::OpenConcernsRequest,
    v1::CallForConsensusRequest, v1::DecideProposalRequest, v1::StartPhaseRequest,
    v1::ExtendPhaseRequest, v1::RecordMeetingRequest, v1::DeclareSenseRequest,
    v1::AppealDeclarationRequest, v1::JudgeAppealRequest, v1::TakeFacilitationRequest,
    v1::ObjectToFacilitatorRequest, v1::SponsorProposalRequest, v1::SayPresenceRequest,
    v1::WithdrawProposalRequest, v1::TakeOverProposalRequest, v1::TableProposalRequest,
    v1::ReturnProposalRequest, v1::CreateAmendmentRequest, v1::AcceptAmendmentRequest,
    v1::DeclineAmendmentRequest, v1::ObjectToAmendmentRequest, v1::VoteOnAmendmentRequest,
    v1::DecideAmendmentRequest, v1::WithdrawAmendmentRequest, v1::RaiseConcernRequest,
    v1::AnswerConcernRequest, v1::ResolveConcernRequest, v1::WithdrawConcernRequest,
    v1::CarryConcernRequest, v1::AdoptConcernRequest, v1::TakePositionRequest,
    v1::WithdrawPositionRequest, v1::RecordPositionsRequest, v1::ContestPositionRequest,
    v1::SupportBlockRequest, v1::ChallengeBlockRequest, v1::JudgeBlockRequest, v1::TestBlockRequest,
    v1::SettleBlockTestRequest, v1::WithdrawBlockRequest, v1::ReleaseBlockRequest,
    v1::AnswerNagRequest, v1::ReaffirmDecisionRequest, v1::ObjectToKeepingRequest,
    v1::WriteDissentRequest, v1::ExplainUrgencyRequest, v1::AskAdviceRequest, v1::GiveAdviceRequest,
    v1::UpdateActionPointRequest, v1::CreateMeetingRequest, v1::OpenMeetingRequest,
    v1::CloseMeetingRequest, v1::AddAgendaItemRequest, v1::PullAgendaItemRequest,
    v1::StartAgendaItemRequest, v1::CloseAgendaItemRequest, v1::AdoptConsentAgendaRequest,
    v1::AttendMeetingRequest, v1::RecordAttendanceRequest, v1::JoinQueueRequest,
    v1::LeaveQueueRequest, v1::CallNextSpeakerRequest, v1::StartRoundRequest,
    v1::TakeTemperatureRequest, v1::RecordTemperatureRequest, v1::NameSpokeRequest,
    v1::GiveMandateRequest, v1::ConfirmMandateRequest, v1::ConfirmUnitsRequest,
    v1::EraseTextRequest, v1::AddOptionRequest, v1::WithdrawOptionRequest,
    v1::AcceptNominationRequest, v1::CastBallotRequest>;

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MEMBER_ACTS_H_
