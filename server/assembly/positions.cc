#include "server/assembly/positions.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "server/assembly/advance.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/elections.h"
#include "server/assembly/errors_elections.h"
#include "server/assembly/hidden.h"
#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rules/explain.h"

namespace assent::assembly {

using event::v1::Event;

// A voice that several share: the block of one is not for another to end. What a
// spoke said, the unit said: whoever speaks for it today answers for it.
absl::Status CheckOwnBlock(const Act& act, const ProposalState& p, int32_t voice) {
  const VoicePosition& before = p.positions.at(voice);
  const bool others = before.stance == v1::STANCE_BLOCK && before.member != act.actor_index() &&
                      !SpeaksThroughSpoke(p, voice);
  return others ? error::NotTheHolder() : absl::OkStatus();
}

// Whoever changes their block into another position ends it; the concern under
// it is carried where the new position keeps it on record, else taken back.
void EndOwnBlock(Act& act, ProposalState& p, int32_t voice, v1::Stance next) {
  const VoicePosition position = p.positions.at(voice);
  if (position.stance != v1::STANCE_BLOCK) return;
  const bool keeps = next == v1::STANCE_RESERVATIONS || next == v1::STANCE_STAND_ASIDE ||
                     next == v1::STANCE_DISAGREE;
  MoveBlock(act, p, position.concern, v1::Block::STATE_WITHDRAWN, v1::STANCE_UNSPECIFIED, "");
  if (!IsOpen(p.concerns[position.concern - 1])) return;
  Event event;
  event::v1::ConcernMoved& moved = *event.mutable_concern_moved();
  moved.set_number(position.concern);
  moved.set_state(keeps ? v1::Concern::STATE_CARRIED : v1::Concern::STATE_WITHDRAWN);
  act.Emit(p.number, std::move(event));
}

namespace {

// Whether only holds may be raised or ended now. On a text that has changed
// since it was blocked everybody may speak again.
bool HoldsOnly(const ProposalState& p) {
  if (p.view.state() == v1::Proposal::STATE_BLOCKED) {
    return p.blocked_revision == p.view.revision();
  }
  return p.current_phase().may() == v1::Phase::MAY_HOLDS_ONLY;
}

// While a block is being resolved, members answer as in the phase in which it
// was raised.
const v1::Phase& AskingPhase(const ProposalState& p) { return p.phases(DecidingPhase(p)); }

absl::Status CheckStance(const ProposalState& p, v1::Stance stance) {
  const rules::StanceSet allowed = rules::AllowedStances(p.rule(), AskingPhase(p));
  if (stance == v1::STANCE_UNSPECIFIED || !v1::Stance_IsValid(stance)) {
    return error::InvalidPosition("stance", StanceInWords(stance));
  }
  if (TakesBallots(p) && p.current_phase().has_roads()) return error::RankTheRoads();
  const bool beside = stance == v1::STANCE_BLOCK || stance == v1::STANCE_STAND_ASIDE ||
                      stance == v1::STANCE_MORE_DISCUSSION;
  if (TakesBallots(p) && !beside) return error::CastABallot();
  const bool hold_in_window = HoldsOnly(p) && stance == v1::STANCE_BLOCK;
  return allowed.Has(stance) || hold_in_window
             ? absl::OkStatus()
             : error::InvalidPosition("stance", StanceInWords(stance));
}

absl::Status CheckReason(const ProposalState& p, v1::Stance stance, const std::string& reason,
                         absl::string_view field) {
  ASSENT_RETURN_IF_ERROR(CheckText(reason, field, kReasonBounds));
  const auto& required = p.rule().positions().reason_required();
  // A counter-proposal that a rule asks of a block at once is given in its words.
  const bool counters =
      stance == v1::STANCE_BLOCK && AskingPhase(p).block().duty().counter_proposal();
  const bool needed =
      counters || std::find(required.begin(), required.end(), stance) != required.end();
  const bool given = !absl::StripAsciiWhitespace(reason).empty();
  return needed && !given ? error::ReasonRequired(field) : absl::OkStatus();
}

absl::Status CheckRevision(const ProposalState& p, int32_t revision) {
  if (revision == 0 || revision == p.view.revision()) return absl::OkStatus();
  return error::RevisionMismatch(p.view.revision());
}

// What may end a block by itself has still to come.
absl::Status CheckRelease(const Act& act, const ProposalState& p, const v1::ReleaseWhen& when) {
  const auto invalid = [](absl::string_view why) {
    return error::ValueInvalid("release_when", why);
  };
  switch (when.when_case()) {
    case v1::ReleaseWhen::kProposalAdopted: {
      ASSENT_ASSIGN_OR_RETURN(const NameParts parts,
                              ParseName(when.proposal_adopted(), kProposalPattern, "release_when"));
      const auto other = act.state().proposals.find(parts.number);
      const bool open = parts.assembly == act.state().id && parts.number != p.number &&
                        other != act.state().proposals.end() && !other->second.decision &&
                        other->second.view.state() != v1::Proposal::STATE_DRAFT;
      return open ? absl::OkStatus() : invalid("name another proposal that is open");
    }
    case v1::ReleaseWhen::kAmendmentTaken: {
      const int32_t number = when.amendment_taken();
      if (number < 1 || number > static_cast<int32_t>(p.amendments.size())) {
        return error::AmendmentNotFound();
      }
      return IsOpen(p.amendments[number - 1]) ? absl::OkStatus() : error::AmendmentClosed();
    }
    case v1::ReleaseWhen::kConcernSettled: {
      const int32_t number = when.concern_settled();
      if (number < 1 || number > static_cast<int32_t>(p.concerns.size())) {
        return error::ConcernNotFound();
      }
      if (IsQuestion(p.concerns[number - 1])) return error::QuestionIsNoConcern();
      return IsOpen(p.concerns[number - 1]) ? absl::OkStatus() : error::ConcernClosed();
    }
    case v1::ReleaseWhen::kTime:
      return IsValid(when.time()) && ToTime(when.time()) > act.now()
                 ? absl::OkStatus()
                 : invalid("name a moment that lies ahead");
    default:
      return invalid("say what ends the block");
  }
}

absl::Status CheckConditions(const Act& act, const ProposalState& p,
                             const v1::TakePositionRequest& request) {
  const bool conditional = !request.release_condition().empty() || request.has_release_when();
  if (conditional && !AskingPhase(p).block().conditional_release()) {
    return error::NoConditionalRelease();
  }
  return request.has_release_when() ? CheckRelease(act, p, request.release_when())
                                    : absl::OkStatus();
}

// Whether it went with a block on it, and may be blocked over again.
bool WasTakenBack(const ConcernState& concern) {
  return concern.view.block() && concern.view.state() == v1::Concern::STATE_WITHDRAWN;
}

absl::Status CheckBlock(const Act& act, const ProposalState& p,
                        const v1::TakePositionRequest& request) {
  ASSENT_RETURN_IF_ERROR(CheckText(request.principle(), "principle", kPrincipleBounds));
  ASSENT_RETURN_IF_ERROR(
      CheckText(request.release_condition(), "release_condition", kPrincipleBounds));
  if (request.stance() != v1::STANCE_BLOCK) {
    const char* const extra = !request.principle().empty()           ? "principle"
                              : !request.release_condition().empty() ? "release_condition"
                              : request.has_release_when()           ? "release_when"
                              : request.concern() != 0               ? "concern"
                                                                     : nullptr;
    return extra == nullptr ? absl::OkStatus() : error::ValueInvalid(extra, "it goes with a block");
  }
  const bool named = !absl::StripAsciiWhitespace(request.principle()).empty();
  if (p.rule().positions().principle_required_for_block() && !named) {
    return error::BlockNeedsPrinciple();
  }
  ASSENT_RETURN_IF_ERROR(CheckConditions(act, p, request));
  if (request.concern() != 0) {
    const bool there =
        request.concern() >= 1 && request.concern() <= static_cast<int32_t>(p.concerns.size());
    if (!there) return error::ConcernNotFound();
    const ConcernState& concern = p.concerns[request.concern() - 1];
    if (concern.holder != act.actor_index()) return error::NotTheHolder();
    if (!IsOpen(concern) && !WasTakenBack(concern)) return error::ConcernClosed();
    if (IsQuestion(concern)) return error::QuestionIsNoConcern();
  } else if (p.concerns.size() >= kMaxConcerns) {
    return error::TooManyConcerns();
  }
  return CheckBlockTenure(act, p);
}

absl::Status CheckProcess(const ProposalState& p, const v1::TakePositionRequest& request) {
  if (request.about_process() && request.stance() != v1::STANCE_STAND_ASIDE) {
    return error::ValueInvalid("about_process", "it goes with a stand-aside");
  }
  if (request.about_process() && Hides(p)) {
    return error::ValueInvalid("about_process",
                               "positions are hidden until the close, and it would show yours");
  }
  return absl::OkStatus();
}

absl::Status CheckPosition(const Act& act, const ProposalState& p, int32_t voice,
                           const v1::TakePositionRequest& request) {
  ASSENT_RETURN_IF_ERROR(CheckProcess(p, request));
  ASSENT_RETURN_IF_ERROR(CheckStance(p, request.stance()));
  if (!IsMandated(act.state(), p, voice, request.stance())) {
    return error::MandateMissing(UnitOfVoice(p, voice));
  }
  const bool on_concern = request.stance() == v1::STANCE_BLOCK && request.concern() != 0;
  if (!on_concern) {
    ASSENT_RETURN_IF_ERROR(CheckReason(p, request.stance(), request.reason(), "reason"));
  }
  ASSENT_RETURN_IF_ERROR(CheckBlock(act, p, request));
  const VoicePosition& before = p.positions.at(voice);
  const bool blocked = before.stance == v1::STANCE_BLOCK;
  ASSENT_RETURN_IF_ERROR(CheckOwnBlock(act, p, voice));
  if (blocked && request.stance() == v1::STANCE_BLOCK) {
    return error::AlreadyBlocking(before.concern);
  }
  if (HoldsOnly(p) && request.stance() != v1::STANCE_BLOCK && !blocked) return error::HoldsOnly();
  return absl::OkStatus();
}

// The concern that a new block rests on: the blocker's own, or a new one.
int32_t ConcernOfBlock(Act& act, ProposalState& p, const v1::TakePositionRequest& request) {
  if (request.concern() != 0) {
    if (!IsOpen(p.concerns[request.concern() - 1])) {
      Event again;
      again.mutable_concern_moved()->set_number(request.concern());
      again.mutable_concern_moved()->set_state(v1::Concern::STATE_OPEN);
      act.Emit(p.number, std::move(again));
    }
    return request.concern();
  }
  Event event;
  event::v1::ConcernRaised& raised = *event.mutable_concern_raised();
  raised.set_number(static_cast<int32_t>(p.concerns.size()) + 1);
  raised.set_kind(v1::Concern::KIND_OBJECTION);
  raised.set_revision(p.view.revision());
  if (!request.reason().empty()) raised.mutable_text()->set_content(request.reason());
  act.Emit(p.number, std::move(event));
  return static_cast<int32_t>(p.concerns.size());
}

void AddBlock(Act& act, ProposalState& p, const v1::TakePositionRequest& request,
              event::v1::PositionTaken& taken) {
  taken.set_concern(ConcernOfBlock(act, p, request));
  taken.clear_reason();  // the concern has it
  if (!request.principle().empty()) taken.mutable_principle()->set_content(request.principle());
  if (!request.release_condition().empty()) {
    taken.mutable_release_condition()->set_content(request.release_condition());
  }
  const v1::ReleaseWhen& when = request.release_when();
  int32_t released_by = 0;
  if (absl::SimpleAtoi(LastSegment(when.proposal_adopted()), &released_by)) {
    taken.set_release_proposal(released_by);
  }
  taken.set_release_amendment(when.amendment_taken());
  taken.set_release_concern(when.concern_settled());
  if (when.has_time()) taken.set_release_time_us(ToMicros(ToTime(when.time())));
  SetBlockTimes(act.now(), AskingPhase(p).block(), taken);
}

}  // namespace

absl::StatusOr<v1::TakePositionResponse> Decide(Act& act, const v1::TakePositionRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                          IntroducedProposal(act, request.parent(), "parent"));
  if (request.in_advance()) {
    ASSENT_RETURN_IF_ERROR(CheckRevision(*p, request.revision()));
    ASSENT_RETURN_IF_ERROR(CheckProcess(*p, request));
    if (request.stance() != v1::STANCE_BLOCK) ASSENT_RETURN_IF_ERROR(CheckBlock(act, *p, request));
    return LeaveInAdvance(act, *p, request);
  }
  if (!TakesPositions(*p)) return error::NotCalled();
  ASSENT_RETURN_IF_ERROR(CheckRevision(*p, request.revision()));
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice,
                          VoiceOf(act.state(), *p, act.actor_index(), request.unit()));
  ASSENT_RETURN_IF_ERROR(CheckPosition(act, *p, voice, request));
  const bool had_block = p->positions.at(voice).stance == v1::STANCE_BLOCK;
  const bool blocks = request.stance() == v1::STANCE_BLOCK;

  const bool hidden = Hides(*p) && !blocks;
  // Whether the concern under a block is carried would tell what takes its place.
  EndOwnBlock(act, *p, voice, hidden ? v1::STANCE_UNSPECIFIED : request.stance());
  Event event;
  event::v1::PositionTaken& taken = *event.mutable_position_taken();
  if (hidden) {
    taken.mutable_hidden_stance()->set_content(HiddenStance(request.stance()));
  } else {
    taken.set_stance(request.stance());
  }
  taken.set_revision(p->view.revision());
  taken.set_revision_commitment(p->revisions.back().commitment());
  taken.set_unit(UnitToName(*p, act.actor_index(), voice));
  if (!request.reason().empty()) taken.mutable_reason()->set_content(request.reason());
  taken.set_about_process(request.about_process());
  if (blocks) AddBlock(act, *p, request, taken);
  act.Emit(p->number, std::move(event));

  v1::TakePositionResponse response;
  *response.mutable_position() = *ViewPosition(act.state(), *p, voice);
  if (hidden) {
    response.mutable_position()->set_stance(request.stance());
    response.mutable_position()->set_reason(request.reason());
  }
  if (blocks) {
    AskForTest(act, *p, static_cast<int32_t>(response.position().concern()));
    OnHoldRaised(act, *p);
    CloseEarly(act, *p);  // one that is tolerated may be the last word
  } else if (had_block || p->blocked_in >= 0) {
    OnHoldEnded(act, *p);  // stand-asides may hold, too
  } else {
    CloseEarly(act, *p);
  }
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::WithdrawPositionResponse> Decide(Act& act,
                                                    const v1::WithdrawPositionRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                          IntroducedProposal(act, request.parent(), "parent"));
  if (IsBeforeCall(*p) && p->advance.count(act.actor_index()) > 0) return TakeBackAdvance(act, *p);
  if (!TakesPositions(*p)) return error::NotCalled();
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice,
                          VoiceOf(act.state(), *p, act.actor_index(), request.unit()));
  const std::optional<v1::Position> position = ViewPosition(act.state(), *p, voice);
  if (!position) return error::NoPosition();
  const bool had_block = position->stance() == v1::STANCE_BLOCK;
  ASSENT_RETURN_IF_ERROR(CheckOwnBlock(act, *p, voice));
  if (HoldsOnly(*p) && !had_block) return error::HoldsOnly();
  if (had_block) {
    ASSENT_RETURN_IF_ERROR(CheckMayEndHold(act.state(), *p, voice, v1::STANCE_UNSPECIFIED));
  }
  EndOwnBlock(act, *p, voice, v1::STANCE_UNSPECIFIED);
  Event event;
  event.mutable_position_withdrawn()->set_unit(UnitToName(*p, act.actor_index(), voice));
  act.Emit(p->number, std::move(event));
  if (had_block || p->blocked_in >= 0) OnHoldEnded(act, *p);
  v1::WithdrawPositionResponse response;
  *response.mutable_position() = *position;
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
