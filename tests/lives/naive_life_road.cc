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
  ballots_open_ = false;
  OpenEarly();
  Begin(0, now, false);
}

// Whoever calls, or wants a phase that starts by a vote to start, is one voice for it.
void NaiveLife::Start(int index, int who, absl::Time now) {
  const v1::Phase& next = phase(index);
  if (next.start() == v1::Phase::START_VOTE) {
    if (waiting_ != index) wishes_.clear();
    waiting_ = index;
    wishes_.insert(VoiceOf(who));
    // The share is of those present, if they are half of all and a quorum; else
    // everybody might be.
    std::set<int> present = VoicesPresent();
    present.insert(wishes_.begin(), wishes_.end());
    const int here = static_cast<int>(present.size());
    const bool enough = 2 * here >= Voices() && ReachesQuorum(here, next.quorum(), Voices());
    const bool met = attendance_ && IsMeeting(*attendance_, -1) && enough;
    const int base = met ? here : Voices();
    if (!ReachesShare(static_cast<int>(wishes_.size()), next.start_share(), base)) return;
  }
  IsBeforeCall(state_) ? Call(now) : Begin(index, now, true);
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
    return Park(v1::Proposal::STATE_TABLED, now + kParked, now);
  }
  if (StartsByItself(next)) return Begin(index, now, true);
  LeaveResolving(now);
  state_ = v1::Proposal::STATE_BLOCKED;
  phase_min_ = absl::InfinitePast();
  AwaitStart(index, now);
}

// A vote on whether to start lasts as long as the first call.
void NaiveLife::AwaitStart(int index, absl::Time now) {
  waiting_ = index;
  wishes_.clear();
  phase_end_ = absl::InfiniteFuture();
  if (phase(index).start() != v1::Phase::START_VOTE) return;
  const v1::PhaseTime& call = phase(0).time();
  phase_end_ = Later(now, call.has_max() ? Span(call.max()) : absl::Hours(7 * 24), call.calendar());
}

// With the same text it goes on later where it stops now.
void NaiveLife::LeaveResolving(absl::Time now) {
  if (state_ != v1::Proposal::STATE_RESOLVING) return;
  resolved_in_ = phase_;
  resolved_text_ = blocked_text_;
  resolved_meetings_ = meetings_;
  resolving_left_ = std::max(resolving_end_ - now, absl::ZeroDuration());
}

// Begins, or begins again in full. `anew`: asks for positions anew, where it
// asks for any.
void NaiveLife::Begin(int index, absl::Time now, bool anew) {
  const v1::Phase& next = phase(index);
  const bool through_block = blocked_in_ >= 0 || state_ == v1::Proposal::STATE_FALLBACK;
  const bool holds_only = next.may() == v1::Phase::MAY_HOLDS_ONLY;
  const bool goes_on = left_.has_value();
  LeaveResolving(now);
  GiveNotice(now);
  phase_ = index;
  waiting_ = -1;
  meetings_ = 0;
  phase_began_ = now;
  const v1::PhaseTime& time = next.time();
  phase_min_ =
      time.has_min() ? Later(now, Span(time.min()), time.calendar()) : absl::InfinitePast();
  phase_end_ =
      time.has_max() ? Later(now, Span(time.max()), time.calendar()) : absl::InfiniteFuture();
  if (left_) {
    // Nobody knew when it would come back: a day at least, or all that there was.
    const absl::Duration day = std::min(absl::Hours(24), phase_end_ - now);
    phase_min_ = left_->second > absl::ZeroDuration() ? now + left_->second : absl::InfinitePast();
    phase_end_ = left_->first == absl::InfiniteDuration() ? absl::InfiniteFuture()
                                                          : now + std::max(left_->first, day);
    left_.reset();
  }
  if (next.kind() == v1::Phase::KIND_RATIFY) {
    if (!anew) phase_end_ = std::max(ratify_by_, now);  // it keeps its date
    ratify_by_ = phase_end_;
  }
  switch (next.kind()) {
    case v1::Phase::KIND_RESOLVING:
      state_ = v1::Proposal::STATE_RESOLVING;
      if (resolved_in_ == index && resolved_text_ == blocked_text_) {
        meetings_ = resolved_meetings_;
        phase_end_ = now + resolving_left_;
      }
      resolving_end_ = phase_end_;
      met_since_ = false;
      for (Block& block : blocks_) block.answered_for = false;
      BeginLapses(now);
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
  BeginLapses(now);
  if (anew && !holds_only &&
      (next.kind() == v1::Phase::KIND_VOTE || next.kind() == v1::Phase::KIND_RATIFY)) {
    asked_since_ = words_.size();
  }
  chosen_.reset();
  if (anew) ballots_open_ = false;
  if (!goes_on) OpenBallots(index);
  CloseEarly(now);
}

// Two conditions let a phase end before its time.
void NaiveLife::CloseEarly(absl::Time now) {
  if (ended_ || !IsAsked() || blocked_in_ >= 0 || waiting_ >= 0) return;
  const v1::PhaseTime& time = phase(phase_).time();
  const v1::Outcome outcome = Outcome(phase_, now, false);
  const bool held = !ChoosesRoads() && AnybodyHolds();
  const bool answered = time.close_early_when_all_answered() && AllHaveAnswered() && !held;
  // Before ballots are counted nobody knows what passes.
  const bool passed = time.close_early_when_passed() && IsAdopted(outcome) && !TakesBallots();
  if (!answered && !passed) return;
  if (withdrawing() || TextComesToRest(now) > now) return;
  if (ChoosesRoads()) {
    CountBallots();
    if (*chosen_ > 0) Follow(phase_, Outcome(phase_, now), now);
    return;
  }
  // Whoever wants to talk on is given the time that there is.
  NaiveCount count = Count(phase_, now, false);
  if (IsAdopted(outcome) && count.said[v1::STANCE_MORE_DISCUSSION] > 0) return;
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
  BeginLapses(now);
  Go(next, index, v1::OUTCOME_BLOCKED, now);
}

// What was asked for stays what decided, until something is asked for again. A window
// only confirms it, with what the same people say by then, or is stopped by a hold.
void NaiveLife::Remember(int index, v1::Outcome outcome, absl::Time now) {
  const std::map<v1::Stance, int> said = Count(index, now, false).said;
  if (phase(index).may() != v1::Phase::MAY_HOLDS_ONLY || asked_.index < 0) {
    asked_ = {outcome, phase(index).name(), index, said, now, phase_end_};
    stopped_.reset();
    return;
  }
  if (!IsAdopted(outcome)) {
    stopped_ = Closed{outcome, phase(index).name(), index, said, now, phase_end_};
    return;
  }
  stopped_.reset();
  NaiveCount today = Count(asked_.index, now, false);
  for (int stance = 1; stance < v1::Stance_ARRAYSIZE; ++stance) {
    const auto which = static_cast<v1::Stance>(stance);
    if (today.said[which] == asked_.said[which]) continue;
    const v1::Outcome again = Outcome(asked_.index, now, false);
    if (IsAdopted(again)) {
      asked_.outcome = again;
    } else {
      asked_.outcome = outcome;
      asked_.phase = phase(index).name();
    }
    asked_.said = today.said;
    return;
  }
  // As many say the same; an objection may have come or gone, and with it dissent.
  const v1::Outcome again = Outcome(asked_.index, now, false);
  if (IsAdopted(again)) asked_.outcome = again;
}

// Somebody declares the sense: adopted, with whoever does not go along on record.
void NaiveLife::Declare(bool adopted, absl::Time now) {
  NaiveCount count = Count(phase_, now, false);
  int dissent = 0;
  for (const v1::Stance stance : {v1::STANCE_STAND_ASIDE, v1::STANCE_DISAGREE, v1::STANCE_BLOCK}) {
    dissent += count.said[stance];
  }
  const v1::Outcome outcome = !adopted      ? v1::OUTCOME_NOT_ADOPTED
                              : dissent > 0 ? v1::OUTCOME_ADOPTED_WITH_DISSENT
                                            : v1::OUTCOME_ADOPTED;
  asked_ = {outcome, phase(phase_).name(), phase_, count.said, now, phase_end_};
  stopped_.reset();
  Go(adopted ? phase(phase_).on_pass() : phase(phase_).on_fail(), phase_, outcome, now);
}

// Where the rule says that an outcome leads.
void NaiveLife::Follow(int index, v1::Outcome outcome, absl::Time now) {
  if (!IsAdopted(outcome) && outcome != v1::OUTCOME_FACILITATOR_MAY_DECLARE) ++failures_[index];
  Remember(index, outcome, now);
  if (phase(index).has_roads()) CloseRoads();
  if (outcome == v1::OUTCOME_ROAD_CHOSEN) {
    return Go(phase(index).roads().options(*chosen_ - 1).next(), index, outcome, now);
  }
  if (outcome == v1::OUTCOME_RETURN_TO_DISCUSSION) {
    return BackTo(v1::Proposal::STATE_DISCUSSION, now);
  }
  if (outcome == v1::OUTCOME_BLOCKED) return Stop(index, phase(index).on_blocked(), now);
  if (IsAdopted(outcome)) return Go(phase(index).on_pass(), index, outcome, now);
  // An objection that stops a phase is worked on as a block is.
  const v1::Next& blocked = phase(index).on_blocked();
  const bool something_to_do = !blocked.phase().empty() ||
                               blocked.ending() == v1::Next::ENDING_DISCUSSION ||
                               blocked.ending() == v1::Next::ENDING_TABLED;
  const bool objected =
      outcome == v1::OUTCOME_NOT_READY && IsHeldByObjections(phase(index), Count(index, now, true));
  if (objected && something_to_do) return Stop(index, blocked, now);
  // For want of a quorum it is carried over once.
  if (outcome == v1::OUTCOME_NO_QUORUM && ++without_quorum_[index] > 1 &&
      phase(index).on_deadline().ending() == v1::Next::ENDING_TABLED) {
    return End(v1::Proposal::STATE_LAPSED, outcome);
  }
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
      // It comes back to the phase that did not get through.
      blocked_in_ = -1;
      return Park(v1::Proposal::STATE_TABLED,
                  now + (next.has_return_after() ? Span(next.return_after()) : kParked), now);
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
  LeaveResolving(now);
  state_ = state;
  silence_over_ = absl::InfiniteFuture();
  blocked_in_ = -1;
  waiting_ = -1;
  wishes_.clear();
  without_quorum_.clear();
  asked_ = Closed();
  stopped_.reset();
  phase_min_ = absl::InfinitePast();
  phase_end_ = absl::InfiniteFuture();
  returns_ = absl::InfiniteFuture();
  if (rule_.discussion().has_max()) discussion_end_ = now + Span(rule_.discussion().max());
  BeginLapses(now);
}

void NaiveLife::Park(v1::Proposal::State state, absl::Time until, absl::Time now) {
  LeaveResolving(now);
  for (Block& block : blocks_) {  // nobody is silent while nobody is asked
    if (!IsOpen(block) || block.lapse == absl::InfiniteFuture()) continue;
    block.lapse_left = std::max(block.lapse - now, absl::ZeroDuration());
    block.lapse = absl::InfiniteFuture();
  }
  for (Concern& concern : concerns_) {
    if (concern.lapse == absl::InfiniteFuture()) continue;
    concern.lapse_left = std::max(concern.lapse - now, absl::ZeroDuration());
    concern.lapse = absl::InfiniteFuture();
  }
  parked_from_ = state_;
  silence_over_ = absl::InfiniteFuture();
  state_ = state;
  returns_ = until;
  phase_min_ = absl::InfinitePast();
  phase_end_ = absl::InfiniteFuture();
}

// Back to where it was: what somebody parked has what was left of its time, else a phase
// runs again in full.
void NaiveLife::Unpark(absl::Time now) {
  returns_ = absl::InfiniteFuture();
  for (Block& block : blocks_) {
    if (IsOpen(block)) block.lapse = now + block.lapse_left;
    block.lapse_left = absl::InfiniteDuration();
  }
  for (Concern& concern : concerns_) {
    concern.lapse = now + concern.lapse_left;
    concern.lapse_left = absl::InfiniteDuration();
  }
  // Resolving goes on with what was left when it was parked.
  if (parked_from_ != v1::Proposal::STATE_RESOLVING) state_ = parked_from_;
  switch (parked_from_) {
    case v1::Proposal::STATE_INTRODUCED:
    case v1::Proposal::STATE_DISCUSSION:
    case v1::Proposal::STATE_CONCERNS:
      return BackTo(parked_from_, now);
    case v1::Proposal::STATE_BLOCKED:
      GiveNotice(now);
      if (waiting_ >= 0) {
        AwaitStart(waiting_, now);
      } else if (IsDated(phase_)) {
        phase_end_ = std::max(ratify_by_, now);
      }
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
  // What a window that asked for nothing lets through was decided before it.
  if (outcome != v1::OUTCOME_UNSPECIFIED) {
    const Closed& decided = stopped_ && !IsAdopted(outcome) ? *stopped_ : asked_;
    final_outcome_ = decided.outcome;
    final_phase_ = decided.phase;
  }
  withdraws_ = absl::InfiniteFuture();
  returns_ = absl::InfiniteFuture();
}

void NaiveLife::Prolong(absl::Time end) {
  phase_end_ = end;
  resolving_end_ = end;
  if (phase(phase_).kind() == v1::Phase::KIND_RATIFY) ratify_by_ = end;
}

// The end of a phase, which itself is too late.
void NaiveLife::EndOfPhase(absl::Time now) {
  // A withdrawal that is announced, a test that has a time of its own, and a change of
  // the text hold the end up until they are over.
  absl::Time until = TextComesToRest(now);
  if (withdrawing()) until = std::max(until, withdraws_);
  for (const Block& block : blocks_) {
    if (block.state == v1::Block::STATE_UNDER_TEST && block.test_until != absl::InfiniteFuture()) {
      until = std::max(until, block.test_until);
    }
  }
  if (until > now) {
    Prolong(until);
    return;
  }
  // Too few wanted what would have led on.
  if (waiting_ >= 0) return End(v1::Proposal::STATE_REJECTED, v1::OUTCOME_BLOCKED);
  if (state_ == v1::Proposal::STATE_RESOLVING) return EndResolving(now);
  phase_end_ = absl::InfiniteFuture();
  if (blocked_in_ < 0) return Close(now);
  SettleTests(false, now);  // held until its date
  if (state_ == v1::Proposal::STATE_BLOCKED) Follow(phase_, Outcome(phase_, now), now);
}

void NaiveLife::Close(absl::Time now) {
  const int closing = phase_;
  SettleTests(false, now);
  if (ended_ || phase_ != closing || !IsAsked() || blocked_in_ >= 0) return;
  CountBallots();
  Follow(phase_, Outcome(phase_, now), now);
}

bool NaiveLife::WaitsForSomebody(absl::Time now) const {
  const NaiveCount count = Count(phase_, now, true);
  return (HoldsStop(phase_) && count.untested_blocks > 0) ||
         IsHeldByObjections(phase(phase_), count) ||
         (phase(phase_).has_judged() && count.unaddressed > 0);
}

// A member asks: closes what the rule lets close now. (Where nothing could
// close, asking was refused, unless a test was settled on the way.)
void NaiveLife::Decide(absl::Time now) {
  if (state_ == v1::Proposal::STATE_RESOLVING) return EndResolving(now);
  const int closing = phase_;
  SettleTests(true, now);
  if (ended_ || phase_ != closing || !IsAsked() || blocked_in_ >= 0) return;
  if (ChoosesRoads()) return;  // everybody is given the time that there is
  if (TakesBallots()) {
    CountBallots();
    return Follow(phase_, Outcome(phase_, now), now);
  }
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
      // Where nobody has answered, nobody has said no; and a no takes its least time, too.
      if (endless && now >= phase_min_ && Answered(Count(phase_, now, true)) > 0) {
        Follow(phase_, outcome, now);
      }
      return;
    case v1::OUTCOME_FACILITATOR_MAY_DECLARE:
      return;
    case v1::OUTCOME_BLOCKED:
      // Where that is the end of it, others have the least time to do something about it.
      if (now < phase_min_ && EndsBlocked(phase_)) return;
      return Follow(phase_, outcome, now);
    default:
      Follow(phase_, outcome, now);
  }
}

void NaiveLife::EndResolving(absl::Time now) {
  phase_end_ = absl::InfiniteFuture();
  SettleTests(false, now);
  if (state_ != v1::Proposal::STATE_RESOLVING) return;
  if (LapseTheIdle() && !SomethingHolds(blocked_in_, now)) {
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
  const bool met = met_since_ || policy.duty().meetings() == 0;
  if (!policy.has_duty() || (met && !policy.duty().counter_proposal())) return false;
  bool any = false;
  for (Block& block : blocks_) {
    if (!IsOpen(block) || block.answered_for) continue;
    EndBlock(block, v1::Block::STATE_LAPSED, v1::STANCE_STAND_ASIDE);
    any = true;
  }
  return any;
}

// Somebody beside whoever says that they met, and half of the voices.
bool NaiveLife::IsMeeting(const std::set<int>& people, int recorder) const {
  if (Voices() == 1) return true;
  std::set<int> others = people;
  others.erase(recorder);
  return !others.empty() && 2 * static_cast<int>(VoicesOf(people).size()) >= Voices();
}

// Nobody is present on the word of one other alone, unless that one facilitates what
// somebody else brings.
void NaiveLife::PutOnRecord(int member, int recorder, absl::Time now) {
  Presence presence;
  const auto before = presence_.find(member);
  const bool same = before != presence_.end() && now < before->second.time + absl::Hours(18);
  if (same) presence.by = before->second.by;
  presence.by.insert(recorder);
  presence.last = recorder;
  presence.listed = true;
  presence.time = now;
  const bool brings = recorder == proposer_ || sponsors_.count(recorder) > 0;
  presence.counts = recorder == facilitator_ && !brings;
  if (same && before->second.last == member) {  // their own word goes on
    presence.last = member;
    presence.time = before->second.time;
  }
  presence_[member] = presence;
  if (recorder == member) absent_.erase(member);
}

std::set<int> NaiveLife::Counted() const {
  std::set<int> counted;
  if (!attendance_) return counted;
  for (const int member : *attendance_) {
    const Presence& presence = presence_.at(member);
    const bool own = presence.last == member;
    if (own || presence.by.size() > 1 || presence.counts) counted.insert(member);
  }
  return counted;
}

// Of a hand: there on another word than that of whoever records it.
bool NaiveLife::BorneOut(int member, int recorder, absl::Time now) const {
  if (member == recorder) return true;
  const auto found = presence_.find(member);
  if (found == presence_.end() || found->second.time + absl::Hours(18) <= now) return false;
  const Presence& presence = found->second;
  return presence.last == member || presence.last != recorder || presence.by.size() > 1;
}

void NaiveLife::SayPresence(const Deed& deed, absl::Time now) {
  if (!attendance_) attendance_.emplace();
  if (!deed.yes) {
    attendance_->insert(deed.who);
    Presence& presence = presence_[deed.who];
    presence.by = {deed.who};
    presence.last = deed.who;
    presence.time = now;
    absent_.erase(deed.who);
    return;
  }
  attendance_->erase(deed.who);
  presence_.erase(deed.who);
  absent_.insert(deed.who);
  if (blocked_in_ >= 0) return HoldEnded(now);
  const bool passed =
      asked_.index >= 0 && phase_ >= 0 && phase(phase_).may() == v1::Phase::MAY_HOLDS_ONLY;
  if (passed) WorkOutAgain(now);
}

void NaiveLife::Meet(const Deed& deed, absl::Time now) {
  const std::set<int> before = attendance_.value_or(std::set<int>());
  attendance_.emplace(deed.people.begin(), deed.people.end());
  std::erase_if(presence_, [&](const auto& one) { return attendance_->count(one.first) == 0; });
  for (const int member : *attendance_) PutOnRecord(member, deed.who, now);
  if (deed.yes && IsMeeting(*attendance_, deed.who)) {
    // Soon after the last one it is the same one still.
    const bool same = SameMeeting(now);
    for (const int member : *attendance_) {
      if (!same || before.count(member) == 0) ++people_[member].meetings;
    }
    met_since_ = true;
    if (!same) ++meetings_;
    if (!same) last_met_ = now;
  }
  // Whoever was there says nothing by it: no condition comes true that was not before.
  if (!IsAsked() || state_ != v1::Proposal::STATE_RESOLVING) return;
  const int most = phase(phase_).time().max_meetings();
  if (most > 0 && meetings_ >= most && now >= phase_min_) EndResolving(now);
}

void NaiveLife::DoOnRoad(const Deed& deed, absl::Time now) {
  switch (deed.what) {
    case Deed::kIntroduce:
      return Introduce(deed, now);
    case Deed::kDiscuss:
    case Deed::kHearConcerns:
      state_ = deed.what == Deed::kDiscuss ? v1::Proposal::STATE_DISCUSSION
                                           : v1::Proposal::STATE_CONCERNS;
      waiting_ = -1;  // who wanted a vote to start wanted it then
      return;
    case Deed::kCall:
      return Start(0, deed.who, now);
    case Deed::kDecide:
      return Decide(now);
    case Deed::kStart:
      return Start(waiting_, deed.who, now);
    case Deed::kExtend: {
      const v1::PhaseTime& time = phase(phase_).time();
      const absl::Duration most =
          Span(time.has_max_extension() ? time.max_extension() : time.max());
      absl::Duration by = deed.by > absl::ZeroDuration() ? deed.by : most;
      if (time.has_max_extended()) {
        by = std::min(by, phase_began_ + Span(time.max_extended()) - phase_end_);
      }
      Prolong(Later(phase_end_, by, time.calendar()));
      return;
    }
    case Deed::kMeet:
      return Meet(deed, now);
    case Deed::kHere:
      return SayPresence(deed, now);
    case Deed::kDeclare:
      return Declare(deed.yes, now);
    case Deed::kFacilitate:
      facilitator_ = deed.who;
      return;
    case Deed::kObjectToFacilitator:
      unwanted_.erase(deed.who);
      if (deed.yes) return;
      unwanted_[deed.who] = facilitator_;
      facilitator_ = -1;
      return;
    case Deed::kWithdraw:
      withdraws_ = now + Span(rule_.amendment().withdrawal_delay());
      if (withdraws_ <= now) End(v1::Proposal::STATE_WITHDRAWN, v1::OUTCOME_UNSPECIFIED);
      return;
    case Deed::kTakeOver:
      proposer_ = deed.who;
      withdraws_ = absl::InfiniteFuture();
      return CloseEarly(now);
    case Deed::kTable: {
      const bool runs =
          state_ == v1::Proposal::STATE_CALLED || state_ == v1::Proposal::STATE_FALLBACK;
      const absl::Duration left = phase_end_ - now;
      const absl::Duration least = std::max(phase_min_ - now, absl::ZeroDuration());
      Park(deed.yes ? v1::Proposal::STATE_REFERRED : v1::Proposal::STATE_TABLED, now + deed.by,
           now);
      if (runs) left_ = {left, least};
      return;
    }
    default:
      return Unpark(now);
  }
}

}  // namespace assent::test
