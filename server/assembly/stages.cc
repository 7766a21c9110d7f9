#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/steering.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// The introduction ends once everybody can know what the text means.
absl::Status CheckQuestions(const ProposalState& p) {
  const int32_t open = FirstOpenQuestion(p);
  const bool introduced = p.view.state() == v1::Proposal::STATE_INTRODUCED;
  return introduced && open != 0 ? error::QuestionsOpen(open) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::OpenDiscussionResponse> Decide(Act& act,
                                                  const v1::OpenDiscussionRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  if (p->view.state() != v1::Proposal::STATE_INTRODUCED) {
    return error::NotInThisState(StateInWords(p->view.state()),
                                 "discussion opens after the introduction");
  }
  ASSENT_RETURN_IF_ERROR(CheckQuestions(*p));
  EnterState(act, *p, v1::Proposal::STATE_DISCUSSION);
  return Answer<v1::OpenDiscussionResponse>(act, *p);
}

absl::StatusOr<v1::OpenConcernsResponse> Decide(Act& act, const v1::OpenConcernsRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  if (p->view.state() != v1::Proposal::STATE_INTRODUCED &&
      p->view.state() != v1::Proposal::STATE_DISCUSSION) {
    return error::NotInThisState(StateInWords(p->view.state()),
                                 "concerns are listed after the discussion");
  }
  ASSENT_RETURN_IF_ERROR(CheckQuestions(*p));
  if (act.now() < p->discussion_min) {
    return error::DiscussionNotOver(TimeInWords(p->discussion_min));
  }
  EnterState(act, *p, v1::Proposal::STATE_CONCERNS);
  return Answer<v1::OpenConcernsResponse>(act, *p);
}

absl::StatusOr<v1::WithdrawProposalResponse> Decide(Act& act,
                                                    const v1::WithdrawProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, OpenProposal(act, request.name(), "name"));
  if (p->view.proposer() != act.actor().view.name()) return error::NotTheProposer();
  if (p->withdraws != absl::InfiniteFuture()) return error::WithdrawalPending();
  if (p->view.state() == v1::Proposal::STATE_PROVISIONAL) {
    return error::NotInThisState(StateInWords(p->view.state()),
                                 "the group has adopted it; raise a hold, or repeal it later");
  }
  const absl::Duration delay = ToDuration(p->rule().amendment().withdrawal_delay());
  if (delay <= absl::ZeroDuration() || p->view.state() == v1::Proposal::STATE_DRAFT) {
    Finish(act, *p, v1::Proposal::STATE_WITHDRAWN, v1::OUTCOME_UNSPECIFIED);
  } else {
    Event event;
    event.mutable_withdrawal_announced()->set_withdraw_time_us(ToMicros(act.now() + delay));
    act.Emit(p->number, std::move(event));
  }
  return Answer<v1::WithdrawProposalResponse>(act, *p);
}

namespace {

bool ProposerHasLeft(const Act& act, const ProposalState& p) {
  const auto found = act.state().member_by_id.find(LastSegment(p.view.proposer()));
  return found != act.state().member_by_id.end() &&
         act.state().members[found->second].view.state() == v1::Member::STATE_LEFT;
}

}  // namespace

absl::StatusOr<v1::TakeOverProposalResponse> Decide(Act& act,
                                                    const v1::TakeOverProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  if (p->withdraws == absl::InfiniteFuture() && !ProposerHasLeft(act, *p)) {
    return error::CannotTakeOver();
  }
  // Whoever brings it could change it and take it back (5 B5).
  ASSENT_RETURN_IF_ERROR(CheckNotSubject(act, *p, act.actor_index()));
  ASSENT_RETURN_IF_ERROR(CheckMaySteer(act.state(), *p, act.actor_index()));
  Event event;
  event.mutable_proposal_taken_over();
  act.Emit(p->number, std::move(event));
  CloseEarly(act, *p);
  return Answer<v1::TakeOverProposalResponse>(act, *p);
}

namespace {

// Transition 30: nobody objects. Whoever has brought it back in this stage does; and
// what cannot wait is not made to.
absl::Status CheckMayPark(const Act& act, const ProposalState& p) {
  if (p.urgent) return error::UrgentNotParked();
  if (p.parking_objector < 0) return absl::OkStatus();
  return error::ParkingObjected(act.state().members[p.parking_objector].view.handle());
}

}  // namespace

absl::StatusOr<v1::TableProposalResponse> Decide(Act& act,
                                                 const v1::TableProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  if (!CheckProposer(act, *p).ok()) ASSENT_RETURN_IF_ERROR(CheckFacilitator(act, *p));
  ASSENT_RETURN_IF_ERROR(CheckText(request.reason(), "reason", kReasonBounds));
  if (!request.has_return_time()) return error::FieldRequired("return_time");
  if (!IsValid(request.return_time())) return error::ReturnTimeInvalid();
  const absl::Time returns = ToTime(request.return_time());
  if (returns <= act.now() || returns > act.now() + kMaxParked) return error::ReturnTimeInvalid();
  if (IsParked(*p) || p->view.state() == v1::Proposal::STATE_PROVISIONAL) {
    return error::NotInThisState(StateInWords(p->view.state()), "bring it back first, or wait");
  }
  ASSENT_RETURN_IF_ERROR(CheckMayPark(act, *p));
  Event event;
  event::v1::StateEntered& entered = *event.mutable_state_entered();
  entered.set_state(request.refer() ? v1::Proposal::STATE_REFERRED : v1::Proposal::STATE_TABLED);
  entered.set_return_time_us(ToMicros(returns));
  if (!request.reason().empty()) entered.mutable_reason()->set_content(request.reason());
  act.Emit(p->number, std::move(event));
  return Answer<v1::TableProposalResponse>(act, *p);
}

absl::StatusOr<v1::ReturnProposalResponse> Decide(Act& act,
                                                  const v1::ReturnProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p, IntroducedProposal(act, request.name(), "name"));
  if (!IsParked(*p)) return error::NotParked();
  ReturnFromPark(act, *p);
  return Answer<v1::ReturnProposalResponse>(act, *p);
}

}  // namespace assent::assembly
