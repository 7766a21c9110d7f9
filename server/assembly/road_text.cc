// A new text, and what it does to the proposal.

#include "server/assembly/road.h"
#include "server/assembly/times.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// An amendment gives people time to read: the discussion lasts at least so
// long from now, within its maximum.
absl::Time ExtendedDiscussion(const ProposalState& p, absl::Time now) {
  const v1::AmendmentPolicy& policy = p.rule().amendment();
  if (!policy.has_extends_discussion_to()) return p.discussion_min;
  const absl::Time least = now + ToDuration(policy.extends_discussion_to());
  return std::max(p.discussion_min, std::min(least, p.discussion_end));
}

void ReopenDiscussion(Act& act, ProposalState& p) {
  switch (p.view.state()) {
    case v1::Proposal::STATE_CALLED:
      if (p.current_phase().time().restart_on_amendment()) {
        return StartPhase(act, p, p.phase, /*restart=*/true);
      }
      return ReturnTo(act, p, v1::Proposal::STATE_CONCERNS);
    case v1::Proposal::STATE_BLOCKED:
    case v1::Proposal::STATE_RESOLVING:
      return OnHoldEnded(act, p);  // where a new text resets holds, it goes on
    default:
      return;
  }
}

}  // namespace

void MoveAmendment(Act& act, ProposalState& p, int32_t number, v1::Amendment::State state,
                   absl::Time settles, const std::string& reason) {
  Event event;
  event::v1::AmendmentMoved& moved = *event.mutable_amendment_moved();
  moved.set_number(number);
  moved.set_state(state);
  moved.set_settle_time_us(ToMicros(settles));
  if (!reason.empty()) moved.mutable_reason()->set_content(reason);
  act.Emit(p.number, std::move(event));
}

void Incorporate(Act& act, ProposalState& p, int32_t number) {
  const v1::Amendment& amendment = p.amendments[number - 1].view;
  const bool editorial = amendment.kind() == v1::Amendment::KIND_EDITORIAL;
  Event event;
  event::v1::RevisionMade& made = *event.mutable_revision_made();
  made.set_number(p.view.revision() + 1);
  made.mutable_title()->set_content(amendment.title().empty() ? p.view.title() : amendment.title());
  made.mutable_text()->set_content(amendment.text());
  made.set_editorial(editorial);
  made.set_amendment(number);
  if (!editorial) {
    const absl::Time until = ExtendedDiscussion(p, act.event_time());
    if (until != p.discussion_min) made.set_discussion_min_time_us(ToMicros(until));
  }
  act.Emit(p.number, std::move(event));
  if (!editorial) ReopenDiscussion(act, p);
}

}  // namespace assent::assembly
