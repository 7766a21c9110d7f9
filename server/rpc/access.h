// Who may call what. Every call needs the token of a member, except those of the one list below and
// two services that are not about any assembly: grpc.health.v1.Health and reflection. The driver
// asks here before it runs a handler; the ledger then checks the token, and its scopes, against the
// assembly.

#ifndef ASSENT_SERVER_RPC_ACCESS_H_
#define ASSENT_SERVER_RPC_ACCESS_H_

#include <string>
#include <type_traits>

#include "absl/status/statusor.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/act_service.pb.h"
#include "assent/v1/advice_service.pb.h"
#include "assent/v1/amendment_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/block_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "grpcpp/server_context.h"
#include "server/assembly/decide.h"

namespace assent::rpc {

template <typename... Requests>
struct RequestList {
  template <typename Request>
  static constexpr bool kHas = (std::is_same_v<Request, Requests> || ...);
};

// The calls that need no token: founding, joining with the secret of an invitation, applying, and
// what is worked out from the request alone.
using OpenCalls =
    RequestList<v1::CreateAssemblyRequest, v1::AcceptInvitationRequest,
                v1::SubmitApplicationRequest, v1::ListPresetsRequest, v1::GetRuleRequest,
                v1::DescribeRuleRequest, v1::EvaluateTallyRequest>;

// Mutations that record what others say, or who was there.
using RecordingCalls =
    RequestList<v1::RecordPositionsRequest, v1::RecordMeetingRequest, v1::RecordAttendanceRequest,
                v1::RecordTemperatureRequest, v1::AdoptConsentAgendaRequest>;

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
    v1::ObjectToFacilitatorRequest,
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
    v1::EraseTextRequest>;

// What is kept, but not in the log, so that doing it again is no danger and it has no request_id.
using KeepingCalls = RequestList<v1::AddCosignatureRequest>;

// What a token has to be good for: reads take READ, and mutations, which are what has a
// request_id or is listed above, ACT, unless a list says more. tests/rpc/access_matrix_test.cc
// holds each RPC to it, and fails for one that it does not know.
template <typename Request>
constexpr v1::Token::Scope ScopeOf() {
  if constexpr (RecordingCalls::kHas<Request>) return v1::Token::SCOPE_RECORD;
  if constexpr (assembly::kTouchesAccess<Request>) return v1::Token::SCOPE_ACCESS;
  if constexpr (std::is_same_v<Request, v1::SubmitActRequest> || KeepingCalls::kHas<Request> ||
                requires(const Request& request) { request.request_id(); }) {
    return v1::Token::SCOPE_ACT;
  }
  return v1::Token::SCOPE_READ;
}

template <typename Request>
inline constexpr bool kNeedsToken = !OpenCalls::kHas<Request>;

// The token of `authorization: Bearer TOKEN`; the word may be written in any case. TOKEN_MISSING,
// TOKEN_MALFORMED.
absl::StatusOr<std::string> BearerToken(const grpc::ServerContextBase& call);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_ACCESS_H_
