#include "assent/v1/advice_service.pb.h"
#include "assent/v1/amendment_service.pb.h"
#include "assent/v1/block_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "server/rpc/fill.h"
#include "server/rpc/handlers/feeds.h"
#include "server/rpc/handlers/reads.h"

namespace assent::rpc {

void FillProposalService(Service& service) {
  service.Act<v1::CreateProposalRequest>();
  service.Act<v1::UpdateDraftRequest>();
  service.Act<v1::SponsorProposalRequest>();
  service.Act<v1::IntroduceProposalRequest>();
  service.Act<v1::OpenDiscussionRequest>();
  service.Act<v1::OpenConcernsRequest>();
  service.Act<v1::CallForConsensusRequest>();
  service.Act<v1::DecideProposalRequest>();
  service.Act<v1::StartPhaseRequest>();
  service.Act<v1::ExtendPhaseRequest>();
  service.Act<v1::RecordMeetingRequest>();
  service.Act<v1::SayPresenceRequest>();
  service.Act<v1::DeclareSenseRequest>();
  service.Act<v1::AppealDeclarationRequest>();
  service.Act<v1::JudgeAppealRequest>();
  service.Act<v1::TakeFacilitationRequest>();
  service.Act<v1::ObjectToFacilitatorRequest>();
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

void FillAdviceService(Service& service) {
  service.Act<v1::AskAdviceRequest>();
  service.Act<v1::GiveAdviceRequest>();
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

}  // namespace assent::rpc
