#include "server/assembly/road.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "server/assembly/change_awaited.h"
#include "server/assembly/effects.h"
#include "server/assembly/elections.h"
#include "server/assembly/hidden.h"
#include "server/assembly/holds.h"
#include "server/assembly/rivals.h"
#include "server/assembly/roads.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"

namespace assent::assembly {

using event::v1::Event;

bool IsRunning(const ProposalState& p) {
  switch (p.view.state()) {
    case v1::Proposal::STATE_CALLED:
    case v1::Proposal::STATE_FALLBACK:
    case v1::Proposal::STATE_PROVISIONAL:
    case v1::Proposal::STATE_RESOLVING:
      return true;
    default:
      return false;
  }
}

bool TakesPositions(const ProposalState& p) {
  return IsRunning(p) || p.view.state() == v1::Proposal::STATE_BLOCKED;
}

event::v1::Electorate ElectorateNow(const State& state, const v1::DecisionRule& rule,
                                    const std::string& subject, absl::Time now) {
  event::v1::Electorate taken;
  const v1::Electorate& electorate = rule.electorate();
  const auto exclude = [&](const std::string& member, event::v1::Exclusion::Reason reason) {
    event::v1::Exclusion& exclusion = *taken.add_exclusions();
    exclusion.set_member(member);
    exclusion.set_reason(reason);
  };
  // Of a unit it takes one who is active.
  const bool leaves_out = electorate.basis() == v1::Electorate::BASIS_ACTIVE ||
                          electorate.basis() == v1::Electorate::BASIS_UNITS;
  absl::flat_hash_set<std::string> voices;
  std::vector<std::string> inactive;
  std::vector<std::string> unitless;
  for (const Member& member : state.members) {
    if (!IsMember(member)) continue;
    if (electorate.recuse_subject() && member.id == subject) {
      exclude(member.id, event::v1::Exclusion::REASON_SUBJECT);
    } else if (leaves_out && !IsActive(member, electorate, now)) {
      inactive.push_back(member.id);
    } else {
      const std::vector<std::string> names = VoiceNames(rule, member);
      for (const std::string& voice : names) voices.insert(voice);
      if (names.empty()) unitless.push_back(member.id);
    }
  }
  // They have no voice whether they are named here or not: the rule says so.
  if (unitless.size() > kMaxNamedExclusions) unitless.clear();
  for (const std::string& member : unitless) {
    exclude(member, event::v1::Exclusion::REASON_NO_UNIT);
  }
  if (inactive.size() > kMaxNamedExclusions) inactive.assign(1, "");  // all for whom that holds
  for (const std::string& member : inactive) {
    exclude(member, event::v1::Exclusion::REASON_INACTIVE);
  }
  taken.set_size(static_cast<int64_t>(voices.size()));
  return taken;
}

absl::Time After(Act& act, absl::Time start, absl::Duration duration,
                 v1::PhaseTime::Calendar calendar) {
  const std::string& name = act.state().view.charter().time_zone();
  // A zone that the machine no longer knows is none to stop at.
  const absl::TimeZone zone = act.notary().FindZone(name).value_or(absl::UTCTimeZone());
  return After(start, duration, calendar, zone);
}

namespace {

// When phase `index` ends if it starts now; infinite: when somebody asks. Resolving
// that goes on with the same text has what was left of its time, and what was decided
// urgently keeps its date.
absl::Time EndOf(Act& act, const ProposalState& p, int32_t index, bool restart) {
  const v1::PhaseTime& time = p.phases(index).time();
  if (restart && p.phases(index).kind() == v1::Phase::KIND_RATIFY) {
    return std::max(p.ratify_by, act.event_time());
  }
  if (ResolvesOn(p, index)) return act.event_time() + p.resolving_left;
  if (!time.has_max()) return absl::InfiniteFuture();
  return After(act, act.event_time(), ToDuration(time.max()), time.calendar());
}

}  // namespace

void StartPhase(Act& act, ProposalState& p, int32_t index, bool restart) {
  const v1::PhaseTime& time = p.phases(index).time();
  const absl::Time now = act.event_time();
  Event event;
  event::v1::PhaseStarted& started = *event.mutable_phase_started();
  started.set_index(index);
  started.set_restart(restart);
  if (time.has_min()) {
    started.set_min_time_us(ToMicros(After(act, now, ToDuration(time.min()), time.calendar())));
  }
  started.set_end_time_us(ToMicros(EndOf(act, p, index, restart)));
  const bool at_call =
      IsBeforeCall(p) && p.rule().electorate().snapshot() == v1::Electorate::SNAPSHOT_AT_CALL;
  if (!p.electorate_taken || at_call) {
    *started.mutable_electorate() = ElectorateNow(act.state(), p.rule(), SubjectOf(p.view), now);
  }
  act.Emit(p.number, std::move(event));
  const bool rivals = CountsRivals(p, p.current_phase());
  const bool roads = p.current_phase().has_roads();
  const bool asks = Chooses(p.view.kind()) && AsksForBallots(p.current_phase());
  if ((asks || rivals || roads) && (!restart || p.ballots_opened == 0)) {
    if (rivals) StandRivals(act, p);
    if (roads) StandRoads(act, p);
    OpenBallots(act, p);
  }
  CloseEarly(act, p);
}

void GoOn(Act& act, ProposalState& p, int32_t index, absl::Time end) {
  Event event;
  event::v1::PhaseStarted& started = *event.mutable_phase_started();
  started.set_index(index);
  started.set_restart(true);
  started.set_end_time_us(ToMicros(end));
  act.Emit(p.number, std::move(event));
  CloseEarly(act, p);
}

void EnterState(Act& act, ProposalState& p, v1::Proposal::State state) {
  Event event;
  event.mutable_state_entered()->set_state(state);
  act.Emit(p.number, std::move(event));
}

namespace {

int32_t PhaseByName(const ProposalState& p, const std::string& name) {
  for (int32_t i = 0; i < p.phases().size(); ++i) {
    if (p.phases(i).name() == name) return i;
  }
  return -1;
}

// The question has to have failed once before the phase that it leads to is
// for it; the first time the proposal is tabled, and then asked again.
bool TooEarlyFor(const v1::Phase& phase, const ProposalState& p) {
  if (phase.start() != v1::Phase::START_SECOND_TIME_ONLY) return false;
  const auto failures = p.failures.find(p.phase);
  return failures == p.failures.end() || failures->second < 2;
}

// Whether a block on one and the same concern stopped every call before the
// phase that only such a deadlock leads to.
bool IsDeadlock(const ProposalState& p, int32_t index) {
  std::set<int32_t> same;
  for (int32_t i = 0, calls = 0; i < index; ++i) {
    if (p.phases(i).kind() != v1::Phase::KIND_CALL) continue;
    const auto stopped = p.stopped_by.find(i);
    if (stopped == p.stopped_by.end()) return false;
    if (calls++ == 0) {
      same = stopped->second;
      continue;
    }
    std::set<int32_t> both;
    std::set_intersection(same.begin(), same.end(), stopped->second.begin(), stopped->second.end(),
                          std::inserter(both, both.end()));
    same = std::move(both);
  }
  return !same.empty();
}

bool StartsByItself(const v1::Phase& phase) {
  return phase.start() == v1::Phase::START_UNSPECIFIED || phase.start() == v1::Phase::START_AUTO ||
         phase.start() == v1::Phase::START_SECOND_TIME_ONLY;
}

// The phase waits for somebody to start it. A vote on that lasts as long as the first
// call; without enough voices by then, the old decision stands.
void AwaitStart(Act& act, ProposalState& p, int32_t index) {
  if (p.view.state() != v1::Proposal::STATE_BLOCKED) {
    EnterState(act, p, v1::Proposal::STATE_BLOCKED);
  }
  Event event;
  event::v1::PhaseStartSupported& supported = *event.mutable_phase_start_supported();
  supported.set_index(index);
  if (p.phases(index).start() == v1::Phase::START_VOTE) {
    const v1::PhaseTime& call = p.phases(0).time();
    const absl::Duration length = call.has_max() ? ToDuration(call.max()) : kDefaultStartVote;
    supported.set_end_time_us(ToMicros(After(act, act.event_time(), length, call.calendar())));
  }
  const AsRule as_rule(act, act.event_time());  // startable, and no voice counted yet
  act.Emit(p.number, std::move(event));
}

void Park(Act& act, ProposalState& p, const v1::Next& next) {
  const absl::Duration after =
      next.has_return_after() ? ToDuration(next.return_after()) : kDefaultParked;
  Event event;
  event::v1::StateEntered& entered = *event.mutable_state_entered();
  entered.set_state(v1::Proposal::STATE_TABLED);
  entered.set_return_time_us(ToMicros(act.event_time() + after));
  act.Emit(p.number, std::move(event));
}

void FollowEnding(Act& act, ProposalState& p, const v1::Next& next, v1::Outcome outcome) {
  switch (next.ending()) {
    case v1::Next::ENDING_ADOPTED:
      return Finish(act, p, v1::Proposal::STATE_ADOPTED, outcome);
    case v1::Next::ENDING_REJECTED:
      return Finish(act, p, v1::Proposal::STATE_REJECTED, outcome);
    case v1::Next::ENDING_LAPSED:
      return Finish(act, p, v1::Proposal::STATE_LAPSED, outcome);
    case v1::Next::ENDING_EXPIRED:
      return Finish(act, p, v1::Proposal::STATE_EXPIRED, outcome);
    case v1::Next::ENDING_TABLED:
      return Park(act, p, next);
    case v1::Next::ENDING_DISCUSSION:
      return ReturnTo(act, p, v1::Proposal::STATE_DISCUSSION);
    default:
      break;  // waits: a blocked proposal in BLOCKED, any other in its phase, now without end
  }
}

}  // namespace

void FollowNext(Act& act, ProposalState& p, const v1::Next& next, v1::Outcome outcome) {
  const int32_t index = next.phase().empty() ? -1 : PhaseByName(p, next.phase());
  if (index < 0) return FollowEnding(act, p, next, outcome);
  if (TooEarlyFor(p.phases(index), p)) return Park(act, p, v1::Next());
  if (p.phases(index).start_same_concern_only() && !IsDeadlock(p, index)) {
    return ReturnTo(act, p, v1::Proposal::STATE_DISCUSSION);
  }
  if (!StartsByItself(p.phases(index))) return AwaitStart(act, p, index);
  StartPhase(act, p, index, /*restart=*/false);
}

namespace {

// Whether it was tabled for want of a quorum before: that carries it over once.
bool CarriedOver(const ProposalState& p, int32_t index) {
  if (p.phases(index).on_deadline().ending() != v1::Next::ENDING_TABLED) return false;
  const auto times = p.without_quorum.find(index);
  return times != p.without_quorum.end() && times->second > 1;
}

// Whether there is something to do about what stops a phase, before it ends.
bool LeadsToResolving(const v1::Next& next) {
  return !next.phase().empty() || next.ending() == v1::Next::ENDING_DISCUSSION ||
         next.ending() == v1::Next::ENDING_TABLED;
}

}  // namespace

void FollowOutcome(Act& act, ProposalState& p, int32_t index, v1::Outcome outcome) {
  const v1::Phase& phase = p.phases(index);
  switch (outcome) {
    case v1::OUTCOME_ADOPTED:
    case v1::OUTCOME_ADOPTED_WITH_DISSENT:
      return FollowNext(act, p, phase.on_pass(), outcome);
    case v1::OUTCOME_BLOCKED:
      return FollowNext(act, p, phase.on_blocked(), outcome);
    case v1::OUTCOME_RETURN_TO_DISCUSSION:
      return ReturnTo(act, p, v1::Proposal::STATE_DISCUSSION);
    case v1::OUTCOME_ROAD_CHOSEN:
      return FollowNext(act, p, ChosenRoad(p, phase)->next(), outcome);
    case v1::OUTCOME_NO_QUORUM:
      if (CarriedOver(p, index)) return Finish(act, p, v1::Proposal::STATE_LAPSED, outcome);
      return FollowNext(act, p, phase.on_deadline(), outcome);
    case v1::OUTCOME_NOT_READY:
    case v1::OUTCOME_FACILITATOR_MAY_DECLARE:
      return FollowNext(act, p, phase.on_deadline(), outcome);
    default:
      return FollowNext(act, p, phase.on_fail(), outcome);
  }
}

namespace {

void RecordOutcome(Act& act, ProposalState& p, const ProposalEvaluation& evaluation) {
  const v1::Tally tally = evaluation.ToTally("");
  const int32_t index = evaluation.phase();
  Event event;
  event::v1::OutcomeReached& reached = *event.mutable_outcome_reached();
  reached.set_index(index);
  reached.set_outcome(tally.outcome());
  *reached.mutable_counts() = tally.counts();
  reached.set_revision(p.view.revision());
  act.Emit(p.number, std::move(event));
  // An objection is worked on as a block is.
  const v1::Next& blocked = p.phases(index).on_blocked();
  if (evaluation.stopped_by_objections() && LeadsToResolving(blocked)) {
    EnterState(act, p, v1::Proposal::STATE_BLOCKED);
    return FollowNext(act, p, blocked, v1::OUTCOME_BLOCKED);
  }
  FollowOutcome(act, p, index, tally.outcome());
}

}  // namespace

void ClosePhase(Act& act, ProposalState& p, const ProposalEvaluation& evaluation) {
  OpenHidden(act, p);
  if (!AwaitsCount(p)) return RecordOutcome(act, p, evaluation);
  CountAtClose(act, p);
  RecordOutcome(act, p,
                ProposalEvaluation(act.state(), p, evaluation.phase(), evaluation.now(),
                                   evaluation.min_time()));
}

void ReturnTo(Act& act, ProposalState& p, v1::Proposal::State state) {
  Event event;
  event::v1::StateEntered& entered = *event.mutable_state_entered();
  entered.set_state(state);
  if (p.rule().discussion().has_max()) {
    const absl::Time fresh = act.event_time() + ToDuration(p.rule().discussion().max());
    entered.set_discussion_end_time_us(ToMicros(fresh));
  }
  act.Emit(p.number, std::move(event));
}

namespace {

// Whether a hold was given up on the way (Rust RFC 3392: then the evaluation comes
// sooner).
bool HoldWasGivenUp(const ProposalState& p) {
  const bool block = std::any_of(p.blocks.begin(), p.blocks.end(), [](const auto& entry) {
    const v1::Block::State state = entry.second.view.state();
    return state == v1::Block::STATE_WITHDRAWN || state == v1::Block::STATE_RELEASED;
  });
  return block || std::any_of(p.concerns.begin(), p.concerns.end(), [](const ConcernState& c) {
           return c.view.kind() == v1::Concern::KIND_OBJECTION &&
                  (c.view.state() == v1::Concern::STATE_RESOLVED ||
                   c.view.state() == v1::Concern::STATE_WITHDRAWN);
         });
}

}  // namespace

// When a decision that takes effect now is looked at again, and when it ends.
void SetReview(const ProposalState& p, absl::Time now, event::v1::DecisionMade& made) {
  const v1::ReviewPolicy& review = p.rule().review();
  const bool dissent = HasDissent(p) || !SustainedObjections(p).empty();
  if ((dissent || HoldWasGivenUp(p)) && review.has_after_if_dissent()) {
    made.set_review_time_us(ToMicros(now + ToDuration(review.after_if_dissent())));
  } else if (review.has_after()) {
    made.set_review_time_us(ToMicros(now + ToDuration(review.after())));
  }
  if (review.has_sunset()) made.set_sunset_time_us(ToMicros(now + ToDuration(review.sunset())));
}

void Finish(Act& act, ProposalState& p, v1::Proposal::State state, v1::Outcome outcome) {
  const v1::Tally* const tally = TallyFor(p, outcome);
  // A sense that was declared has put the outcome that it stands for on record.
  const bool declared = outcome == v1::OUTCOME_FACILITATOR_MAY_DECLARE && tally != nullptr &&
                        tally->outcome() != v1::OUTCOME_FACILITATOR_MAY_DECLARE;
  const bool adopted = state == v1::Proposal::STATE_ADOPTED;
  const bool acts = adopted && HasEffects(p.view);
  // Hands that others recorded may still be contested and a declaration appealed:
  // what cannot be taken back waits for that.
  absl::Time settled = std::max(ContestableUntil(p), p.appeal_until);
  if (p.appeal) settled = std::max(settled, p.appeal->settles);
  const bool later = acts && settled > act.event_time();
  Event event;
  event::v1::DecisionMade& made = *event.mutable_decision_made();
  made.set_state(state);
  made.set_outcome(declared ? tally->outcome() : outcome);
  made.set_declared(declared);
  made.set_phase_index(p.phase);
  if (tally != nullptr) *made.mutable_counts() = tally->counts();
  made.set_revision(p.view.revision());
  made.set_revision_commitment(p.revisions.back().commitment());
  if (adopted) SetReview(p, act.event_time(), made);
  if (later) made.set_effect_time_us(ToMicros(settled));
  act.Emit(p.number, std::move(event));
  if (acts && !later) CarryOut(act, p);
}

namespace {

bool AnythingHolds(const ProposalState& p) {
  for (const auto& [number, block] : p.blocks) {
    if (IsOpen(block)) return true;
  }
  for (const ConcernState& concern : p.concerns) {
    if (Holds(concern, p.current_phase())) return true;
  }
  return false;
}

}  // namespace

bool AllAnswered(const ProposalState& p) {
  // Whoever blocks goes on blocking, and has yet to rank the roads.
  const bool roads = IsRunning(p) && p.current_phase().has_roads();
  const auto answered = roads ? static_cast<int64_t>(p.ballots.size()) : p.positions.answered();
  return answered > 0 && answered >= p.view.electorate_size();
}

void CloseEarly(Act& act, ProposalState& p) {
  if (!IsRunning(p) || p.current_phase().kind() == v1::Phase::KIND_RESOLVING ||
      p.withdraws != absl::InfiniteFuture() || ChangeAwaited(p, act.event_time()).number != 0) {
    return;
  }
  const v1::PhaseTime& time = p.current_phase().time();
  // Where positions are hidden, closing as soon as it passes would tell what was said.
  const bool concealed = p.hides || AwaitsCount(p);
  const bool when_passed = time.close_early_when_passed() && !concealed;
  const bool when_answered =
      time.close_early_when_all_answered() || (time.close_early_when_passed() && concealed);
  // A hold is about the text, not about how to go on.
  const bool held = !p.current_phase().has_roads() && AnythingHolds(p);
  const bool answered = when_answered && AllAnswered(p) && !held;
  if (!answered && !when_passed) return;
  act.Weighs(p);
  if (AwaitsCount(p)) {
    OpenHidden(act, p);
    CountAtClose(act, p);
  }
  const ProposalEvaluation evaluation(act.state(), p, p.phase, act.event_time(),
                                      ProposalEvaluation::MinTime::kSkipped);
  // Whoever wants more discussion is given the time that there is.
  const bool talks_on = p.positions.counts()[v1::STANCE_MORE_DISCUSSION] > 0;
  if (evaluation.adopts() && !talks_on) return ClosePhase(act, p, evaluation);
  if (!answered) return;
  switch (evaluation.outcome()) {
    case v1::OUTCOME_NOT_ADOPTED:
    case v1::OUTCOME_RETURN_TO_DISCUSSION:
    case v1::OUTCOME_ROAD_CHOSEN:
      return ClosePhase(act, p, evaluation);
    default:
      return;  // waits for time, for an answer, for a declaration
  }
}

void OnHoldRaised(Act& act, ProposalState& p) {
  const bool window = p.view.state() == v1::Proposal::STATE_PROVISIONAL ||
                      (p.view.state() == v1::Proposal::STATE_CALLED &&
                       p.current_phase().kind() == v1::Phase::KIND_FINAL_COMMENT);
  if (!window) return;
  act.Weighs(p);
  const ProposalEvaluation evaluation(act.state(), p, p.phase, act.event_time());
  const bool dated = StopsUntilItsDate(p.current_phase());
  const bool blocked = evaluation.outcome() == v1::OUTCOME_BLOCKED;
  if (blocked && !dated) return ClosePhase(act, p, evaluation);
  if (dated ? !evaluation.still_held() : !evaluation.waits_for_holds()) return;
  // An untested block is waited for; an objection is worked on as a block is.
  const bool objected = evaluation.objections_hold() && !dated;
  EnterState(act, p, v1::Proposal::STATE_BLOCKED);
  if (objected) FollowNext(act, p, p.current_phase().on_blocked(), v1::OUTCOME_BLOCKED);
}

void OnHoldProven(Act& act, ProposalState& p) {
  if (p.view.state() != v1::Proposal::STATE_BLOCKED || p.blocked_in < 0 || p.startable >= 0) {
    return OnHoldRaised(act, p);
  }
  if (StopsUntilItsDate(p.phases(p.blocked_in))) return;
  act.Weighs(p);
  const ProposalEvaluation evaluation(act.state(), p, p.blocked_in, act.event_time());
  if (evaluation.outcome() == v1::OUTCOME_BLOCKED) ClosePhase(act, p, evaluation);
}

namespace {

// Nothing holds the proposal any more: the phase in which it was held starts
// again in full, or, if the text has changed since, the first one. Where a closing
// window was held, what it confirms has to pass still: a hold that became a
// stand-aside may be one too many, and whoever agreed may have left (transition 20).
void Resume(Act& act, ProposalState& p) {
  if (p.blocked_revision != p.view.revision()) return StartPhase(act, p, 0, /*restart=*/false);
  const bool window = p.phases(p.blocked_in).may() == v1::Phase::MAY_HOLDS_ONLY;
  if (window && p.passed_tally && !StillPasses(act.state(), p, act.event_time())) {
    return StartPhase(act, p, p.passed_phase, /*restart=*/true);
  }
  StartPhase(act, p, p.blocked_in, /*restart=*/true);
}

}  // namespace

void OnHoldEnded(Act& act, ProposalState& p) {
  if (p.decision) return;
  const v1::Proposal::State state = p.view.state();
  if (state == v1::Proposal::STATE_BLOCKED || state == v1::Proposal::STATE_RESOLVING) {
    if (p.blocked_in < 0) return;
    act.Weighs(p);
    const ProposalEvaluation evaluation(act.state(), p, p.blocked_in, act.event_time());
    if (evaluation.still_held()) return;
    return Resume(act, p);
  }
  if (!IsRunning(p)) return;
  if (p.current_phase().time().restart_on_objection_resolved() && !AnythingHolds(p)) {
    return StartPhase(act, p, p.phase, /*restart=*/true);
  }
  CloseEarly(act, p);
}

namespace {

// Tabled because an attempt was blocked: the next one begins.
bool AsksAgain(const ProposalState& p) {
  if (p.blocked_in < 0 || p.startable >= 0) return false;
  const v1::Next& blocked = p.phases(p.blocked_in).on_blocked();
  if (blocked.ending() == v1::Next::ENDING_TABLED) return true;
  const int32_t next = PhaseByName(p, blocked.phase());
  return next >= 0 && p.phases(next).start() == v1::Phase::START_SECOND_TIME_ONLY;
}

// What somebody parked goes on for what was left of its time, and, as nobody knew when
// it would come back, for a day at least where it lasts so long. What the rule parked, or
// never ends by itself but for its minimum, begins anew.
void TakeUpAgain(Act& act, ProposalState& p) {
  const bool anew = p.phase_min_left == absl::InfiniteDuration() ||
                    p.parked_from == v1::Proposal::STATE_RESOLVING;
  if (anew) return StartPhase(act, p, p.phase, /*restart=*/true);
  const absl::Time now = act.event_time();
  Event event;
  event::v1::PhaseStarted& started = *event.mutable_phase_started();
  started.set_index(p.phase);
  started.set_restart(true);
  if (p.phase_min_left > absl::ZeroDuration()) {
    started.set_min_time_us(ToMicros(now + p.phase_min_left));
  }
  if (p.phase_left != absl::InfiniteDuration()) {
    const absl::Duration least =
        std::min(kTakenUpAtLeast, EndOf(act, p, p.phase, /*restart=*/true) - now);
    started.set_end_time_us(ToMicros(now + std::max(p.phase_left, least)));
  }
  act.Emit(p.number, std::move(event));
  CloseEarly(act, p);
}

// While it was parked holds may have come and gone.
void HoldsMeanwhile(Act& act, ProposalState& p) {
  const bool resolves = p.view.state() == v1::Proposal::STATE_BLOCKED ||
                        p.view.state() == v1::Proposal::STATE_RESOLVING;
  resolves ? OnHoldEnded(act, p) : OnHoldRaised(act, p);
}

}  // namespace

void ReturnFromPark(Act& act, ProposalState& p) {
  switch (p.parked_from) {
    case v1::Proposal::STATE_CALLED:
    case v1::Proposal::STATE_FALLBACK:
    case v1::Proposal::STATE_PROVISIONAL:
    case v1::Proposal::STATE_RESOLVING:
      TakeUpAgain(act, p);
      return HoldsMeanwhile(act, p);
    case v1::Proposal::STATE_BLOCKED:
      if (AsksAgain(p)) return StartPhase(act, p, p.blocked_in, /*restart=*/true);
      EnterState(act, p, v1::Proposal::STATE_BLOCKED);
      if (p.startable >= 0) AwaitStart(act, p, p.startable);
      return HoldsMeanwhile(act, p);
    default:
      return ReturnTo(act, p, p.parked_from);
  }
}

}  // namespace assent::assembly
