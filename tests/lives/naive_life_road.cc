// Phases and the road: sections 2.1, 2.2 and 3 "phases".

#include <algorithm>

#include "tests/lives/naive_life.h"

namespace assent::test {
namespace {

constexpr absl::Duration kParked = absl::Hours(30 * 24);

bool IsSecondTimeOnly(const v1::Phase& phase) {
  return phase.start() == v1::Phase::START_SECOND_TIME_ONLY;
}

bool StartsByItself(const v1::Phase& phase) {
  return phase.start() == v1::Phase::START_AUTO || phase.start() == v1::Phase::START_UNSPECIFIED ||
         IsSecondTimeOnly(phase);
}

}  // namespace

void NaiveLife::Introduce(const Deed& deed, absl::Time now) {
  state_ = v1::Proposal::STATE_INTRODUCED;
  urgent_ = deed.yes;
  proposer_ = deed.who;
  sponsors_.insert(deed.people.begin(), deed.people.end());
  doer_ = deed.number - 1;
  revision_ = 1;
  introduced_ = now;
  if (rule_.electorate().snapshot() != v1::Electorate::SNAPSHOT_AT_CALL) TakeElectorate(now);
  const v1::DiscussionPolicy& discussion = rule_.discussion();
  if (discussion.has_min() && !urgent_) discussion_min_ = now + Span(discussion.min());
  if (discussion.has_max()) discussion_end_ = now + Span(discussion.max());
}

// A call asks anew: what was said before does not count, holds go on.
void NaiveLife::Call(absl::Time now) {
  if (rule_.electorate().snapshot() == v1::Electorate::SNAPSHOT_AT_CALL) TakeElectorate(now);
  blocked_in_ = -1;
  asked_since_ = words_.size();
  Begin(0, now, true);
}

// `index` is where the phase before leads.
void NaiveLife::Enter(int index, absl::Time now) {
  const v1::Phase& next = phase(index);
  if (next.start_same_concern_only()) {
    std::set<int> concerns;
    bool first = true;
    for (const auto& [stopped, by] : stopped_by_) {
      if (phase(stopped).kind() != v1::Phase::KIND_CALL || stopped >= index) continue;
      std::set<int> both;
      std::set_intersection(concerns.begin(), concerns.end(), by.begin(), by.end(),
                            std::inserter(both, both.begin()));
      concerns = first ? by : both;
      first = false;
    }
    if (concerns.empty()) return BackTo(v1::Proposal::STATE_DISCUSSION, now);
  }
  if (IsSecondTimeOnly(next) && failures_[phase_] < 2) {
    return Park(v1::Proposal::STATE_TABLED, now + kParked);
  }
  if (StartsByItself(next)) return Begin(index, now, true);
  waiting_ = index;
  wishes_.clear();
  state_ = v1::Proposal::STATE_BLOCKED;
  phase_min_ = absl::InfinitePast();
  phase_end_ = absl::InfiniteFuture();
}

// Begins, or begins again in full. `anew`: asks for positions anew, where it
// asks for any.
void NaiveLife::Begin(int index, absl::Time now, bool anew) {
  const v1::Phase& next = phase(index);
  const bool through_block = blocked_in_ >= 0 || state_ == v1::Proposal::STATE_FALLBACK;
  const bool holds_only = next.may() == v1::Phase::MAY_HOLDS_ONLY;
  GiveNotice(now);
  phase_ = index;
  waiting_ = -1;
  meetings_ = 0;
  rounds_ = 0;
  const v1::PhaseTime& time = next.time();
  phase_min_ =
      time.has_min() ? Later(now, Span(time.min()), time.calendar()) : absl::InfinitePast();
  phase_end_ =
      time.has_max() ? Later(now, Span(time.max()), time.calendar()) : absl::InfiniteFuture();
  switch (next.kind()) {
    case v1::Phase::KIND_RESOLVING:
      state_ = v1::Proposal::STATE_RESOLVING;
      for (Block& block : blocks_) block.answered_for = false;
      return;
    case v1::Phase::KIND_VOTE:
      state_ = through_block ? v1::Proposal::STATE_FALLBACK : v1::Proposal::STATE_CALLED;
      break;
    case v1::Phase::KIND_LATE_WINDOW:
    case v1::Phase::KIND_RATIFY:
      state_ = v1::Proposal::STATE_PROVISIONAL;
      break;
    default:
      state_ = v1::Proposal::STATE_CALLED;
  }
  blocked_in_ = -1;
  if (anew && !holds_only &&
      (next.kind() == v1::Phase::KIND_VOTE || next.kind() == v1::Phase::KIND_RATIFY)) {
    asked_since_ = words_.size();
  }
  CloseEarly(now);
}

// Two conditions let a phase end before its time.
void NaiveLife::CloseEarly(absl::Time now) {
  if (ended_ || !IsAsked() || blocked_in_ >= 0 || waiting_ >= 0) return;
  const v1::PhaseTime& time = phase(phase_).time();
  const v1::Outcome outcome = Outcome(phase_, now, false);
  const bool answered =
      time.close_early_when_all_answered() && AllHaveAnswered() && !AnybodyHolds();
  const bool passed = time.close_early_when_passed() && IsAdopted(outcome);
  if (!answered && !passed) return;
  if (withdrawing()) return;
  Follow(phase_, outcome, now);
}

// What is held stops in phase `index` with the text that it has.
void NaiveLife::Stop(int index, const v1::Next& next, absl::Time now) {
  if (blocked_in_ < 0) {
    blocked_in_ = index;
    blocked_text_ = revision_;
  }
  std::set<int>& by = stopped_by_[index];
  for (const Block& block : blocks_) {
    if (IsOpen(block)) by.insert(block.concern);
  }
  Go(next, index, v1::OUTCOME_BLOCKED, now);
}

// Where the rule says that an outcome leads.
void NaiveLife::Follow(int index, v1::Outcome outcome, absl::Time now) {
  if (!IsAdopted(outcome) && outcome != v1::OUTCOME_FACILITATOR_MAY_DECLARE) ++failures_[index];
  if (phase(index).may() != v1::Phase::MAY_HOLDS_ONLY || !IsAdopted(outcome)) {
    asked_outcome_ = outcome;
    asked_phase_ = phase(index).name();
  }
  if (outcome == v1::OUTCOME_RETURN_TO_DISCUSSION) {
    return BackTo(v1::Proposal::STATE_DISCUSSION, now);
  }
  if (outcome == v1::OUTCOME_BLOCKED) return Stop(index, phase(index).on_blocked(), now);
  if (IsAdopted(outcome)) return Go(phase(index).on_pass(), index, outcome, now);
  const bool failed = outcome == v1::OUTCOME_NOT_ADOPTED;
  Go(failed ? phase(index).on_fail() : phase(index).on_deadline(), index, outcome, now);
}

void NaiveLife::Go(const v1::Next& next, int from, v1::Outcome outcome, absl::Time now) {
  for (int i = 0; i < phases().size(); ++i) {
    if (phase(i).name() == next.phase()) return Enter(i, now);
  }
  switch (next.ending()) {
    case v1::Next::ENDING_ADOPTED:
      return End(v1::Proposal::STATE_ADOPTED, outcome);
    case v1::Next::ENDING_REJECTED:
      return End(v1::Proposal::STATE_REJECTED, outcome);
    case v1::Next::ENDING_LAPSED:
      return End(v1::Proposal::STATE_LAPSED, outcome);
    case v1::Next::ENDING_EXPIRED:
      return End(v1::Proposal::STATE_EXPIRED, outcome);
    case v1::Next::ENDING_DISCUSSION:
      return BackTo(v1::Proposal::STATE_DISCUSSION, now);
    case v1::Next::ENDING_TABLED:
      // What it comes back to is the state before it was tabled.
      if (outcome == v1::OUTCOME_BLOCKED) state_ = v1::Proposal::STATE_BLOCKED;
      return Park(v1::Proposal::STATE_TABLED,
                  now + (next.has_return_after() ? Span(next.return_after()) : kParked));
    default:  // waits where it is
      if (outcome == v1::OUTCOME_BLOCKED) {
        phase_ = from;
        state_ = v1::Proposal::STATE_BLOCKED;
        phase_min_ = absl::InfinitePast();
        phase_end_ = absl::InfiniteFuture();
      }
  }
}

void NaiveLife::BackTo(v1::Proposal::State state, absl::Time now) {
  state_ = state;
  silence_over_ = absl::InfiniteFuture();
  blocked_in_ = -1;
  waiting_ = -1;
  phase_min_ = absl::InfinitePast();
  phase_end_ = absl::InfiniteFuture();
  returns_ = absl::InfiniteFuture();
  if (rule_.discussion().has_max()) discussion_end_ = now + Span(rule_.discussion().max());
}

void NaiveLife::Park(v1::Proposal::State state, absl::Time until) {
  parked_from_ = state_;
  silence_over_ = absl::InfiniteFuture();
  state_ = state;
  returns_ = until;
  phase_min_ = absl::InfinitePast();
  phase_end_ = absl::InfiniteFuture();
}

// Back to where it was: a phase runs again in full.
void NaiveLife::Unpark(absl::Time now) {
  returns_ = absl::InfiniteFuture();
  state_ = parked_from_;
  switch (parked_from_) {
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
      return BackTo(parked_from_, now);
    case v1::Proposal::STATE_BLOCKED:
      GiveNotice(now);
      return HoldEnded(now);
    default:
      break;
  }
  Begin(phase_, now, false);
  // Holds may have come and gone meanwhile.
  state_ == v1::Proposal::STATE_RESOLVING ? HoldEnded(now) : HoldRaised(now);
}

void NaiveLife::End(v1::Proposal::State state, v1::Outcome outcome) {
  state_ = state;
  ended_ = true;
  waiting_ = -1;
  final_outcome_ = outcome;
  final_phase_ = phase_ < 0 || outcome == v1::OUTCOME_UNSPECIFIED ? "" : phase(phase_).name();
  // What a window that asked for nothing lets through was decided before it.
  if (IsAdopted(outcome) && phase(phase_).may() == v1::Phase::MAY_HOLDS_ONLY) {
    final_outcome_ = asked_outcome_;
    final_phase_ = asked_phase_;
  }
  if (outcome == v1::OUTCOME_BLOCKED && blocked_in_ >= 0) final_phase_ = phase(blocked_in_).name();
  withdraws_ = absl::InfiniteFuture();
  returns_ = absl::InfiniteFuture();
}

// The end of a phase, which itself is too late.
void NaiveLife::EndOfPhase(absl::Time now) {
  // A withdrawal that is announced, and a test that has a time of its own,
  // hold the end up until they are over.
  if (withdrawing()) {
    phase_end_ = withdraws_;
    return;
  }
  absl::Time until = absl::InfinitePast();
  for (const Block& block : blocks_) {
    if (block.state == v1::Block::STATE_UNDER_TEST && block.test_until != absl::InfiniteFuture()) {
      until = std::max(until, block.test_until);
    }
  }
  if (until > now) {
    phase_end_ = until;
    return;
  }
  if (state_ == v1::Proposal::STATE_RESOLVING) return EndResolving(now);
  phase_end_ = absl::InfiniteFuture();
  Close(now);
}

void NaiveLife::Close(absl::Time now) {
  const int closing = phase_;
  SettleTests(false, now);
  if (ended_ || phase_ != closing || !IsAsked() || blocked_in_ >= 0) return;
  Follow(phase_, Outcome(phase_, now), now);
}

bool NaiveLife::WaitsForSomebody(absl::Time now) const {
  const NaiveCount count = Count(phase_, now, true);
  return (HoldsStop(phase_) && count.objections + count.untested_blocks > 0) ||
         (phase(phase_).has_judged() && count.unaddressed > 0);
}

// A member asks: closes what the rule lets close now. (Where nothing could
// close, asking was refused, unless a test was settled on the way.)
void NaiveLife::Decide(absl::Time now) {
  if (state_ == v1::Proposal::STATE_RESOLVING) return EndResolving(now);
  const int closing = phase_;
  SettleTests(false, now);
  if (ended_ || phase_ != closing || !IsAsked() || blocked_in_ >= 0) return;
  const v1::Outcome outcome = Outcome(phase_, now);
  const bool endless = phase_end_ == absl::InfiniteFuture();
  switch (outcome) {
    case v1::OUTCOME_NO_QUORUM:
    case v1::OUTCOME_NOT_READY:
      // What may still come is over once everybody has answered and nothing
      // waits for a test, an answer or to be resolved.
      if (endless && AllHaveAnswered() && now >= phase_min_ && !WaitsForSomebody(now)) {
        Follow(phase_, outcome, now);
      }
      return;
    case v1::OUTCOME_NOT_ADOPTED:
      if (endless) Follow(phase_, outcome, now);
      return;
    case v1::OUTCOME_FACILITATOR_MAY_DECLARE:
      return;
    default:
      Follow(phase_, outcome, now);
  }
}

void NaiveLife::EndResolving(absl::Time now) {
  phase_end_ = absl::InfiniteFuture();
  SettleTests(false, now);
  if (state_ != v1::Proposal::STATE_RESOLVING) return;
  if (LapseTheIdle() && !SomethingHolds(now)) {
    const v1::Next& next = phase(phase_).on_deadline();
    if (next.phase().empty()) return HoldEnded(now);
    return Go(next, phase_, v1::OUTCOME_NOT_READY, now);
  }
  Go(phase(phase_).on_blocked(), phase_, v1::OUTCOME_BLOCKED, now);
}

// Section 5 D2: nobody holds the issue captive by inaction. Whoever has not done
// what the rule asks of a blocker by the end, and has not said why, stands aside;
// in these lives nobody brings a counter-proposal.
bool NaiveLife::LapseTheIdle() {
  const v1::BlockPolicy& policy = phase(phase_).block();
  const bool met = meetings_ > 0 || policy.duty().meetings() == 0;
  if (!policy.has_duty() || (met && !policy.duty().counter_proposal())) return false;
  bool any = false;
  for (Block& block : blocks_) {
    if (!IsOpen(block) || block.answered_for) continue;
    EndBlock(block, v1::Block::STATE_LAPSED, v1::STANCE_STAND_ASIDE);
    any = true;
  }
  return any;
}

void NaiveLife::Start(int who, absl::Time now) {
  const v1::Phase& next = phase(waiting_);
  if (next.start() != v1::Phase::START_VOTE) return Begin(waiting_, now, true);
  wishes_.insert(VoiceOf(who));
  // The share is of those present; without a record, everybody might be.
  const int present = attendance_ ? static_cast<int>(VoicesOf(*attendance_).size()) : Voices();
  if (ReachesShare(static_cast<int>(wishes_.size()), next.start_share(), present)) {
    Begin(waiting_, now, true);
  }
}

void NaiveLife::Meet(const Deed& deed, absl::Time now) {
  attendance_.emplace(deed.people.begin(), deed.people.end());
  if (deed.yes) {
    ++meetings_;
    for (const int member : deed.people) ++people_[member].meetings;
  }
  if (!IsAsked()) return;
  const int most = phase(phase_).time().max_meetings();
  if (most > 0 && meetings_ >= most) {
    if (state_ == v1::Proposal::STATE_RESOLVING) return EndResolving(now);
  }
  CloseEarly(now);
}

void NaiveLife::DoOnRoad(const Deed& deed, absl::Time now) {
  switch (deed.what) {
    case Deed::kIntroduce:
      return Introduce(deed, now);
    case Deed::kDiscuss:
      state_ = v1::Proposal::STATE_DISCUSSION;
      return;
    case Deed::kHearConcerns:
      state_ = v1::Proposal::STATE_CONCERNS;
      return;
    case Deed::kCall:
      return Call(now);
    case Deed::kDecide:
      return Decide(now);
    case Deed::kStart:
      return Start(deed.who, now);
    case Deed::kExtend: {
      const v1::PhaseTime& time = phase(phase_).time();
      const absl::Duration most =
          Span(time.has_max_extension() ? time.max_extension() : time.max());
      phase_end_ =
          Later(phase_end_, deed.by > absl::ZeroDuration() ? deed.by : most, time.calendar());
      return;
    }
    case Deed::kMeet:
      return Meet(deed, now);
    case Deed::kDeclare:
      return deed.yes
                 ? Go(phase(phase_).on_pass(), phase_, v1::OUTCOME_FACILITATOR_MAY_DECLARE, now)
                 : Go(phase(phase_).on_fail(), phase_, v1::OUTCOME_FACILITATOR_MAY_DECLARE, now);
    case Deed::kFacilitate:
      facilitator_ = deed.who;
      return;
    case Deed::kWithdraw:
      withdraws_ = now + Span(rule_.amendment().withdrawal_delay());
      if (withdraws_ <= now) End(v1::Proposal::STATE_WITHDRAWN, v1::OUTCOME_UNSPECIFIED);
      return;
    case Deed::kTakeOver:
      proposer_ = deed.who;
      withdraws_ = absl::InfiniteFuture();
      return CloseEarly(now);
    case Deed::kTable:
      return Park(v1::Proposal::STATE_TABLED, now + deed.by);
    default:
      return Unpark(now);
  }
}

}  // namespace assent::test
