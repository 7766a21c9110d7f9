// What a rule asks of blockers while their blocks are resolved, and blocks that end
// by themselves.

#include <algorithm>
#include <vector>

#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// Whether what is asked of the holder of a block has been left undone, and they
// have said nothing meanwhile. `over`: all of it had to be done by now, else only
// the meeting of the span that ends.
bool IsIdle(const ProposalState& p, const BlockState& block, int32_t holder, bool over) {
  const v1::BlockDuty& duty = p.current_phase().block().duty();
  const int64_t since = over ? p.resolving_since : p.duty_since;
  if (block.answered > since) return false;
  const bool countered = holder >= 0 && p.countered_by.contains(holder);
  if (!over) return p.last_meeting <= since && !countered;
  const bool met = duty.meetings() == 0 || p.last_meeting > since;
  return !met || (duty.counter_proposal() && !countered);
}

// Whether at `due` all that is asked must have been done.
bool IsLastLook(const ProposalState& p, absl::Time due) {
  const v1::BlockDuty& duty = p.current_phase().block().duty();
  return duty.has_within() && due >= p.phase_start + ToDuration(duty.within());
}

// Ends the holds of those who do nothing; their concerns stay open. Returns
// whether there were any.
bool LapseIdle(Act& act, ProposalState& p, bool over) {
  if (!p.current_phase().block().has_duty()) return false;
  std::vector<int32_t> idle;
  for (const auto& [number, block] : p.blocks) {
    const int32_t holder = p.concerns[number - 1].holder;
    if (IsOpen(block) && IsIdle(p, block, holder, over)) idle.push_back(number);
  }
  for (const int32_t number : idle) {
    MoveBlock(act, p, number, v1::Block::STATE_LAPSED, v1::STANCE_STAND_ASIDE, "");
  }
  return !idle.empty();
}

bool IsHeld(Act& act, const ProposalState& p) {
  act.Weighs(p);
  return ProposalEvaluation(act.state(), p, DecidingPhase(p), act.event_time()).still_held();
}

// Nothing holds it any more, because nobody did what holding takes: it goes on as
// if resolving had come to its end without a hold, or where it was blocked.
void GoOnUnheld(Act& act, ProposalState& p) {
  const v1::Next next = p.current_phase().on_deadline();
  if (!next.phase().empty()) return FollowNext(act, p, next, v1::OUTCOME_NOT_READY);
  OnHoldEnded(act, p);
}

}  // namespace

bool OwesDuty(const ProposalState& p, const BlockState& block, int32_t holder) {
  if (!p.current_phase().block().has_duty() || !IsOpen(block)) return false;
  // Without a look on the way there is the one at the end.
  const bool over = p.duty_due == absl::InfiniteFuture() || IsLastLook(p, p.duty_due);
  return IsIdle(p, block, holder, over);
}

void EndResolving(Act& act, ProposalState& p) {
  SettleOpenTests(act, p);
  if (p.view.state() != v1::Proposal::STATE_RESOLVING) return;  // nothing holds it any more
  if (LapseIdle(act, p, /*over=*/true) && !IsHeld(act, p)) return GoOnUnheld(act, p);
  FollowNext(act, p, p.current_phase().on_blocked(), v1::OUTCOME_BLOCKED);
}

void SettleDuty(Act& act, ProposalState& p, absl::Time due) {
  // Somebody may still take over what its proposer is withdrawing.
  if (p.withdraws != absl::InfiniteFuture()) {
    Event waits;
    waits.mutable_duty_met()->set_next_time_us(ToMicros(p.withdraws));
    waits.mutable_duty_met()->set_waits(true);
    return act.Emit(p.number, std::move(waits));
  }
  const v1::BlockDuty& duty = p.current_phase().block().duty();
  const absl::Time all_by =
      duty.has_within() ? p.phase_start + ToDuration(duty.within()) : absl::InfiniteFuture();
  const bool over = IsLastLook(p, due);
  if (LapseIdle(act, p, over) && !IsHeld(act, p)) return GoOnUnheld(act, p);
  absl::Time next = absl::InfiniteFuture();
  if (!over) next = all_by;
  if (!over && duty.has_every()) next = std::min(next, due + ToDuration(duty.every()));
  Event event;
  event.mutable_duty_met()->set_next_time_us(ToMicros(next));
  act.Emit(p.number, std::move(event));
}

void ReleaseBlocks(Act& act) {
  while (!act.state().released.empty()) {
    const auto [number, concern] = *act.state().released.begin();
    const AsRule as_rule(act, act.event_time());
    ProposalState& p = act.state().proposals.at(number);
    MoveBlock(act, p, concern, v1::Block::STATE_RELEASED, v1::STANCE_UNSPECIFIED, "");
    OnHoldEnded(act, p);
  }
}

}  // namespace assent::assembly
