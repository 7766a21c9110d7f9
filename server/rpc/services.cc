#include "server/rpc/services.h"

#include <utility>

#include "assent/v1/access_service.pb.h"
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
#include "assent/v1/unit_service.pb.h"
#include "server/rpc/handlers/feeds.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/record.h"
#include "server/rpc/handlers/rule_trial.h"
#include "server/rpc/handlers/submit_act.h"

namespace assent::rpc {
namespace {

void FillAssemblyService(Service& service) {
  service.Act<v1::CreateAssemblyRequest>();
  service.Look(&GetAssembly);
  service.Read(&ListPoolMovements);
  service.Watch(&MakeAssemblyFeed);
}

void FillMemberService(Service& service) {
  service.Act<v1::CreateInvitationRequest>();
  service.Act<v1::RevokeInvitationRequest>();
  service.Read(&ListInvitations);
  service.Act<v1::AcceptInvitationRequest>();
  service.Look(&GetMember);
  service.Read(&ListMembers);
  service.Act<v1::UpdateMemberRequest>();
  service.Act<v1::LeaveAssemblyRequest>();
}

void FillAccessService(Service& service) {
  service.Act<v1::CreateTokenRequest>();
  service.Act<v1::RevokeTokenRequest>();
  service.Look(&ListTokens);
  service.Act<v1::AddDeviceKeyRequest>();
  service.Act<v1::RevokeDeviceKeyRequest>();
  service.Look(&ListDeviceKeys);
  service.Act<v1::SubmitApplicationRequest>();
  service.Act<v1::SupportApplicationRequest>();
  service.Act<v1::ObjectToApplicationRequest>();
  service.Read(&ListApplications);
}

void FillActService(Service& service) { service.Look(&SubmitAct); }

void FillProposalService(Service& service) {
  service.Act<v1::CreateProposalRequest>();
  service.Act<v1::UpdateDraftRequest>();
  service.Act<v1::IntroduceProposalRequest>();
  service.Act<v1::OpenDiscussionRequest>();
  service.Act<v1::OpenConcernsRequest>();
  service.Act<v1::CallForConsensusRequest>();
  service.Act<v1::DecideProposalRequest>();
  service.Act<v1::StartPhaseRequest>();
  service.Act<v1::ExtendPhaseRequest>();
  service.Act<v1::RecordMeetingRequest>();
  service.Act<v1::DeclareSenseRequest>();
  service.Act<v1::AppealDeclarationRequest>();
  service.Act<v1::JudgeAppealRequest>();
  service.Act<v1::TakeFacilitationRequest>();
  service.Act<v1::WithdrawProposalRequest>();
  service.Act<v1::TakeOverProposalRequest>();
  service.Act<v1::TableProposalRequest>();
  service.Act<v1::ReturnProposalRequest>();
  service.LookUp(&GlanceProposal, &GetProposal);
  service.Read(&ListProposals);
  service.Read(&ListRevisions);
  service.Watch(&MakeProposalFeed);
}

void FillAmendmentService(Service& service) {
  service.Act<v1::CreateAmendmentRequest>();
  service.Act<v1::AcceptAmendmentRequest>();
  service.Act<v1::DeclineAmendmentRequest>();
  service.Act<v1::ObjectToAmendmentRequest>();
  service.Act<v1::VoteOnAmendmentRequest>();
  service.Act<v1::DecideAmendmentRequest>();
  service.Act<v1::WithdrawAmendmentRequest>();
  service.Read(&GetAmendment);
  service.Read(&ListAmendments);
}

void FillConcernService(Service& service) {
  service.Act<v1::RaiseConcernRequest>();
  service.Act<v1::AnswerConcernRequest>();
  service.Act<v1::ResolveConcernRequest>();
  service.Act<v1::WithdrawConcernRequest>();
  service.Act<v1::CarryConcernRequest>();
  service.Act<v1::AdoptConcernRequest>();
  service.Read(&GetConcern);
  service.Read(&ListConcerns);
}

void FillPositionService(Service& service) {
  service.Act<v1::TakePositionRequest>();
  service.Act<v1::WithdrawPositionRequest>();
  service.Act<v1::RecordPositionsRequest>();
  service.Act<v1::ContestPositionRequest>();
  service.Read(&ListPositions);
}

void FillBlockService(Service& service) {
  service.Act<v1::SupportBlockRequest>();
  service.Act<v1::ChallengeBlockRequest>();
  service.Act<v1::JudgeBlockRequest>();
  service.Act<v1::TestBlockRequest>();
  service.Act<v1::SettleBlockTestRequest>();
  service.Act<v1::WithdrawBlockRequest>();
  service.Act<v1::ReleaseBlockRequest>();
  service.Act<v1::AnswerNagRequest>();
  service.Read(&GetBlock);
  service.Read(&ListBlocks);
}

void FillDecisionService(Service& service) {
  service.Act<v1::ReaffirmDecisionRequest>();
  service.Act<v1::ObjectToKeepingRequest>();
  service.Read(&GetDecision);
  service.Read(&ListDecisions);
}

void FillDecisionMemoryService(Service& service) {
  service.Read(&SearchDecisions);
  service.Read(&ListRelatedDecisions);
  service.Act<v1::WriteDissentRequest>();
  service.Act<v1::ExplainUrgencyRequest>();
  service.Act<v1::UpdateActionPointRequest>();
  service.Read(&ListActionPoints);
}

void FillMeetingService(Service& service) {
  service.Act<v1::CreateMeetingRequest>();
  service.Act<v1::OpenMeetingRequest>();
  service.Act<v1::CloseMeetingRequest>();
  service.Act<v1::AddAgendaItemRequest>();
  service.Act<v1::PullAgendaItemRequest>();
  service.Act<v1::StartAgendaItemRequest>();
  service.Act<v1::CloseAgendaItemRequest>();
  service.Act<v1::AdoptConsentAgendaRequest>();
  service.Act<v1::AttendMeetingRequest>();
  service.Act<v1::RecordAttendanceRequest>();
  service.Act<v1::JoinQueueRequest>();
  service.Act<v1::LeaveQueueRequest>();
  service.Act<v1::CallNextSpeakerRequest>();
  service.Act<v1::StartRoundRequest>();
  service.Act<v1::TakeTemperatureRequest>();
  service.Act<v1::RecordTemperatureRequest>();
  service.Read(&GetMeeting);
  service.Read(&ListMeetings);
}

void FillMirrorService(Service& service) {
  service.Read(&ListBlockLedger);
  service.Read(&ListUrgentLedger);
  service.Read(&GetBalance);
  service.Read(&GetDrift);
  service.Read(&GetCertificate);
}

void FillNeedService(Service& service) {
  service.Look(&ListNeeds);
  service.Look(&ListDue);
  service.Read(&ListNotices);
}

void FillEntryService(Service& service) {
  service.Read(&ListEntries);
  service.Watch(&MakeEntryFeed);
}

void FillRecordService(Service& service) {
  service.Read(&GetCheckpoint);
  service.Read(&GetInclusionProof);
  service.Read(&GetConsistencyProof);
  service.Read(&GetReceipt);
  service.Read(&AddCosignature);
  service.Read(&ListCosignatures);
  service.Watch(&MakeExportFeed);
  service.Read(&EraseText);
}

void FillUnitService(Service& service) {
  service.Act<v1::NameSpokeRequest>();
  service.Act<v1::GiveMandateRequest>();
  service.Act<v1::ConfirmMandateRequest>();
  service.Act<v1::ConfirmUnitsRequest>();
  service.Look(&ListUnits);
  service.Read(&ListMandates);
}

void FillAdviceService(Service& service) {
  service.Act<v1::AskAdviceRequest>();
  service.Act<v1::GiveAdviceRequest>();
}

void FillRuleService(Service& service) {
  service.Look(&ListPresets);
  service.Look(&GetRule);
  service.Look(&DescribeRule);
  service.Look(&EvaluateTally);
}

void FillRuleTrialService(Service& service) { service.Read(&TryRule); }

}  // namespace

std::vector<std::unique_ptr<Service>> MakeServices(Driver& driver, Watches& watches) {
  constexpr std::pair<const char*, void (*)(Service&)> kServices[] = {
      {"assent.v1.AssemblyService", &FillAssemblyService},
      {"assent.v1.MemberService", &FillMemberService},
      {"assent.v1.AccessService", &FillAccessService},
      {"assent.v1.ActService", &FillActService},
      {"assent.v1.ProposalService", &FillProposalService},
      {"assent.v1.AmendmentService", &FillAmendmentService},
      {"assent.v1.ConcernService", &FillConcernService},
      {"assent.v1.PositionService", &FillPositionService},
      {"assent.v1.BlockService", &FillBlockService},
      {"assent.v1.DecisionService", &FillDecisionService},
      {"assent.v1.DecisionMemoryService", &FillDecisionMemoryService},
      {"assent.v1.MeetingService", &FillMeetingService},
      {"assent.v1.MirrorService", &FillMirrorService},
      {"assent.v1.NeedService", &FillNeedService},
      {"assent.v1.EntryService", &FillEntryService},
      {"assent.v1.RecordService", &FillRecordService},
      {"assent.v1.UnitService", &FillUnitService},
      {"assent.v1.AdviceService", &FillAdviceService},
      {"assent.v1.RuleService", &FillRuleService},
      {"assent.v1.RuleTrialService", &FillRuleTrialService},
  };
  std::vector<std::unique_ptr<Service>> services;
  for (const auto& [name, fill] : kServices) {
    services.push_back(std::make_unique<Service>(name, driver, watches));
    fill(*services.back());
  }
  return services;
}

}  // namespace assent::rpc
