#include "server/assembly/due.h"

#include <algorithm>

#include "server/assembly/holds.h"

namespace assent::assembly {
namespace {

absl::Time AppealEnd(const ProposalState& p) {
  return p.appeal ? p.appeal->settles : absl::InfiniteFuture();
}

// What is asked of blockers is looked at while their blocks are resolved.
absl::Time DutyDue(const ProposalState& p) {
  const bool resolves = p.view.state() == v1::Proposal::STATE_RESOLVING;
  return resolves ? p.duty_due : absl::InfiniteFuture();
}

absl::Time EarliestOfParts(const ProposalState& p) {
  absl::Time due = std::min({p.returns, p.withdraws, p.silence_due, AppealEnd(p)});
  for (const AmendmentState& amendment : p.amendments) due = std::min(due, amendment.settles);
  for (const ConcernState& concern : p.concerns) {
    due = std::min(due, concern.adopt_by);
    if (MayFallSilent(p, concern)) due = std::min({due, concern.nag, concern.lapse});
  }
  for (const auto& [number, block] : p.blocks) {
    due = std::min({due, block.nag, block.lapse, block.test_until, block.release});
  }
  return due;
}

// When something about the proposal falls due next.
absl::Time DueOf(const ProposalState& p) {
  switch (p.view.state()) {
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
      return std::min(EarliestOfParts(p), p.discussion_end);
    case v1::Proposal::STATE_CALLED:
    case v1::Proposal::STATE_RESOLVING:
    case v1::Proposal::STATE_FALLBACK:
    case v1::Proposal::STATE_PROVISIONAL:
      return std::min({EarliestOfParts(p), p.phase_end, DutyDue(p)});
    case v1::Proposal::STATE_BLOCKED:  // a vote on whether to start what follows may run
      return std::min(EarliestOfParts(p), p.phase_end);
    case v1::Proposal::STATE_TABLED:
    case v1::Proposal::STATE_REFERRED:
      return EarliestOfParts(p);
    default:
      return std::min(p.effect_due, AppealEnd(p));
  }
}

}  // namespace

void KeepDue(State& state, const ProposalState& p) {
  const absl::Time due = DueOf(p);
  const auto known = state.due_of.find(p.number);
  if (known != state.due_of.end()) {
    if (known->second == due) return;
    state.due.erase({known->second, p.number});
    state.due_of.erase(known);
  }
  if (due == absl::InfiniteFuture()) return;
  state.due.insert({due, p.number});
  state.due_of[p.number] = due;
}

}  // namespace assent::assembly
