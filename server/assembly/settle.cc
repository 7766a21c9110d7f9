#include "server/assembly/settle.h"

#include <algorithm>

#include "server/assembly/applications.h"
#include "server/assembly/change_awaited.h"
#include "server/assembly/effects.h"
#include "server/assembly/holds.h"
#include "server/assembly/mirrors/reflect.h"
#include "server/assembly/retention.h"
#include "server/assembly/road.h"
#include "server/assembly/roles.h"
#include "server/assembly/rule_sunset.h"
#include "server/assembly/standing.h"
#include "server/assembly/times.h"
#include "server/base/check.h"
#include "server/base/limits.h"

namespace assent::assembly {
namespace {

using event::v1::Event;

// Nobody objected in time, or the vote on it is over.
void SettleAmendment(Act& act, ProposalState& p, int32_t number) {
  const v1::Amendment amendment = p.amendments[number - 1].view;
  const bool carried = amendment.votes_for() > amendment.votes_against();
  if (amendment.state() == v1::Amendment::STATE_VOTING && !carried) {
    return MoveAmendment(act, p, number, v1::Amendment::STATE_REJECTED, absl::InfiniteFuture(), "");
  }
  // Whoever was asked and has not accepted it has not: the group decides.
  const bool unaccepted = amendment.state() == v1::Amendment::STATE_ACCEPTED &&
                          NeedsEveryProposer(p) && !AcceptedByAll(act.state(), p, number, -1);
  if (unaccepted && CheckFits(act, p, number).ok()) {
    const absl::Duration window = ToDuration(p.rule().amendment().objection_window());
    return MoveAmendment(act, p, number, v1::Amendment::STATE_VOTING, act.event_time() + window,
                         "");
  }
  // The text that it was written for may be another one by now, or at rest.
  if (!CheckFits(act, p, number).ok()) {
    return MoveAmendment(act, p, number, v1::Amendment::STATE_OVERTAKEN, absl::InfiniteFuture(),
                         "");
  }
  TakeIn(act, p, number);
}

void EndOrphanedHold(Act& act, ProposalState& p, int32_t number) {
  Event event;
  event::v1::ConcernHolderChanged& changed = *event.mutable_concern_holder_changed();
  changed.set_number(number);
  changed.set_hold_ended(true);
  act.Emit(p.number, std::move(event));
  const auto block = p.blocks.find(number);
  if (block != p.blocks.end() && IsOpen(block->second)) {
    MoveBlock(act, p, number, v1::Block::STATE_LAPSED, v1::STANCE_UNSPECIFIED, "");
  }
  OnHoldEnded(act, p);
}

void Remind(Act& act, ProposalState& p, int32_t number, absl::Time due) {
  const v1::BlockPolicy& policy = BlockPhase(p).block();
  Event event;
  event::v1::BlockerReminded& reminded = *event.mutable_blocker_reminded();
  reminded.set_concern(number);
  if (policy.has_nag_after())
    reminded.set_nag_time_us(ToMicros(due + ToDuration(policy.nag_after())));
  act.Emit(p.number, std::move(event));
}

// What of an objection fell due: its holder is reminded, or has been silent for too long.
// The hold is let go, the concern stays theirs and open.
bool SettleObjection(Act& act, ProposalState& p, int32_t number, absl::Time due) {
  const ConcernState& concern = p.concerns[number - 1];
  if (!MayFallSilent(p, concern)) return false;
  if (concern.lapse == due) {
    Event event;
    event::v1::ConcernHolderChanged& changed = *event.mutable_concern_holder_changed();
    changed.set_number(number);
    changed.set_holder(act.state().members[concern.holder].id);
    changed.set_hold_ended(true);
    act.Emit(p.number, std::move(event));
    OnHoldEnded(act, p);
    return true;
  }
  if (concern.nag != due) return false;
  Remind(act, p, number, due);
  return true;
}

// What of a proposal's blocks fell due at `due`. Returns whether anything did.
bool SettleBlocks(Act& act, ProposalState& p, absl::Time due) {
  for (auto& [number, block] : p.blocks) {
    if (block.test_until == due) {
      SettleTest(act, p, number, /*time_over=*/true);
      return true;
    }
    if (block.lapse == due) {
      MoveBlock(act, p, number, v1::Block::STATE_LAPSED, v1::STANCE_STAND_ASIDE, "");
      OnHoldEnded(act, p);
      return true;
    }
    if (block.release == due) {
      MoveBlock(act, p, number, v1::Block::STATE_RELEASED, v1::STANCE_UNSPECIFIED, "");
      OnHoldEnded(act, p);
      return true;
    }
    if (block.nag == due) {
      Remind(act, p, number, due);
      return true;
    }
  }
  return false;
}

bool SettleParts(Act& act, ProposalState& p, absl::Time due) {
  for (size_t i = 0; i < p.amendments.size(); ++i) {
    if (p.amendments[i].settles != due) continue;
    SettleAmendment(act, p, static_cast<int32_t>(i) + 1);
    return true;
  }
  for (size_t i = 0; i < p.concerns.size(); ++i) {
    if (p.concerns[i].adopt_by != due) continue;
    EndOrphanedHold(act, p, static_cast<int32_t>(i) + 1);
    return true;
  }
  for (size_t i = 0; i < p.concerns.size(); ++i) {
    if (SettleObjection(act, p, static_cast<int32_t>(i) + 1, due)) return true;
  }
  return SettleBlocks(act, p, due);
}

// The phase goes on until `end`.
void Prolong(Act& act, ProposalState& p, absl::Time end) {
  Event event;
  event.mutable_phase_extended()->set_end_time_us(ToMicros(end));
  act.Emit(p.number, std::move(event));
}

// A phase does not end over a test of a block that has its own time, nor over
// a withdrawal in which somebody may still take the proposal over, nor over a change
// of its text that waits for its answer or its vote. It goes on for
// everybody: transition 16 has the ballot in CALLED, where positions are allowed, and
// what the ballot finds may change what others say. Returns until when it waits;
// infinitely past: for nothing.
absl::Time WaitsUntil(const ProposalState& p, absl::Time due) {
  absl::Time until = ChangeAwaited(p, due).until;
  for (const auto& [number, block] : p.blocks) {
    if (block.test_until != absl::InfiniteFuture()) until = std::max(until, block.test_until);
  }
  return p.withdraws == absl::InfiniteFuture() ? until : std::max(until, p.withdraws);
}

void EndPhase(Act& act, ProposalState& p, absl::Time due) {
  // Tests without a time of their own end with the phase, and may close it.
  const int64_t before = act.state().sequence;
  SettleOpenTests(act, p);
  if (act.state().sequence != before) return;
  const absl::Time until = WaitsUntil(p, due);
  if (until > due) return Prolong(act, p, until);
  if (p.current_phase().kind() == v1::Phase::KIND_RESOLVING) return EndResolving(act, p);
  const ProposalEvaluation evaluation(act.state(), p, p.phase, act.event_time());
  ClosePhase(act, p, evaluation);
}

// Too few wanted the phase that would have led on: the old decision stands.
void EndStartVote(Act& act, ProposalState& p, absl::Time due) {
  const absl::Time until = WaitsUntil(p, due);
  if (until > due) return Prolong(act, p, until);
  Finish(act, p, v1::Proposal::STATE_REJECTED, v1::OUTCOME_BLOCKED);
}

// Under a rule that leaves out who is silent, voices that have said nothing for
// so long leave; it is looked at again when the next may be due.
void LetSilentVoicesGo(Act& act, ProposalState& p, absl::Time due) {
  const absl::Duration patience = ToDuration(p.rule().electorate().active_within());
  const std::vector<int32_t> silent = SilentVoices(act.state(), p, due - patience);
  absl::Time next = due + patience;
  for (const auto& [member, voice] : p.voice_of) {
    const absl::Time spoke = act.state().members[member].last_act;
    if (spoke > due - patience) next = std::min(next, spoke + patience);
  }
  Event event;
  event::v1::SilentVoicesLeft& left = *event.mutable_silent_voices_left();
  left.set_silent_since_us(ToMicros(due - patience));
  left.set_next_time_us(ToMicros(next));
  left.set_electorate_size(p.view.electorate_size() - static_cast<int64_t>(silent.size()));
  act.Emit(p.number, std::move(event));
  p.blocked_in >= 0 ? OnHoldEnded(act, p) : CloseEarly(act, p);
}

// One thing that fell due at `due`.
void SettleOne(Act& act, ProposalState& p, absl::Time due) {
  if (p.appeal && p.appeal->settles == due) return SettleAppeal(act, p);
  if (p.effect_due == due) return CarryOut(act, p);
  if (p.withdraws == due) {
    return Finish(act, p, v1::Proposal::STATE_WITHDRAWN, v1::OUTCOME_UNSPECIFIED);
  }
  if (p.returns == due) return ReturnFromPark(act, p);
  if (p.silence_due == due) return LetSilentVoicesGo(act, p, due);
  if (SettleParts(act, p, due)) return;
  if (p.duty_due == due && p.view.state() == v1::Proposal::STATE_RESOLVING) {
    return SettleDuty(act, p, due);
  }
  if (p.view.state() == v1::Proposal::STATE_BLOCKED && p.startable >= 0) {
    return EndStartVote(act, p, due);
  }
  if (p.view.state() == v1::Proposal::STATE_BLOCKED) return EndPhase(act, p, due);
  if (!IsRunning(p)) return Finish(act, p, v1::Proposal::STATE_LAPSED, v1::OUTCOME_UNSPECIFIED);
  EndPhase(act, p, due);
}

}  // namespace

void Forget(State& state, absl::Time now) {
  const size_t kept = state.proposals.size();
  for (auto one = state.ended.begin(); one != state.ended.end() && one->first <= now;) {
    if (state.due_of.contains(one->second)) {  // the charter has yet to follow
      ++one;
      continue;
    }
    state.proposals.erase(one->second);
    one = state.ended.erase(one);
  }
  // What was explained goes with its proposal, or with the next one: not looked for in
  // every act, since what nobody explains stays.
  if (state.proposals.size() != kept) {
    std::erase_if(state.urgent_uses, [&](const auto& one) {
      return one.second.has_explain_time() && state.proposals.count(one.first) == 0;
    });
  }
  std::erase_if(state.meetings, [&](const auto& one) { return one.second.closed <= now; });
  ForgetMonths(state);
}

namespace {

template <typename DueSet>
absl::Time FirstOf(const DueSet& due) {
  return due.empty() ? absl::InfiniteFuture() : due.begin()->first;
}

// What falls due at `due`: of a proposal, of a decision in force, of a role, of a rule,
// of an application.
void SettleAt(Act& act, absl::Time due) {
  State& state = act.state();
  if (FirstOf(state.due) == due) {
    return SettleOne(act, state.proposals.at(state.due.begin()->second), due);
  }
  if (FirstOf(state.standing_due) == due) {
    return SettleStanding(act, state.standing_due.begin()->second, due);
  }
  for (const auto& [id, role] : state.roles) {
    if (role.ends == due) return TurnRole(act, std::string(id));
  }
  if (NextSunset(state) == due) return EndRule(act, due);
  if (NextApplication(state) == due) {
    return SettleApplication(act, state.application_due.begin()->second);
  }
  if (NextExpiry(state) == due) ExpireTexts(act);
}

}  // namespace

void Settle(Act& act) {
  State& state = act.state();
  // First: what ends in this act is still to be written into its documents.
  Forget(state, act.now());
  // Each step emits an event that moves what fell due.
  int steps = 0;
  for (absl::Time due = NextDue(state); due <= act.now(); due = NextDue(state)) {
    const int64_t before = state.sequence;
    const AsRule as_rule(act, due);
    SettleAt(act, due);
    ReleaseBlocks(act);
    ASSENT_CHECK(state.sequence > before && ++steps < kMaxSettlingSteps,
                 "a deadline that nothing moves");
  }
}

absl::Time NextDue(const State& state) {
  return std::min({FirstOf(state.due), FirstOf(state.standing_due), NextTurn(state),
                   NextSunset(state), NextApplication(state), NextExpiry(state)});
}

}  // namespace assent::assembly
