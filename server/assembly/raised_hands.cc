#include "server/assembly/raised_hands.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/elections.h"
#include "server/assembly/errors.h"
#include "server/assembly/errors_elections.h"
#include "server/assembly/errors_presence.h"
#include "server/assembly/hidden.h"
#include "server/assembly/holds.h"
#include "server/assembly/presence.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// F11 of the decision rules, no proxy block without prior concern: nobody blocks in the
// place of somebody who has not said themselves, of this proposal, what is wrong with it.
// Where a block has rested on that before, its holder speaks for it.
absl::Status CheckConcernOf(const ProposalState& p, const v1::Member& member, int32_t number) {
  if (number < 1 || number > static_cast<int32_t>(p.concerns.size()) || p.blocks.contains(number)) {
    return error::RecordedBlock();
  }
  const v1::Concern& concern = p.concerns[number - 1].view;
  const bool theirs = concern.author() == member.name() && concern.holder() == member.name();
  const bool stands = IsOpen(p.concerns[number - 1]) && !concern.hold_ended() &&
                      !IsQuestion(p.concerns[number - 1]);
  return theirs && stands ? absl::OkStatus() : error::RecordedBlock();
}

absl::Status CheckBlock(const Act& act, const ProposalState& p, const v1::RecordedPosition& hand,
                        int32_t member) {
  ASSENT_RETURN_IF_ERROR(CheckText(hand.principle(), "positions.principle", kPrincipleBounds));
  if (hand.stance() != v1::STANCE_BLOCK) {
    const bool extra = hand.concern() != 0 || !hand.principle().empty();
    return extra ? error::ValueInvalid(
                       hand.concern() != 0 ? "positions.concern" : "positions.principle",
                       "it goes with a block")
                 : absl::OkStatus();
  }
  ASSENT_RETURN_IF_ERROR(CheckConcernOf(p, act.state().members[member].view, hand.concern()));
  const bool named = !absl::StripAsciiWhitespace(hand.principle()).empty();
  if (p.rule().positions().principle_required_for_block() && !named) {
    return error::BlockNeedsPrinciple();
  }
  return CheckBlockTenure(act, p, member);
}

// The member and their voice.
absl::StatusOr<RecordedVoice> CheckHand(const Act& act, const ProposalState& p,
                                        const v1::RecordedPosition& hand) {
  ASSENT_RETURN_IF_ERROR(CheckText(hand.reason(), "positions.reason", kReasonBounds));
  ASSENT_ASSIGN_OR_RETURN(const int32_t member, FindMember(act, hand.member(), "positions.member"));
  ASSENT_RETURN_IF_ERROR(CheckRecordable(p, hand.stance()));
  ASSENT_ASSIGN_OR_RETURN(const RecordedVoice whose, CheckMayRecord(act, p, member, hand.stance()));
  ASSENT_RETURN_IF_ERROR(CheckBlock(act, p, hand, member));
  return whose;
}

absl::Status CheckRecording(const Act& act, const ProposalState& p,
                            const v1::RecordPositionsRequest& request) {
  ASSENT_RETURN_IF_ERROR(CheckFacilitator(act, p));
  ASSENT_RETURN_IF_ERROR(CheckAsksForHands(p));
  if (request.positions().empty()) return error::FieldRequired("positions");
  if (request.positions_size() > kMaxRecorded) return error::TooMany("positions", kMaxRecorded);
  if (request.revision() != 0 && request.revision() != p.view.revision()) {
    return error::RevisionMismatch(p.view.revision());
  }
  // domain.md: for a member who is present. Who that is, a record says or the
  // recorder does.
  const bool any_hand =
      std::any_of(request.positions().begin(), request.positions().end(),
                  [](const auto& hand) { return hand.stance() != v1::STANCE_BLOCK; });
  const bool said = !any_hand || p.attendance_kept || request.all_present();
  return said ? absl::OkStatus() : error::PresenceUnsaid();
}

}  // namespace

absl::Status CheckAsksForHands(const ProposalState& p) {
  if (!IsRunning(p)) return error::NotCalled();
  if (p.current_phase().may() == v1::Phase::MAY_HOLDS_ONLY) return error::HoldsOnly();
  if (TakesBallots(p)) {
    return p.current_phase().has_roads() ? error::RankTheRoads() : error::CastABallot();
  }
  return Hides(p) ? error::HandsAreSeen() : absl::OkStatus();
}

absl::Status CheckRecordable(const ProposalState& p, v1::Stance stance) {
  const rules::StanceSet allowed = rules::AllowedStances(p.rule(), p.current_phase());
  const bool may = v1::Stance_IsValid(stance) && allowed.Has(stance);
  return may ? absl::OkStatus() : error::InvalidPosition("positions.stance", StanceInWords(stance));
}

absl::StatusOr<RecordedVoice> CheckMayRecord(const Act& act, const ProposalState& p, int32_t member,
                                             v1::Stance stance) {
  const State& state = act.state();
  const v1::Member& view = state.members[member].view;
  if (!p.voice_of.contains(member)) return error::MemberUnknown("positions.member", view.handle());
  ASSENT_ASSIGN_OR_RETURN(const int32_t voice, VoiceOf(state, p, member, ""));
  if (!IsMandated(state, p, voice, stance)) return error::MandateMissing(UnitOfVoice(p, voice));
  if (view.refuses_recording()) return error::RecordingRefused(view.handle());
  const bool absent = p.attendance_kept && p.attendance.count(member) == 0;
  if (absent && stance != v1::STANCE_BLOCK) {
    return error::NotPresent(view.handle());
  }
  const VoicePosition& position = p.positions.at(voice);
  const bool own =
      position.stance != v1::STANCE_UNSPECIFIED && position.counts && position.recorded_by < 0;
  if (own || position.stance == v1::STANCE_BLOCK) return error::OwnPositionStands(view.handle());
  const auto presence = p.presence.find(member);
  const bool borne_out = presence != p.presence.end() &&
                         IsBorneOut(presence->second, member, act.actor_index(), act.now());
  const bool speaks_alone = stance != v1::STANCE_BLOCK && member != act.actor_index();
  if (speaks_alone && !borne_out) return error::PresenceNotBorneOut(view.handle());
  return RecordedVoice{member, voice};
}

namespace {

event::v1::PositionTaken TakenFor(const Act& act, const ProposalState& p,
                                  const RecordedVoice& whose, v1::Stance stance) {
  event::v1::PositionTaken taken;
  taken.set_stance(stance);
  taken.set_revision(p.view.revision());
  taken.set_revision_commitment(p.revisions.back().commitment());
  taken.set_recorded_for(act.state().members[whose.member].id);
  taken.set_unit(UnitToName(p, whose.member, whose.voice));
  return taken;
}

void RecordBlock(Act& act, ProposalState& p, const RecordedVoice& whose,
                 const v1::RecordedPosition& hand) {
  Event event;
  event::v1::PositionTaken& taken = *event.mutable_position_taken();
  taken = TakenFor(act, p, whose, v1::STANCE_BLOCK);
  taken.set_concern(hand.concern());
  if (!hand.principle().empty()) taken.mutable_principle()->set_content(hand.principle());
  SetBlockTimes(act.now(), BlockPhase(p).block(), taken);
  act.Emit(p.number, std::move(event));
}

}  // namespace

void RecordHand(Act& act, ProposalState& p, const RecordedVoice& whose, v1::Stance stance,
                const std::string& reason) {
  Event event;
  event::v1::PositionTaken& taken = *event.mutable_position_taken();
  taken = TakenFor(act, p, whose, stance);
  taken.set_said_present(!p.attendance_kept);
  if (!reason.empty()) taken.mutable_reason()->set_content(reason);
  act.Emit(p.number, std::move(event));
}

absl::StatusOr<v1::RecordPositionsResponse> Decide(Act& act,
                                                   const v1::RecordPositionsRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                          IntroducedProposal(act, request.parent(), "parent"));
  ASSENT_RETURN_IF_ERROR(CheckRecording(act, *p, request));
  std::vector<RecordedVoice> hands;
  std::set<int32_t> voices;
  for (const v1::RecordedPosition& recorded : request.positions()) {
    ASSENT_ASSIGN_OR_RETURN(const RecordedVoice hand, CheckHand(act, *p, recorded));
    if (!voices.insert(hand.voice).second) {
      return error::ValueInvalid("positions", "one position for each voice");
    }
    hands.push_back(hand);
  }
  v1::RecordPositionsResponse response;
  for (int i = 0; i < request.positions_size(); ++i) {
    const v1::RecordedPosition& hand = request.positions(i);
    if (hand.stance() == v1::STANCE_BLOCK) {
      RecordBlock(act, *p, hands[i], hand);
    } else {
      RecordHand(act, *p, hands[i], hand.stance(), hand.reason());
    }
    *response.add_positions() = *ViewPosition(act.state(), *p, hands[i].voice);
  }
  bool blocks = false;
  for (const v1::RecordedPosition& hand : request.positions()) {
    if (hand.stance() != v1::STANCE_BLOCK) continue;
    AskForTest(act, *p, hand.concern());
    blocks = true;
  }
  if (blocks) OnHoldRaised(act, *p);
  CloseEarly(act, *p);
  response.set_sequence(act.state().sequence);
  return response;
}

namespace {

// Whether positions have closed with an outcome that stands, or stands for now. While
// a late hold is worked on it is looked at when that ends.
bool HasOutcome(const ProposalState& p) {
  if (!p.passed_tally || p.passed_phase < 0) return false;
  if (p.phases(p.passed_phase).has_roads()) return false;  // no hands were counted
  switch (p.view.state()) {
    case v1::Proposal::STATE_PROVISIONAL:
    case v1::Proposal::STATE_ADOPTED:
      return true;
    case v1::Proposal::STATE_CALLED:  // for final comments on what has passed
      return p.current_phase().may() == v1::Phase::MAY_HOLDS_ONLY;
    case v1::Proposal::STATE_REJECTED:
    case v1::Proposal::STATE_LAPSED:  // unless a hold led there, which nobody records
      return !p.stopped_tally;
    default:
      return false;
  }
}

// Whether an outcome is none yet while its phase goes on.
bool Waits(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_NOT_READY || outcome == v1::OUTCOME_NO_QUORUM ||
         outcome == v1::OUTCOME_FACILITATOR_MAY_DECLARE;
}

// Without the struck position, the phase that asked for positions is counted
// again as of its close (transition 37). If that changes the outcome, the
// proposal goes where the new one leads; what came after the close falls.
void WorkOutAgain(Act& act, ProposalState& p) {
  const v1::Tally tally = TallyOfClose(act.state(), p);
  const v1::Outcome before = p.passed_tally->outcome();
  if (tally.outcome() == before) return;
  const bool ended = p.decision.has_value();
  Event event;
  event::v1::OutcomeReached& reached = *event.mutable_outcome_reached();
  reached.set_index(p.passed_phase);
  reached.set_outcome(tally.outcome());
  *reached.mutable_counts() = tally.counts();
  reached.set_revision(p.view.revision());
  reached.set_replaces(before);
  const absl::Time end = p.passed_end;
  act.Emit(p.number, std::move(event));
  // It closed early: what was left of its time is left.
  if (Waits(tally.outcome()) && end > act.event_time()) return GoOn(act, p, p.passed_phase, end);
  if (!Adopts(before) || !Adopts(tally.outcome())) {
    return FollowOutcome(act, p, p.passed_phase, tally.outcome());
  }
  // Adopted either way: only with whose dissent is another matter.
  if (ended) Finish(act, p, v1::Proposal::STATE_ADOPTED, tally.outcome());
}

// The block that was recorded for somebody goes, and leaves what they had raised
// themselves as it was.
void StrikeBlock(Act& act, ProposalState& p, int32_t concern) {
  Event event;
  event::v1::BlockMoved& moved = *event.mutable_block_moved();
  moved.set_concern(concern);
  moved.set_state(v1::Block::STATE_WITHDRAWN);
  moved.set_contested(true);
  act.Emit(p.number, std::move(event));
}

}  // namespace

absl::StatusOr<ProposalState*> ContestableProposal(Act& act, const std::string& name,
                                                   absl::string_view field) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts parts, ParseName(name, kProposalPattern, field));
  const auto found = act.state().proposals.find(parts.number);
  const bool forgotten = found == act.state().proposals.end() && parts.number >= 1 &&
                         parts.number <= act.state().last_proposal;
  if (forgotten) return error::ContestTooLate();
  const bool ended = found != act.state().proposals.end() && found->second.decision;
  if (!ended) {
    ASSENT_RETURN_IF_ERROR(IntroducedProposal(act, name, field).status());
  }
  return &found->second;
}

absl::Status CheckContestable(const Act& act, const ProposalState& p) {
  const bool closed = p.decision || p.view.state() == v1::Proposal::STATE_PROVISIONAL;
  if (closed && act.now() >= ContestableUntil(p)) return error::ContestTooLate();
  // What another decision has ended is not worked out again.
  const auto standing = act.state().standings.find(p.number);
  const bool over = standing != act.state().standings.end() && !standing->second.in_force();
  return over ? error::ContestTooLate() : absl::OkStatus();
}

void AfterContest(Act& act, ProposalState& p, bool hold_fell) {
  const bool passed = HasOutcome(p);
  if (passed) WorkOutAgain(act, p);
  // Stand-asides may hold, too.
  const bool held = p.blocked_in >= 0 || (hold_fell && !passed);
  if (!p.decision && held) OnHoldEnded(act, p);
}

absl::StatusOr<v1::ContestPositionResponse> Decide(Act& act,
                                                   const v1::ContestPositionRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(ProposalState* const p,
                          ContestableProposal(act, request.parent(), "parent"));
  const int32_t voice = RecordedVoiceOf(*p, act.actor_index());
  if (voice < 0) return error::NotInElectorate();
  const VoicePosition& position = p->positions.at(voice);
  if (position.recorded_by < 0 || position.member != act.actor_index()) {
    return error::NotRecorded();
  }
  ASSENT_RETURN_IF_ERROR(CheckContestable(act, *p));
  v1::ContestPositionResponse response;
  *response.mutable_position() = *ViewPosition(act.state(), *p, voice);
  const int32_t blocked_on = position.stance == v1::STANCE_BLOCK ? position.concern : 0;
  Event event;
  event.mutable_position_struck();
  act.Emit(p->number, std::move(event));
  if (blocked_on != 0) StrikeBlock(act, *p, blocked_on);
  AfterContest(act, *p, blocked_on != 0);
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
