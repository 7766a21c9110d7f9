#include "server/assembly/answer.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// Whether positions are asked for, or were before it was parked: then an objection
// holds the proposal as a block does, and takes what a block takes.
bool WasCalled(const ProposalState& p) { return p.phase >= 0 && !IsBeforeCall(p); }

absl::Status CheckMayObject(const Act& act, const ProposalState& p) {
  if (!p.electorate_taken) {
    return IsRecused(p, act.actor()) ? error::NotInElectorate() : absl::OkStatus();
  }
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice, VoiceOf(act.state(), p, act.actor_index(), ""));
  return CheckMayHold(act.state(), p, voice);
}

// The voice of whoever holds a concern by an objection or a block; -1: none, or nobody's.
int32_t HoldingVoice(const ProposalState& p, const ConcernRef& ref) {
  const auto block = p.blocks.find(ref.number);
  if (block != p.blocks.end() && IsOpen(block->second)) return block->second.voice;
  const auto voice = p.voice_of.find(ref.concern->holder);
  return voice == p.voice_of.end() ? -1 : voice->second;
}

}  // namespace

absl::StatusOr<v1::RaiseConcernResponse> Decide(Act& act, const v1::RaiseConcernRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                          IntroducedProposal(act, request.parent(), "parent"));
  ASSENT_RETURN_IF_ERROR(CheckText(request.text(), "text", kStatementBounds));
  if (!v1::Concern::Kind_IsValid(request.kind())) return error::ValueInvalid("kind", "unknown");
  if (p->concerns.size() >= kMaxConcerns) return error::TooManyConcerns();
  const v1::Concern::Kind kind =
      request.kind() == v1::Concern::KIND_UNSPECIFIED ? v1::Concern::KIND_CONCERN : request.kind();
  const bool objection = kind == v1::Concern::KIND_OBJECTION;
  if (objection && act.actor().view.guest()) return error::GuestsOnlySpeak();
  if (objection && request.about_process()) {
    return error::ValueInvalid("about_process", "an objection is about what is proposed");
  }
  // Anybody may voice a concern; a hold takes a voice in the decision.
  if (objection) ASSENT_RETURN_IF_ERROR(CheckMayObject(act, *p));
  if (objection && WasCalled(*p)) ASSENT_RETURN_IF_ERROR(CheckBlockTenure(act, *p));
  const int32_t number = static_cast<int32_t>(p->concerns.size()) + 1;
  Event event;
  event::v1::ConcernRaised& raised = *event.mutable_concern_raised();
  raised.set_number(number);
  raised.set_kind(kind);
  raised.set_revision(p->view.revision());
  raised.mutable_text()->set_content(request.text());
  raised.set_about_process(request.about_process());
  act.Emit(p->number, std::move(event));
  if (objection) OnHoldRaised(act, *p);
  return Answer<v1::RaiseConcernResponse>(act, ConcernRef{p, &p->concerns[number - 1], number});
}

namespace {

// What its proposer does not answer, somebody else may.
bool TakesAnswers(const ConcernState& concern) {
  return IsOpen(concern) || concern.view.state() == v1::Concern::STATE_DECLINED;
}

absl::StatusOr<v1::AnswerConcernResponse> Decline(Act& act, const ConcernRef& ref,
                                                  const std::string& reason) {
  if (!IsQuestion(*ref.concern)) return error::NotAQuestion();
  ASSENT_RETURN_IF_ERROR(CheckProposer(act, *ref.proposal));
  if (!IsOpen(*ref.concern)) return error::ConcernClosed();
  Event event;
  event::v1::ConcernMoved& moved = *event.mutable_concern_moved();
  moved.set_number(ref.number);
  moved.set_state(v1::Concern::STATE_DECLINED);
  moved.mutable_text()->set_content(reason);
  act.Emit(ref.proposal->number, std::move(event));
  return Answer<v1::AnswerConcernResponse>(act, ref);
}

}  // namespace

absl::StatusOr<v1::AnswerConcernResponse> Decide(Act& act,
                                                 const v1::AnswerConcernRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const ConcernRef ref, FindConcern(act, request.name()));
  ASSENT_RETURN_IF_ERROR(CheckText(request.text(), "text", kStatementBounds));
  if (request.decline()) return Decline(act, ref, request.text());
  if (!TakesAnswers(*ref.concern)) return error::ConcernClosed();
  if (ref.concern->view.answers_size() >= kMaxAnswers) return error::TooManyAnswers();
  const v1::Phase& phase = BlockPhase(*ref.proposal);
  const bool held = Holds(*ref.concern, phase);
  Event event;
  event::v1::ConcernAnswered& answered = *event.mutable_concern_answered();
  answered.set_number(ref.number);
  answered.mutable_text()->set_content(request.text());
  act.Emit(ref.proposal->number, std::move(event));
  // Where somebody judges, an answer may be all it takes.
  if (held && !Holds(*ref.concern, phase)) OnHoldEnded(act, *ref.proposal);
  return Answer<v1::AnswerConcernResponse>(act, ref);
}

namespace {

// What the holder's position becomes when the block on their concern ends
// with it: carried, they agree with reservations, where the rule knows that.
v1::Stance PositionAfter(const ProposalState& p, v1::Concern::State state) {
  const rules::StanceSet allowed = rules::AllowedStances(p.rule(), BlockPhase(p));
  const bool reserves = state == v1::Concern::STATE_CARRIED && allowed.Has(v1::STANCE_RESERVATIONS);
  return reserves ? v1::STANCE_RESERVATIONS : v1::STANCE_UNSPECIFIED;
}

// The holder ends a concern, and the block that rests on it.
absl::StatusOr<ConcernRef> EndConcern(Act& act, const std::string& name, v1::Concern::State state,
                                      const std::string& text) {
  ASSENT_ASSIGN_OR_RETURN(const ConcernRef ref, FindConcern(act, name));
  ASSENT_RETURN_IF_ERROR(CheckText(text, "text", kReasonBounds));
  if (!IsOpen(*ref.concern)) return error::ConcernClosed();
  const auto block = ref.proposal->blocks.find(ref.number);
  const bool blocks = block != ref.proposal->blocks.end() && IsOpen(block->second);
  const int32_t holder =
      blocks ? AnswererOf(act.state(), *ref.proposal, ref.number) : ref.concern->holder;
  if (holder != act.actor_index()) return error::NotTheHolder();
  if (state == v1::Concern::STATE_CARRIED && IsQuestion(*ref.concern)) {
    return error::QuestionIsNoConcern();
  }
  ProposalState& p = *ref.proposal;
  const bool held = blocks || Holds(*ref.concern, BlockPhase(p));
  if (held) {
    const v1::Stance next = blocks ? PositionAfter(p, state) : v1::STANCE_UNSPECIFIED;
    ASSENT_RETURN_IF_ERROR(CheckMayEndHold(act.state(), p, HoldingVoice(p, ref), next));
  }
  Event event;
  event::v1::ConcernMoved& moved = *event.mutable_concern_moved();
  moved.set_number(ref.number);
  moved.set_state(state);
  if (!text.empty()) moved.mutable_text()->set_content(text);
  act.Emit(p.number, std::move(event));
  if (blocks) {
    MoveBlock(act, p, ref.number, v1::Block::STATE_WITHDRAWN, PositionAfter(p, state), "");
  }
  if (held) OnHoldEnded(act, p);
  return ref;
}

}  // namespace

absl::StatusOr<v1::ResolveConcernResponse> Decide(Act& act,
                                                  const v1::ResolveConcernRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(
      const ConcernRef ref,
      EndConcern(act, request.name(), v1::Concern::STATE_RESOLVED, request.text()));
  return Answer<v1::ResolveConcernResponse>(act, ref);
}

absl::StatusOr<v1::WithdrawConcernResponse> Decide(Act& act,
                                                   const v1::WithdrawConcernRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const ConcernRef ref,
                          EndConcern(act, request.name(), v1::Concern::STATE_WITHDRAWN, ""));
  return Answer<v1::WithdrawConcernResponse>(act, ref);
}

absl::StatusOr<v1::CarryConcernResponse> Decide(Act& act, const v1::CarryConcernRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const ConcernRef ref,
                          EndConcern(act, request.name(), v1::Concern::STATE_CARRIED, ""));
  return Answer<v1::CarryConcernResponse>(act, ref);
}

namespace {

// Anybody may adopt a worry; a hold takes a voice, and a block what any block
// takes.
absl::Status CheckMayAdopt(const Act& act, const ProposalState& p, const ConcernRef& ref,
                           bool blocks) {
  const bool objection = ref.concern->view.kind() == v1::Concern::KIND_OBJECTION;
  if (objection && IsRecused(p, act.actor())) return error::NotInElectorate();
  if (!objection || !p.electorate_taken) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice, VoiceOfActor(act, p));
  ASSENT_RETURN_IF_ERROR(CheckMayHold(act.state(), p, voice));
  if (!blocks) return WasCalled(p) ? CheckBlockTenure(act, p) : absl::OkStatus();
  const int32_t own = p.positions.at(voice).concern;
  if (own != 0 && own != ref.number) return error::AlreadyBlocking(own);
  return CheckBlockTenure(act, p);
}

// The block's times begin anew with its new holder.
void AnswerForBlock(Act& act, ProposalState& p, int32_t number) {
  const v1::BlockPolicy& policy = BlockPhase(p).block();
  if (!policy.has_nag_after() && !policy.has_lapse_after()) return;
  Event event;
  event::v1::BlockerAnswered& answered = *event.mutable_blocker_answered();
  answered.set_concern(number);
  SetBlockTimes(act.now(), policy, answered);
  act.Emit(p.number, std::move(event));
}

}  // namespace

absl::StatusOr<v1::AdoptConcernResponse> Decide(Act& act, const v1::AdoptConcernRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const ConcernRef ref, FindConcern(act, request.name()));
  if (!IsOpen(*ref.concern)) return error::ConcernClosed();
  if (IsQuestion(*ref.concern)) return error::QuestionIsNoConcern();
  // A guest's concern may be anybody's.
  const int32_t holder = ref.concern->holder;
  if (holder >= 0 && !act.state().members[holder].view.guest()) return error::ConcernHeld();
  ProposalState& p = *ref.proposal;
  const auto block = p.blocks.find(ref.number);
  const bool blocks = block != p.blocks.end() && IsOpen(block->second);
  ASSENT_RETURN_IF_ERROR(CheckMayAdopt(act, p, ref, blocks));
  Event event;
  event::v1::ConcernHolderChanged& changed = *event.mutable_concern_holder_changed();
  changed.set_number(ref.number);
  changed.set_holder(act.actor().id);
  act.Emit(p.number, std::move(event));
  if (blocks) AnswerForBlock(act, p, ref.number);
  return Answer<v1::AdoptConcernResponse>(act, ref);
}

}  // namespace assent::assembly
