// A new text, and what it does to the proposal.

#include <algorithm>
#include <string>

#include "server/assembly/checks.h"
#include "server/assembly/errors.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

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
        // A closing window asks for nothing, and to the new text nobody has agreed.
        const bool asks = p.current_phase().may() != v1::Phase::MAY_HOLDS_ONLY;
        return StartPhase(act, p, asks ? p.phase : 0, /*restart=*/asks);
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
                   absl::Time settles, const std::string& reason, bool accepts) {
  Event event;
  event::v1::AmendmentMoved& moved = *event.mutable_amendment_moved();
  moved.set_number(number);
  moved.set_state(state);
  moved.set_settle_time_us(ToMicros(settles));
  moved.set_accepts(accepts);
  if (!reason.empty()) moved.mutable_reason()->set_content(reason);
  act.Emit(p.number, std::move(event));
  // The call may have waited for nothing else.
  const bool dropped =
      state == v1::Amendment::STATE_REJECTED || state == v1::Amendment::STATE_WITHDRAWN;
  if (dropped && p.view.state() == v1::Proposal::STATE_CALLED) CloseEarly(act, p);
}

std::vector<int32_t> CoProposersToAsk(const State& state, const ProposalState& p,
                                      int32_t amendment) {
  const v1::Amendment& view = p.amendments[amendment - 1].view;
  std::vector<int32_t> asked;
  if (!view.amends().empty()) return asked;
  for (const std::string& name : p.view.co_proposers()) {
    if (name == view.author() || name == p.view.proposer()) continue;
    const auto found = state.member_by_id.find(LastSegment(name));
    if (found == state.member_by_id.end() || !IsMember(state.members[found->second])) continue;
    asked.push_back(found->second);
  }
  return asked;
}

bool NeedsEveryProposer(const ProposalState& p) {
  return p.rule().amendment().friendly_needs() ==
         v1::AmendmentPolicy::FRIENDLY_PROPOSER_AND_SPONSORS;
}

bool AcceptedByAll(const State& state, const ProposalState& p, int32_t amendment, int32_t also) {
  const AmendmentState& one = p.amendments[amendment - 1];
  if (!one.view.amends().empty()) return true;  // its author is all
  std::vector<int32_t> needed = CoProposersToAsk(state, p, amendment);
  const auto proposer = state.member_by_id.find(LastSegment(p.view.proposer()));
  if (proposer != state.member_by_id.end()) needed.push_back(proposer->second);
  return std::all_of(needed.begin(), needed.end(), [&](int32_t member) {
    return member == also || one.accepted.contains(member);
  });
}

namespace {

// Near the end of the discussion the text may change only if the discussion
// can still be made longer by as much (Debian Constitution A.3.4). A call that
// is open goes back to the concerns with every new text, so it always is.
absl::Status CheckNotFrozen(const Act& act, const ProposalState& p) {
  const v1::AmendmentPolicy& policy = p.rule().amendment();
  if (!IsBeforeCall(p) || !policy.has_freeze_last()) return absl::OkStatus();
  const absl::Duration left = p.discussion_end - act.event_time();
  return left < ToDuration(policy.freeze_last()) ? error::TextFrozen() : absl::OkStatus();
}

// The amendment that an amendment amends; 0: it amends the text itself.
int32_t AmendedOf(const ProposalState& p, int32_t number) {
  const std::string& amended = p.amendments[number - 1].view.amends();
  for (size_t i = 0; !amended.empty() && i < p.amendments.size(); ++i) {
    if (p.amendments[i].view.name() == amended) return static_cast<int32_t>(i) + 1;
  }
  return 0;
}

void Revise(Act& act, ProposalState& p, int32_t number) {
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
  if (!editorial) return ReopenDiscussion(act, p);
  if (p.view.state() == v1::Proposal::STATE_CALLED) CloseEarly(act, p);
}

}  // namespace

absl::Status CheckAmendable(const Act& act, const ProposalState& p) {
  switch (p.view.state()) {
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
    case v1::Proposal::STATE_CALLED:
    case v1::Proposal::STATE_BLOCKED:
    case v1::Proposal::STATE_RESOLVING:
      break;
    default:
      return error::NotAmendable(StateInWords(p.view.state()));
  }
  // A closing window that a new text starts again takes one.
  if (p.view.state() == v1::Proposal::STATE_CALLED &&
      p.current_phase().may() == v1::Phase::MAY_HOLDS_ONLY &&
      !p.current_phase().time().restart_on_amendment()) {
    return error::NotAmendable("in a closing window");
  }
  const bool counts_rounds = p.view.state() == v1::Proposal::STATE_RESOLVING;
  const int32_t rounds = counts_rounds ? p.current_phase().time().max_rounds() : 0;
  if (rounds > 0 && p.rounds >= rounds) return error::RoundsUsed();
  if (p.revisions.size() >= kMaxRevisions) return error::TooManyAmendments();
  return CheckNotFrozen(act, p);
}

absl::Status CheckFits(const Act& act, const ProposalState& p, int32_t number) {
  ASSENT_RETURN_IF_ERROR(CheckAmendable(act, p));
  const v1::Amendment& amendment = p.amendments[number - 1].view;
  if (amendment.base_revision() != p.view.revision()) return error::AmendmentStale();
  const int32_t amended = AmendedOf(p, number);
  if (amended == 0) return absl::OkStatus();
  const v1::Amendment::State state = p.amendments[amended - 1].view.state();
  const bool open = state == v1::Amendment::STATE_OPEN || state == v1::Amendment::STATE_VOTING;
  return open ? absl::OkStatus() : error::AmendmentStale();
}

void TakeIn(Act& act, ProposalState& p, int32_t number) {
  const int32_t amended = AmendedOf(p, number);
  if (amended == 0) return Revise(act, p, number);
  MoveAmendment(act, p, number, v1::Amendment::STATE_INCORPORATED, absl::InfiniteFuture(), "");
  // Who had voted on it voted on another text: the vote starts anew.
  const AmendmentState& now = p.amendments[amended - 1];
  if (now.view.state() != v1::Amendment::STATE_VOTING || now.settles == absl::InfiniteFuture()) {
    return;
  }
  const absl::Duration window = ToDuration(p.rule().amendment().objection_window());
  MoveAmendment(act, p, amended, v1::Amendment::STATE_VOTING, act.event_time() + window, "");
}

}  // namespace assent::assembly
