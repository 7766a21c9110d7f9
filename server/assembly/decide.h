// What a member can do: one function for each mutation of the API. The
// request says what, the Act who and when. Each returns the answer of the API
// (its `sequence` filled in), or a refusal with a name (errors.h; the comment
// of the method in proto/assent/v1 lists what is special to it). After a
// refusal nothing has changed; see act.h.
//
// Every function first expects Settle() to have run: whatever fell due before
// now has happened. Perform() does both.

#ifndef ASSENT_SERVER_ASSEMBLY_DECIDE_H_
#define ASSENT_SERVER_ASSEMBLY_DECIDE_H_

#include <type_traits>

#include "absl/status/statusor.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/advice_service.pb.h"
#include "assent/v1/amendment_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/block_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/election_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "server/assembly/access.h"
#include "server/assembly/act.h"
#include "server/assembly/errors.h"
#include "server/assembly/road.h"
#include "server/assembly/settle.h"
#include "server/assembly/signing.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

// Founding: founding.cc.
absl::StatusOr<v1::CreateAssemblyResponse> Decide(Act& act,
                                                  const v1::CreateAssemblyRequest& request);

// Members and invitations: members.cc.
absl::StatusOr<v1::CreateInvitationResponse> Decide(Act& act,
                                                    const v1::CreateInvitationRequest& request);
absl::StatusOr<v1::RevokeInvitationResponse> Decide(Act& act,
                                                    const v1::RevokeInvitationRequest& request);
absl::StatusOr<v1::AcceptInvitationResponse> Decide(Act& act,
                                                    const v1::AcceptInvitationRequest& request);
absl::StatusOr<v1::UpdateMemberResponse> Decide(Act& act, const v1::UpdateMemberRequest& request);
absl::StatusOr<v1::LeaveAssemblyResponse> Decide(Act& act, const v1::LeaveAssemblyRequest& request);

// Tokens: tokens.cc. Applications: applications.cc.
absl::StatusOr<v1::CreateTokenResponse> Decide(Act& act, const v1::CreateTokenRequest& request);
absl::StatusOr<v1::RevokeTokenResponse> Decide(Act& act, const v1::RevokeTokenRequest& request);
// Signing keys: device_keys.cc.
absl::StatusOr<v1::AddDeviceKeyResponse> Decide(Act& act, const v1::AddDeviceKeyRequest& request);
absl::StatusOr<v1::RevokeDeviceKeyResponse> Decide(Act& act,
                                                   const v1::RevokeDeviceKeyRequest& request);
absl::StatusOr<v1::SubmitApplicationResponse> Decide(Act& act,
                                                     const v1::SubmitApplicationRequest& request);
absl::StatusOr<v1::SupportApplicationResponse> Decide(Act& act,
                                                      const v1::SupportApplicationRequest& request);
absl::StatusOr<v1::ObjectToApplicationResponse> Decide(
    Act& act, const v1::ObjectToApplicationRequest& request);
// Units, who speaks for them and what they may say: unit_acts.cc.
absl::StatusOr<v1::ConfirmUnitsResponse> Decide(Act& act, const v1::ConfirmUnitsRequest& request);
absl::StatusOr<v1::NameSpokeResponse> Decide(Act& act, const v1::NameSpokeRequest& request);
absl::StatusOr<v1::GiveMandateResponse> Decide(Act& act, const v1::GiveMandateRequest& request);
absl::StatusOr<v1::ConfirmMandateResponse> Decide(Act& act,
                                                  const v1::ConfirmMandateRequest& request);

// Drafts and their introduction: drafts.cc.
absl::StatusOr<v1::CreateProposalResponse> Decide(Act& act,
                                                  const v1::CreateProposalRequest& request);
absl::StatusOr<v1::UpdateDraftResponse> Decide(Act& act, const v1::UpdateDraftRequest& request);
absl::StatusOr<v1::IntroduceProposalResponse> Decide(Act& act,
                                                     const v1::IntroduceProposalRequest& request);

// A proposal's road outside of its phases: stages.cc.
absl::StatusOr<v1::OpenDiscussionResponse> Decide(Act& act,
                                                  const v1::OpenDiscussionRequest& request);
absl::StatusOr<v1::OpenConcernsResponse> Decide(Act& act, const v1::OpenConcernsRequest& request);
absl::StatusOr<v1::TakeFacilitationResponse> Decide(Act& act,
                                                    const v1::TakeFacilitationRequest& request);
absl::StatusOr<v1::ObjectToFacilitatorResponse> Decide(
    Act& act, const v1::ObjectToFacilitatorRequest& request);
absl::StatusOr<v1::WithdrawProposalResponse> Decide(Act& act,
                                                    const v1::WithdrawProposalRequest& request);
absl::StatusOr<v1::TakeOverProposalResponse> Decide(Act& act,
                                                    const v1::TakeOverProposalRequest& request);
absl::StatusOr<v1::TableProposalResponse> Decide(Act& act, const v1::TableProposalRequest& request);
absl::StatusOr<v1::ReturnProposalResponse> Decide(Act& act,
                                                  const v1::ReturnProposalRequest& request);

// A proposal's phases: calls.cc.
absl::StatusOr<v1::CallForConsensusResponse> Decide(Act& act,
                                                    const v1::CallForConsensusRequest& request);
absl::StatusOr<v1::DecideProposalResponse> Decide(Act& act,
                                                  const v1::DecideProposalRequest& request);
absl::StatusOr<v1::StartPhaseResponse> Decide(Act& act, const v1::StartPhaseRequest& request);
absl::StatusOr<v1::ExtendPhaseResponse> Decide(Act& act, const v1::ExtendPhaseRequest& request);
absl::StatusOr<v1::RecordMeetingResponse> Decide(Act& act, const v1::RecordMeetingRequest& request);
absl::StatusOr<v1::DeclareSenseResponse> Decide(Act& act, const v1::DeclareSenseRequest& request);

// Appeals against a declaration: appeals.cc.
absl::StatusOr<v1::AppealDeclarationResponse> Decide(Act& act,
                                                     const v1::AppealDeclarationRequest& request);
absl::StatusOr<v1::JudgeAppealResponse> Decide(Act& act, const v1::JudgeAppealRequest& request);

// Decisions in force: standing.cc.
absl::StatusOr<v1::ReaffirmDecisionResponse> Decide(Act& act,
                                                    const v1::ReaffirmDecisionRequest& request);
absl::StatusOr<v1::ObjectToKeepingResponse> Decide(Act& act,
                                                   const v1::ObjectToKeepingRequest& request);

// Changing the text: amendments.cc.
absl::StatusOr<v1::CreateAmendmentResponse> Decide(Act& act,
                                                   const v1::CreateAmendmentRequest& request);
absl::StatusOr<v1::AcceptAmendmentResponse> Decide(Act& act,
                                                   const v1::AcceptAmendmentRequest& request);
absl::StatusOr<v1::DeclineAmendmentResponse> Decide(Act& act,
                                                    const v1::DeclineAmendmentRequest& request);
absl::StatusOr<v1::ObjectToAmendmentResponse> Decide(Act& act,
                                                     const v1::ObjectToAmendmentRequest& request);
absl::StatusOr<v1::VoteOnAmendmentResponse> Decide(Act& act,
                                                   const v1::VoteOnAmendmentRequest& request);
absl::StatusOr<v1::DecideAmendmentResponse> Decide(Act& act,
                                                   const v1::DecideAmendmentRequest& request);
absl::StatusOr<v1::WithdrawAmendmentResponse> Decide(Act& act,
                                                     const v1::WithdrawAmendmentRequest& request);

// Concerns: concerns.cc.
absl::StatusOr<v1::RaiseConcernResponse> Decide(Act& act, const v1::RaiseConcernRequest& request);
absl::StatusOr<v1::AnswerConcernResponse> Decide(Act& act, const v1::AnswerConcernRequest& request);
absl::StatusOr<v1::ResolveConcernResponse> Decide(Act& act,
                                                  const v1::ResolveConcernRequest& request);
absl::StatusOr<v1::WithdrawConcernResponse> Decide(Act& act,
                                                   const v1::WithdrawConcernRequest& request);
absl::StatusOr<v1::CarryConcernResponse> Decide(Act& act, const v1::CarryConcernRequest& request);
absl::StatusOr<v1::AdoptConcernResponse> Decide(Act& act, const v1::AdoptConcernRequest& request);

// Positions: positions.cc.
absl::StatusOr<v1::TakePositionResponse> Decide(Act& act, const v1::TakePositionRequest& request);
absl::StatusOr<v1::WithdrawPositionResponse> Decide(Act& act,
                                                    const v1::WithdrawPositionRequest& request);
absl::StatusOr<v1::RecordPositionsResponse> Decide(Act& act,
                                                   const v1::RecordPositionsRequest& request);
absl::StatusOr<v1::ContestPositionResponse> Decide(Act& act,
                                                   const v1::ContestPositionRequest& request);

// Blocks: blocks.cc.
absl::StatusOr<v1::SupportBlockResponse> Decide(Act& act, const v1::SupportBlockRequest& request);
absl::StatusOr<v1::ChallengeBlockResponse> Decide(Act& act,
                                                  const v1::ChallengeBlockRequest& request);
absl::StatusOr<v1::JudgeBlockResponse> Decide(Act& act, const v1::JudgeBlockRequest& request);
absl::StatusOr<v1::TestBlockResponse> Decide(Act& act, const v1::TestBlockRequest& request);
absl::StatusOr<v1::SettleBlockTestResponse> Decide(Act& act,
                                                   const v1::SettleBlockTestRequest& request);
absl::StatusOr<v1::WithdrawBlockResponse> Decide(Act& act, const v1::WithdrawBlockRequest& request);
absl::StatusOr<v1::ReleaseBlockResponse> Decide(Act& act, const v1::ReleaseBlockRequest& request);
absl::StatusOr<v1::AnswerNagResponse> Decide(Act& act, const v1::AnswerNagRequest& request);

// Meetings: meeting_acts.cc, attendance.cc, agenda.cc, consent_agenda.cc, queue.cc.
absl::StatusOr<v1::CreateMeetingResponse> Decide(Act& act, const v1::CreateMeetingRequest& request);
absl::StatusOr<v1::OpenMeetingResponse> Decide(Act& act, const v1::OpenMeetingRequest& request);
absl::StatusOr<v1::CloseMeetingResponse> Decide(Act& act, const v1::CloseMeetingRequest& request);
absl::StatusOr<v1::AttendMeetingResponse> Decide(Act& act, const v1::AttendMeetingRequest& request);
absl::StatusOr<v1::RecordAttendanceResponse> Decide(Act& act,
                                                    const v1::RecordAttendanceRequest& request);
absl::StatusOr<v1::AddAgendaItemResponse> Decide(Act& act, const v1::AddAgendaItemRequest& request);
absl::StatusOr<v1::PullAgendaItemResponse> Decide(Act& act,
                                                  const v1::PullAgendaItemRequest& request);
absl::StatusOr<v1::StartAgendaItemResponse> Decide(Act& act,
                                                   const v1::StartAgendaItemRequest& request);
absl::StatusOr<v1::CloseAgendaItemResponse> Decide(Act& act,
                                                   const v1::CloseAgendaItemRequest& request);
absl::StatusOr<v1::AdoptConsentAgendaResponse> Decide(Act& act,
                                                      const v1::AdoptConsentAgendaRequest& request);
absl::StatusOr<v1::JoinQueueResponse> Decide(Act& act, const v1::JoinQueueRequest& request);
absl::StatusOr<v1::LeaveQueueResponse> Decide(Act& act, const v1::LeaveQueueRequest& request);
absl::StatusOr<v1::CallNextSpeakerResponse> Decide(Act& act,
                                                   const v1::CallNextSpeakerRequest& request);
absl::StatusOr<v1::StartRoundResponse> Decide(Act& act, const v1::StartRoundRequest& request);

// Temperature checks: temperature.cc.
absl::StatusOr<v1::TakeTemperatureResponse> Decide(Act& act,
                                                   const v1::TakeTemperatureRequest& request);
absl::StatusOr<v1::RecordTemperatureResponse> Decide(Act& act,
                                                     const v1::RecordTemperatureRequest& request);

// What guests may do: speak, say who they are, and see to their own tokens.
template <typename Request>
inline constexpr bool kForGuests = std::is_same_v<Request, v1::AttendMeetingRequest> ||
                                   std::is_same_v<Request, v1::JoinQueueRequest> ||
                                   std::is_same_v<Request, v1::LeaveQueueRequest> ||
                                   std::is_same_v<Request, v1::RaiseConcernRequest> ||
                                   std::is_same_v<Request, v1::AnswerConcernRequest> ||
                                   std::is_same_v<Request, v1::ResolveConcernRequest> ||
                                   std::is_same_v<Request, v1::WithdrawConcernRequest> ||
                                   std::is_same_v<Request, v1::CarryConcernRequest> ||
                                   std::is_same_v<Request, v1::GiveAdviceRequest> ||
                                   std::is_same_v<Request, v1::UpdateMemberRequest> ||
                                   std::is_same_v<Request, v1::CreateTokenRequest> ||
                                   std::is_same_v<Request, v1::RevokeTokenRequest> ||
                                   std::is_same_v<Request, v1::AddDeviceKeyRequest> ||
                                   std::is_same_v<Request, v1::RevokeDeviceKeyRequest> ||
                                   std::is_same_v<Request, v1::LeaveAssemblyRequest>;

// What a request is about: its resource name.
template <typename Request>
absl::string_view SubjectOf(const Request& request) {
  if constexpr (requires { request.name(); }) {
    return request.name();
  } else {
    return request.parent();
  }
}

// What opens or closes the assembly to somebody, says who they are, or destroys what
// they said: it takes SCOPE_ACCESS, and the key of whoever has one (signing.h).
template <typename Request>
inline constexpr bool kTouchesAccess = std::is_same_v<Request, v1::CreateTokenRequest> ||
                                       std::is_same_v<Request, v1::RevokeTokenRequest> ||
                                       std::is_same_v<Request, v1::AddDeviceKeyRequest> ||
                                       std::is_same_v<Request, v1::RevokeDeviceKeyRequest> ||
                                       std::is_same_v<Request, v1::SupportApplicationRequest> ||
                                       std::is_same_v<Request, v1::ObjectToApplicationRequest> ||
                                       std::is_same_v<Request, v1::CreateInvitationRequest> ||
                                       std::is_same_v<Request, v1::RevokeInvitationRequest> ||
                                       std::is_same_v<Request, v1::EraseTextRequest> ||
                                       std::is_same_v<Request, v1::UpdateMemberRequest> ||
                                       std::is_same_v<Request, v1::LeaveAssemblyRequest>;

// Whether the act may be signed as it is, or not be: signed_act.h.
template <typename Request>
absl::Status CheckSigned(Act& act, const Request& request) {
  constexpr bool kGivesKey = std::is_same_v<Request, v1::AddDeviceKeyRequest>;
  constexpr ActKind kKind = kGivesKey                 ? ActKind::kGivesKey
                            : kTouchesAccess<Request> ? ActKind::kAccess
                                                      : ActKind::kOrdinary;
  ASSENT_RETURN_IF_ERROR(CheckSigning(act, SubjectOf(request), kKind));
  if constexpr (std::is_same_v<Request, v1::TakePositionRequest>) {
    return CheckSignedStance(act, request);
  }
  return absl::OkStatus();
}

// Decides, once what fell due is settled, and ends the blocks that this releases.
// Refused: ASSEMBLY_NOT_FOUND, as for anybody outside, where what fell due ended the
// actor's membership, or the token that they came with; GUESTS_ONLY_SPEAK; for the
// signature, or for want of one, as CheckSigning() does; HIDDEN_UNTIL_CLOSE, of a
// rehearsal whose answer would depend on what is hidden.
template <typename Request>
auto PerformSettled(Act& act, const Request& request) -> decltype(Decide(act, request)) {
  if (act.actor_index() >= 0) {
    const bool left = act.actor().view.state() == v1::Member::STATE_LEFT;
    const bool ended = act.token() != nullptr && !Works(*act.token(), act.now());
    if (left || ended) return error::NoLongerAMember();
    if (!kForGuests<Request> && act.actor().view.guest()) return error::GuestsOnlySpeak();
    if constexpr (
        requires { request.name(); } || requires { request.parent(); }) {
      ASSENT_RETURN_IF_ERROR(CheckSigned(act, request));
    }
  }
  act.BeginCommand();
  auto answer = Decide(act, request);
  if (answer.ok()) ReleaseBlocks(act);
  if (act.rehearsal() && act.weighs_hidden()) return error::HiddenUntilClose();
  return answer;
}
// What dissenters say about decisions, and action points: memory_acts.cc.
absl::StatusOr<v1::WriteDissentResponse> Decide(Act& act, const v1::WriteDissentRequest& request);
absl::StatusOr<v1::UpdateActionPointResponse> Decide(Act& act,
                                                     const v1::UpdateActionPointRequest& request);

// Advice, and the explanations that the urgent way asks for: advice.cc.
absl::StatusOr<v1::AskAdviceResponse> Decide(Act& act, const v1::AskAdviceRequest& request);
absl::StatusOr<v1::GiveAdviceResponse> Decide(Act& act, const v1::GiveAdviceRequest& request);
absl::StatusOr<v1::ExplainUrgencyResponse> Decide(Act& act,
                                                  const v1::ExplainUrgencyRequest& request);

// Options and ballots: elections.cc.
absl::StatusOr<v1::AddOptionResponse> Decide(Act& act, const v1::AddOptionRequest& request);
absl::StatusOr<v1::WithdrawOptionResponse> Decide(Act& act,
                                                  const v1::WithdrawOptionRequest& request);
absl::StatusOr<v1::AcceptNominationResponse> Decide(Act& act,
                                                    const v1::AcceptNominationRequest& request);
absl::StatusOr<v1::CastBallotResponse> Decide(Act& act, const v1::CastBallotRequest& request);

// Settles what fell due, then decides.
template <typename Request>
auto Perform(Act& act, const Request& request) -> decltype(Decide(act, request)) {
  Settle(act);
  return PerformSettled(act, request);
}

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_DECIDE_H_
