// The text and its amendments: section 5 A.

#include <algorithm>

#include "tests/lives/naive_life.h"

namespace assent::test {

// Whether a new text may come in now.
bool NaiveLife::MayChange(absl::Time now) const {
  switch (state_) {
    case v1::Proposal::STATE_CALLED:
      // Silent in the design: the text of a closing window stands still, unless a
      // new one starts the window again.
      return phase(phase_).may() != v1::Phase::MAY_HOLDS_ONLY ||
             phase(phase_).time().restart_on_amendment();
    case v1::Proposal::STATE_RESOLVING: {
      const int most = phase(phase_).time().max_rounds();
      return most == 0 || rounds_ < most;
    }
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
      // A4: not in the last hours of a discussion that cannot be made longer.
      return !rule_.amendment().has_freeze_last() ||
             discussion_end_ - now >= Span(rule_.amendment().freeze_last());
    case v1::Proposal::STATE_BLOCKED:
      return !ended_;
    default:
      return false;
  }
}

// A1: an editorial change carries what was said. A2: consent never goes on to
// a changed text, a hold always does.
void NaiveLife::NewText(bool editorial, absl::Time now) {
  ++revision_;
  if (editorial) {
    for (Word& word : words_) {
      if (word.revision == revision_ - 1) word.revision = revision_;
    }
    if (blocked_text_ == revision_ - 1) blocked_text_ = revision_;
    if (resolved_text_ == revision_ - 1) resolved_text_ = revision_;
    return;
  }
  ballots_.clear();
  chosen_.reset();
  if (mistake_ == Mistake::kHoldsDoNotCarry) {
    for (Block& block : blocks_) {
      if (IsOpen(block)) EndBlock(block, v1::Block::STATE_WITHDRAWN, v1::STANCE_UNSPECIFIED);
    }
  }
  if (state_ == v1::Proposal::STATE_RESOLVING) ++rounds_;
  if (silence_over_ != absl::InfiniteFuture()) {  // a new text is a new notice
    silence_over_ = absl::InfiniteFuture();
    GiveNotice(now);
  }
  if (rule_.amendment().has_extends_discussion_to()) {
    // A3: at least so long from now, within min and max.
    absl::Time until = now + Span(rule_.amendment().extends_discussion_to());
    until = std::min(until, discussion_end_);
    discussion_min_ = std::max(discussion_min_, until);
  }
  // With what was said about the old text, what it held may have gone.
  if (blocked_in_ >= 0) return HoldEnded(now);
  if (state_ != v1::Proposal::STATE_CALLED) return;
  if (phase(phase_).time().restart_on_amendment()) {
    const bool asks = phase(phase_).may() != v1::Phase::MAY_HOLDS_ONLY;
    return Begin(asks ? phase_ : 0, now, false);
  }
  BackTo(v1::Proposal::STATE_CONCERNS, now);
}

// A3: what the text is to be is asked first; A4: a change in the last day makes the call
// longer. Until when a call waits for that; infinitely past: not at all. Whoever has
// tried before, with this text or in this call, is not waited for again.
absl::Time NaiveLife::TextComesToRest(absl::Time now) const {
  absl::Time latest = absl::InfinitePast();
  if (state_ != v1::Proposal::STATE_CALLED || !MayChange(now)) return latest;
  const absl::Duration window = Span(rule_.amendment().objection_window());
  for (size_t i = 0; i < amendments_.size(); ++i) {
    const Amendment& one = amendments_[i];
    const bool waits = one.state == v1::Amendment::STATE_OPEN ||
                       one.state == v1::Amendment::STATE_ACCEPTED ||
                       one.state == v1::Amendment::STATE_VOTING;
    if (one.base != revision_ || !waits) continue;
    const bool again =
        std::any_of(amendments_.begin(), amendments_.begin() + i, [&](const Amendment& earlier) {
          return earlier.author == one.author && earlier.editorial == one.editorial &&
                 (earlier.base == revision_ || earlier.made >= phase_began_);
        });
    if (again) continue;
    absl::Time until = one.settles;
    if (one.state == v1::Amendment::STATE_OPEN && !one.editorial) {
      // The proposer may answer; then the others may put it to the vote.
      until = one.made + window;
      if (until <= now) until += window;
    }
    if (until > now && until != absl::InfiniteFuture()) latest = std::max(latest, until);
  }
  return latest;
}

// A text that was written for another one, or comes when none may, is
// overtaken.
void NaiveLife::TakeIn(Amendment& amendment, absl::Time now) {
  amendment.settles = absl::InfiniteFuture();
  if (amendment.base != revision_ || !MayChange(now)) {
    amendment.state = v1::Amendment::STATE_OVERTAKEN;
    return;
  }
  amendment.state = v1::Amendment::STATE_INCORPORATED;
  NewText(amendment.editorial, now);
  for (Amendment& other : amendments_) {
    const bool waits = other.state == v1::Amendment::STATE_OPEN && other.editorial;
    if (waits && other.base != revision_) {
      other.state = v1::Amendment::STATE_OVERTAKEN;
      other.settles = absl::InfiniteFuture();
    }
  }
  if (amendment.editorial) TextRests(now);
}

// A call that waited for it may have nothing else to wait for.
void NaiveLife::TextRests(absl::Time now) {
  if (state_ == v1::Proposal::STATE_CALLED) CloseEarly(now);
}

bool NaiveLife::NeedsAll() const {
  return rule_.amendment().friendly_needs() == v1::AmendmentPolicy::FRIENDLY_PROPOSER_AND_SPONSORS;
}

// A3: the co-proposers who are still there, but for who wrote it.
std::set<int> NaiveLife::CoProposersToAsk(const Amendment& amendment) const {
  std::set<int> asked;
  for (const int who : sponsors_) {
    if (who != amendment.author && who != proposer_ && !people_[who].left) asked.insert(who);
  }
  return asked;
}

bool NaiveLife::AcceptedByAll(const Amendment& amendment) const {
  const std::set<int> asked = CoProposersToAsk(amendment);
  return amendment.accepted.count(proposer_) > 0 &&
         std::includes(amendment.accepted.begin(), amendment.accepted.end(), asked.begin(),
                       asked.end());
}

// Who else is asked has time to object, or to accept it, too.
void NaiveLife::Accept(Amendment& amendment, int who, absl::Time now) {
  const absl::Duration window = Span(rule_.amendment().objection_window());
  amendment.accepted.insert(who);
  const bool stands = NeedsAll()
                          ? AcceptedByAll(amendment)
                          : CoProposersToAsk(amendment).empty() || window <= absl::ZeroDuration();
  if (stands) return TakeIn(amendment, now);
  if (who != proposer_ || window <= absl::ZeroDuration()) return;
  if (NeedsAll() && amendment.state != v1::Amendment::STATE_OPEN) return;
  amendment.state = v1::Amendment::STATE_ACCEPTED;
  amendment.settles = now + window;
}

// Its time is over: nobody objected, or the votes are counted.
void NaiveLife::SettleAmendment(Amendment& amendment, absl::Time now) {
  amendment.settles = absl::InfiniteFuture();
  if (amendment.state == v1::Amendment::STATE_ACCEPTED && NeedsAll() && !AcceptedByAll(amendment) &&
      amendment.base == revision_ && MayChange(now)) {
    amendment.state = v1::Amendment::STATE_VOTING;
    amendment.settles = now + Span(rule_.amendment().objection_window());
    return;
  }
  if (amendment.state == v1::Amendment::STATE_VOTING) {
    int agree = 0;
    for (const auto& [voice, vote] : amendment.votes) agree += vote ? 1 : -1;
    if (agree <= 0) {
      amendment.state = v1::Amendment::STATE_REJECTED;
      return TextRests(now);
    }
  }
  TakeIn(amendment, now);
}

// What the proposer does not take in: its own question, or a rival text.
void NaiveLife::PutAgainst(Amendment& amendment, absl::Time now) {
  const absl::Duration window = Span(rule_.amendment().objection_window());
  const bool ends = window > absl::ZeroDuration() && !HasRivals();
  amendment.state = HasRivals() ? v1::Amendment::STATE_RIVAL : v1::Amendment::STATE_VOTING;
  amendment.settles = ends ? now + window : absl::InfiniteFuture();
}

void NaiveLife::DoToText(const Deed& deed, absl::Time now) {
  const absl::Duration window = Span(rule_.amendment().objection_window());
  if (deed.what == Deed::kAmend) {
    Amendment amendment;
    amendment.author = deed.who;
    // Where nobody has time to object, nothing is editorial.
    amendment.editorial = deed.yes && window > absl::ZeroDuration();
    amendment.base = revision_;
    amendment.made = now;
    amendments_.push_back(amendment);
    Amendment& added = amendments_.back();
    Spoke(deed.who, now);
    const bool brings = deed.who == proposer_ || (NeedsAll() && sponsors_.count(deed.who) > 0);
    if (added.editorial) {
      added.settles = now + window;
    } else if (brings) {
      Accept(added, deed.who, now);
    }
    return;
  }
  Amendment& amendment = amendments_[deed.number - 1];
  switch (deed.what) {
    case Deed::kAcceptAmendment:
      return Accept(amendment, deed.who, now);
    case Deed::kDeclineAmendment:
      return PutAgainst(amendment, now);
    case Deed::kObjectToAmendment:
      if (!amendment.editorial) return PutAgainst(amendment, now);
      amendment.state = v1::Amendment::STATE_REJECTED;
      amendment.settles = absl::InfiniteFuture();
      return TextRests(now);
    case Deed::kVoteOnAmendment:
      // Left unanswered, it is put to the vote by whoever votes on it.
      if (amendment.state == v1::Amendment::STATE_OPEN) PutAgainst(amendment, now);
      amendment.votes[Ballot(deed.who)] = deed.yes;
      return;
    case Deed::kDecideAmendment:
      return SettleAmendment(amendment, now);
    default:
      for (Option& option : options_) {
        if (option.amendment == deed.number && !chosen_) option.stands = false;
      }
      amendment.state = v1::Amendment::STATE_WITHDRAWN;
      amendment.settles = absl::InfiniteFuture();
      TextRests(now);
  }
}

}  // namespace assent::test
