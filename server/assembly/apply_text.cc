// Events of a proposal's text.

#include "absl/strings/str_cat.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/effects.h"
#include "server/assembly/holds.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"

namespace assent::assembly {
namespace {

// Under a rule that resets them, holds end with the text they were raised on.
void ResetHolds(const Applying& a) {
  ProposalState& p = a.p();
  for (auto& [number, block] : p.blocks) {
    if (!IsOpen(block)) continue;
    block.view.set_state(v1::Block::STATE_WITHDRAWN);
    block.nag = block.lapse = block.test_until = block.release = absl::InfiniteFuture();
    a.state.released.erase({p.number, number});
    block.view.clear_nag_time();
    block.view.clear_lapse_time();
    a.Touch(DocumentKind::kBlock, number);
  }
  for (size_t i = 0; i < p.concerns.size(); ++i) {
    ConcernState& concern = p.concerns[i];
    if (concern.view.kind() != v1::Concern::KIND_OBJECTION || !IsOpen(concern)) continue;
    concern.view.set_hold_ended(true);
    a.Touch(DocumentKind::kConcern, static_cast<int64_t>(i) + 1);
  }
}

// Amendments of the old text have lost what they amend.
void OvertakeAmendments(const Applying& a, int32_t incorporated) {
  ProposalState& p = a.p();
  for (size_t i = 0; i < p.amendments.size(); ++i) {
    v1::Amendment& view = p.amendments[i].view;
    const int32_t number = static_cast<int32_t>(i) + 1;
    if (number == incorporated || view.state() != v1::Amendment::STATE_OPEN ||
        view.kind() != v1::Amendment::KIND_EDITORIAL) {
      continue;
    }
    view.set_state(v1::Amendment::STATE_OVERTAKEN);
    view.clear_settle_time();
    p.amendments[i].settles = absl::InfiniteFuture();
    a.Touch(DocumentKind::kAmendment, number);
  }
}

void Incorporate(const Applying& a, int32_t number, int32_t revision) {
  if (number == 0) return;
  AmendmentState& amendment = a.amendment(number);
  amendment.view.set_state(v1::Amendment::STATE_INCORPORATED);
  amendment.view.set_incorporated_revision(revision);
  amendment.view.clear_settle_time();
  amendment.settles = absl::InfiniteFuture();
  a.Touch(DocumentKind::kAmendment, number);
  NoteTaken(a, number);
}

}  // namespace

void Apply(const Applying& a, const event::v1::RevisionMade& made) {
  ProposalState& p = a.p();
  v1::Revision revision;
  revision.set_name(PartName(p.view.name(), "revisions", made.number()));
  revision.set_title(made.title().content());
  revision.set_text(made.text().content());
  revision.set_commitment(made.text().commitment());
  revision.set_editorial(made.editorial());
  revision.set_author(a.author_name());
  *revision.mutable_create_time() = ToProto(a.time);
  if (made.amendment() != 0) {
    revision.set_amendment(PartName(p.view.name(), "amendments", made.amendment()));
    revision.set_author(a.amendment(made.amendment()).view.author());
  }
  if (made.amendment() != 0 && a.amendment(made.amendment()).changes_effect) {
    TakeEffect(a.amendment(made.amendment()).view, p.view);
  }
  p.view.set_title(revision.title());
  p.view.set_text(revision.text());
  p.view.set_revision(made.number());
  p.view.set_etag(absl::StrCat("e", a.event.sequence()));
  p.revisions.push_back(std::move(revision));
  a.Touch(DocumentKind::kRevision, made.number());
  TouchPositions(a);
  RenewMandates(a, made.editorial());
  if (made.editorial()) {
    p.positions.CarryTo(made.number());
    for (int32_t* const text : {&p.blocked_revision, &p.resolved_revision}) {
      if (*text == made.number() - 1) *text = made.number();
    }
  } else {
    const bool carry = p.rule().amendment().holds() != v1::AmendmentPolicy::HOLDS_RESET;
    p.positions.NewText(carry);
    if (p.ballots_opened != 0) DropBallots(a);
    if (!carry) ResetHolds(a);
    p.temperatures.clear();
    p.view.clear_temperature();
    if (p.view.state() == v1::Proposal::STATE_RESOLVING) ++p.rounds;
    if (p.silence_due != absl::InfiniteFuture()) {  // a new text is a new notice
      p.silence_due = a.time + ToDuration(p.rule().electorate().active_within());
    }
    if (made.discussion_min_time_us() != 0) {
      p.discussion_min = absl::FromUnixMicros(made.discussion_min_time_us());
      *p.view.mutable_discussion_min_time() = ToProto(p.discussion_min);
    }
  }
  ShowAdvance(a);
  OvertakeAmendments(a, made.amendment());
  Incorporate(a, made.amendment(), made.number());
}

void Apply(const Applying& a, const event::v1::AmendmentProposed& proposed) {
  ProposalState& p = a.p();
  AmendmentState amendment;
  v1::Amendment& view = amendment.view;
  view.set_name(PartName(p.view.name(), "amendments", proposed.number()));
  view.set_kind(proposed.kind());
  view.set_state(v1::Amendment::STATE_OPEN);
  view.set_author(a.author_name());
  view.set_base_revision(proposed.base_revision());
  if (proposed.amends() != 0) {
    view.set_amends(PartName(p.view.name(), "amendments", proposed.amends()));
  }
  view.set_title(proposed.title().content());
  view.set_text(proposed.text().content());
  view.set_reason(proposed.reason().content());
  *view.mutable_create_time() = ToProto(a.time);
  amendment.settles = FromMicros(proposed.settle_time_us(), absl::InfiniteFuture());
  if (proposed.settle_time_us() != 0) *view.mutable_settle_time() = ToProto(amendment.settles);
  if (proposed.has_effect()) ShowAmendedEffect(a.state.id, proposed.effect(), amendment);
  p.amendments.push_back(std::move(amendment));
  a.Touch(DocumentKind::kAmendment, proposed.number());
  NoteSpoken(a);
}

namespace {

// An amendment of an amendment becomes part of it: a new text, on which nobody
// has voted yet.
void BecomePart(const Applying& a, const AmendmentState& taken) {
  const v1::Amendment& part = taken.view;
  for (size_t i = 0; i < a.p().amendments.size(); ++i) {
    AmendmentState& amended = a.p().amendments[i];
    if (amended.view.name() != part.amends()) continue;
    amended.view.set_text(part.text());
    if (!part.title().empty()) amended.view.set_title(part.title());
    TakeEffect(part, amended.view);
    amended.changes_effect = amended.changes_effect || taken.changes_effect;
    amended.votes.clear();
    amended.accepted.clear();
    amended.view.clear_accepted_by();
    ShowVotes(amended);
    a.Touch(DocumentKind::kAmendment, static_cast<int64_t>(i) + 1);
  }
}

}  // namespace

void Apply(const Applying& a, const event::v1::AmendmentMoved& moved) {
  AmendmentState& amendment = a.amendment(moved.number());
  amendment.view.set_state(moved.state());
  amendment.settles = FromMicros(moved.settle_time_us(), absl::InfiniteFuture());
  if (moved.settle_time_us() != 0) {
    *amendment.view.mutable_settle_time() = ToProto(amendment.settles);
  } else {
    amendment.view.clear_settle_time();
  }
  if (moved.accepts() && amendment.accepted.insert(a.author).second) {
    amendment.view.add_accepted_by(a.author_name());
  }
  a.Touch(DocumentKind::kAmendment, moved.number());
  const bool part = !amendment.view.amends().empty();
  if (part && moved.state() == v1::Amendment::STATE_INCORPORATED) BecomePart(a, amendment);
}

void ShowVotes(AmendmentState& amendment) {
  int64_t votes_for = 0;
  for (const auto& [voice, agree] : amendment.votes) votes_for += agree ? 1 : 0;
  amendment.view.set_votes_for(votes_for);
  amendment.view.set_votes_against(static_cast<int64_t>(amendment.votes.size()) - votes_for);
}

void Apply(const Applying& a, const event::v1::AmendmentVoted& voted) {
  AmendmentState& amendment = a.amendment(voted.number());
  amendment.votes[VoiceName(a.p().rule(), a.state.members[a.author])] = voted.agree();
  ShowVotes(amendment);
  a.Touch(DocumentKind::kAmendment, voted.number());
}

}  // namespace assent::assembly
