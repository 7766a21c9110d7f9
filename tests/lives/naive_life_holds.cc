// Concerns and blocks: section 1 "hold", section 5 B, D, F.

#include <algorithm>

#include "tests/lives/naive_life.h"

namespace assent::test {
namespace {

bool Needs(const v1::BlockTest::Supporters& supporters) {
  return supporters.count() > 0 || supporters.has_fraction();
}

v1::Next WaitWhereItIs() {
  v1::Next next;
  next.set_ending(v1::Next::ENDING_WAIT);
  return next;
}

}  // namespace

bool NaiveLife::IsOpen(const Block& block) {
  return block.state == v1::Block::STATE_STANDING || block.state == v1::Block::STATE_UNDER_TEST;
}

// An open objection holds until its holder or a rule ends it; an answer does
// not. One that a block rests on holds as that block.
bool NaiveLife::Holds(const Concern& concern) {
  return concern.objection && !concern.block && !concern.hold_ended &&
         (concern.state == v1::Concern::STATE_OPEN || concern.state == v1::Concern::STATE_ANSWERED);
}

NaiveLife::Block* NaiveLife::BlockOn(int concern) {
  for (Block& block : blocks_) {
    if (block.concern == concern) return &block;
  }
  return nullptr;
}

// Of the phase that decides, or decided before it was blocked.
const v1::BlockPolicy& NaiveLife::BlockPolicy() const { return phase(Deciding()).block(); }

// On concern `number`; 0: on a new one. `recorded_by` somebody else; -1: by its holder.
void NaiveLife::NewBlock(int number, int holder, int recorded_by, absl::Time now) {
  if (number == 0) {
    Concern concern;
    concern.objection = true;
    concern.author = concern.holder = holder;
    concerns_.push_back(concern);
    number = static_cast<int>(concerns_.size());
    Spoke(holder, now);
  }
  // Taken back with a block, it may be blocked over again.
  if (concerns_[number - 1].state == v1::Concern::STATE_WITHDRAWN) {
    concerns_[number - 1].state = v1::Concern::STATE_OPEN;
  }
  concerns_[number - 1].block = true;
  concerns_[number - 1].hold_ended = false;
  Block block;
  block.concern = number;
  block.voice = VoiceOf(holder);
  block.revision = revision_;
  block.answered_for = true;
  const v1::BlockPolicy& policy = BlockPolicy();
  BeginLapse(block, now);
  if (policy.asked() == v1::BlockPolicy::ASKED_ALWAYS && !policy.validation().empty()) {
    block.state = v1::Block::STATE_UNDER_TEST;
    block.challenged = true;
    block.asked = now;
    if (policy.has_test_within()) block.test_until = now + Span(policy.test_within());
  }
  blocks_.erase(std::remove_if(blocks_.begin(), blocks_.end(),
                               [&](const Block& b) { return b.concern == number; }),
                blocks_.end());
  blocks_.push_back(block);
  Say(block.voice, holder, v1::STANCE_BLOCK, recorded_by);
}

// The concern stays as it is, except that it no longer holds. What its
// holder's position becomes is said in their name; nothing for who has left.
void NaiveLife::EndBlock(Block& block, v1::Block::State state, v1::Stance becomes) {
  block.state = state;
  block.lapse = absl::InfiniteFuture();
  block.lapse_left = absl::InfiniteDuration();
  block.test_until = absl::InfiniteFuture();
  Concern& concern = concerns_[block.concern - 1];
  concern.hold_ended = true;
  // Silent in the design: whoever takes their block back takes back the concern
  // under it, too; whoever still sees something wrong lets it go on on record.
  if (state == v1::Block::STATE_WITHDRAWN && concern.state < v1::Concern::STATE_RESOLVED) {
    const bool stays = becomes == v1::STANCE_RESERVATIONS || becomes == v1::STANCE_STAND_ASIDE ||
                       becomes == v1::STANCE_DISAGREE;
    concern.state = stays ? v1::Concern::STATE_CARRIED : v1::Concern::STATE_WITHDRAWN;
  }
  if (mistake_ == Mistake::kLapseFreesConcern && state == v1::Block::STATE_LAPSED) {
    concern.state = v1::Concern::STATE_WITHDRAWN;
  }
  if (block.voice < 0) return;
  // What was recorded for somebody stays theirs to contest, unless they speak themselves.
  const Word* word = LastWord(block.voice);
  const bool speaks = state == v1::Block::STATE_WITHDRAWN;
  const int recorded_by = word == nullptr || speaks ? -1 : word->recorded_by;
  if (becomes == v1::STANCE_UNSPECIFIED || concern.holder >= 0) {
    Say(block.voice, concern.holder, becomes, recorded_by);
  }
}

bool NaiveLife::IsParked() const {
  return state_ == v1::Proposal::STATE_TABLED || state_ == v1::Proposal::STATE_REFERRED;
}

// Section 5 D: silent for so long, and it lapses; nobody is silent while it is parked.
void NaiveLife::BeginLapse(Block& block, absl::Time now) {
  if (!BlockPolicy().has_lapse_after()) return;
  const absl::Duration span = Span(BlockPolicy().lapse_after());
  IsParked() ? void(block.lapse_left = span) : void(block.lapse = now + span);
}

// An objection holds as a block does: who holds what was called by one, where holds stop,
// is not to hold it captive by silence either.
bool NaiveLife::MayFallSilent(const Concern& concern) const {
  return phase_ >= 0 && !ended_ && concern.holder >= 0 && Holds(concern) && HoldsStop(Deciding());
}

void NaiveLife::BeginLapse(Concern& concern, absl::Time now) {
  concern.lapse = absl::InfiniteFuture();
  concern.lapse_left = absl::InfiniteDuration();
  if (!MayFallSilent(concern) || !BlockPolicy().has_lapse_after()) return;
  const absl::Duration span = Span(BlockPolicy().lapse_after());
  IsParked() ? void(concern.lapse_left = span) : void(concern.lapse = now + span);
}

// Where it stands now has begun: what holds there from now on has its time.
void NaiveLife::BeginLapses(absl::Time now) {
  for (Concern& concern : concerns_) {
    const bool runs = concern.lapse > now && concern.lapse != absl::InfiniteFuture();
    if (!runs || !MayFallSilent(concern)) BeginLapse(concern, now);
  }
}

// Whoever raises a concern, answers one or writes a change is not silent.
void NaiveLife::Spoke(int who, absl::Time now) {
  for (Concern& concern : concerns_) {
    if (concern.holder == who) BeginLapse(concern, now);
  }
  for (Block& block : blocks_) {
    if (IsOpen(block) && concerns_[block.concern - 1].holder == who) BeginLapse(block, now);
  }
}

// Its holder says that it is met, takes it back, or lets the proposal go on
// with it as a reservation. A block that rests on it ends, too.
void NaiveLife::EndConcern(int number, v1::Concern::State state, absl::Time now) {
  Concern& concern = concerns_[number - 1];
  const bool held = Holds(concern);
  concern.state = state;
  concern.adopt_by = absl::InfiniteFuture();
  Block* block = concern.block ? BlockOn(number) : nullptr;
  if (block != nullptr && IsOpen(*block)) {
    // Carried is what RESERVATIONS says, where the rule knows them.
    const bool reserves =
        state == v1::Concern::STATE_CARRIED && Allowed().count(v1::STANCE_RESERVATIONS) > 0;
    EndBlock(*block, v1::Block::STATE_WITHDRAWN,
             reserves ? v1::STANCE_RESERVATIONS : v1::STANCE_UNSPECIFIED);
    return HoldEnded(now);
  }
  if (held) HoldEnded(now);
}

// One test of a block by what is known so far; `settled`: nothing that can
// still be said changes it.
bool NaiveLife::TestPasses(const v1::BlockTest& test, const Block& block, bool* settled) const {
  *settled = false;
  std::set<int> supporting = VoicesOf(block.supporters);
  supporting.erase(block.voice);
  const int supporters = static_cast<int>(supporting.size());
  NaiveCount count = Count(Deciding(), absl::InfinitePast(), false);
  if (test.has_supporters()) {
    bool passes = Needs(test.supporters()) && supporters >= test.supporters().count();
    if (test.supporters().has_fraction()) {
      passes = passes && ReachesShare(supporters, test.supporters().fraction(),
                                      BaseOf(count, test.supporters().base()));
    }
    *settled = passes;
    return passes;
  }
  if (test.has_second()) {
    *settled = supporters >= test.second().count();
    return *settled;
  }
  if (test.has_logic()) {
    // Silent in the design: a facilitator's silence takes no block away.
    *settled = block.logic != v1::LOGIC_RESULT_UNSPECIFIED;
    return block.logic != v1::LOGIC_RESULT_NOT_REASONED;
  }
  if (test.has_attempt_made()) {
    *settled = block.attempt != v1::ATTEMPT_RESULT_UNSPECIFIED;
    return block.attempt != v1::ATTEMPT_RESULT_REFUSED;  // silence finds nothing
  }
  // A ballot. Blockers are left out of votes and base where the rule says so.
  const bool strikes = test.has_invalidate();
  const bool without_blockers =
      strikes ? test.invalidate().exclude_blockers() : test.group_accepts().exclude_blockers();
  std::set<int> blockers;
  if (without_blockers) {
    blockers.insert(block.voice);
    for (const Block& other : blocks_) {
      if (IsOpen(other)) blockers.insert(other.voice);
    }
  }
  int valid = 0;
  int invalid = 0;
  for (const auto& [voice, finding] : block.findings) {
    if (blockers.count(voice) == 0) ++(finding ? valid : invalid);
  }
  const v1::Base& base = strikes ? test.invalidate().base() : test.group_accepts().base();
  int of = base.kind() == v1::Base::KIND_PRESENT || base.kind() == v1::Base::KIND_MEMBERS
               ? BaseOf(count, base)
               : valid + invalid;
  if (without_blockers &&
      (base.kind() == v1::Base::KIND_MEMBERS || base.kind() == v1::Base::KIND_PRESENT)) {
    of -= static_cast<int>(blockers.size());  // whoever blocks is there
  }
  // Of a fixed base a share that is reached is reached for good.
  const bool fixed = base.kind() == v1::Base::KIND_PRESENT || base.kind() == v1::Base::KIND_MEMBERS;
  if (strikes) {
    const bool struck = ReachesShare(invalid, test.invalidate().fraction(), of);
    *settled = struck && fixed;
    return !struck;
  }
  const bool accepted = ReachesShare(valid, test.group_accepts().fraction(), of);
  *settled = accepted && fixed;
  return accepted;
}

// All tests must pass. `over`: by what is known now, once and for all.
void NaiveLife::LookAtTest(Block& block, bool over, absl::Time now) {
  const auto& tests = phase(Deciding()).block().validation();
  const bool second_needed =
      std::any_of(tests.begin(), tests.end(), [](const auto& test) { return test.has_second(); });
  if (block.state != v1::Block::STATE_UNDER_TEST &&
      !(second_needed && block.challenged && block.state == v1::Block::STATE_STANDING)) {
    return;
  }
  bool all_pass = true;
  bool all_settled = true;
  bool fails = false;
  for (const v1::BlockTest& test : tests) {
    bool settled = false;
    const bool passes = TestPasses(test, block, &settled);
    all_pass = all_pass && passes;
    all_settled = all_settled && settled;
    fails = fails || (settled && !passes);
  }
  const bool lost_second = second_needed && block.state == v1::Block::STATE_STANDING && !all_pass;
  if (lost_second) {
    EndBlock(block, v1::Block::STATE_INVALID, phase(Deciding()).block().invalid_becomes());
    HoldEnded(now);
  } else if (fails || over || (all_pass && all_settled)) {
    EndTest(block, all_pass, now);
  }
}

// A decision is asked for, or the phase ends: what has no time of its own is
// settled by what is known; on asking, not before people could judge.
void NaiveLife::SettleTests(bool asked, absl::Time now) {
  const NaiveLife as_asked = *this;  // what one test finds changes no other that is over with it
  for (size_t i = 0; i < as_asked.blocks_.size(); ++i) {
    const Block& block = as_asked.blocks_[i];
    if (block.state != v1::Block::STATE_UNDER_TEST) continue;
    if (block.test_until != absl::InfiniteFuture()) continue;
    if (asked && !as_asked.WasHeard(block, now)) continue;
    EndTest(blocks_[i], as_asked.TestsPass(block), now);
  }
}

// By what is known now, once and for all.
bool NaiveLife::TestsPass(const Block& block) const {
  const auto& tests = phase(Deciding()).block().validation();
  return std::all_of(tests.begin(), tests.end(), [&](const v1::BlockTest& test) {
    bool settled = false;
    return TestPasses(test, block, &settled);
  });
}

void NaiveLife::EndTest(Block& block, bool passes, absl::Time now) {
  if (block.state != v1::Block::STATE_UNDER_TEST) return;
  if (!passes) {
    EndBlock(block, v1::Block::STATE_INVALID, phase(Deciding()).block().invalid_becomes());
    return HoldEnded(now);
  }
  block.state = v1::Block::STATE_STANDING;
  block.test_until = absl::InfiniteFuture();
  blocked_in_ >= 0 ? HoldProven(now) : HoldRaised(now);
}

// Half of the others who are present, or a day. Who challenges or supports has judged.
bool NaiveLife::WasHeard(const Block& block, absl::Time now) const {
  std::set<int> judged = VoicesOf(block.supporters);
  for (const auto& [voice, valid] : block.findings) judged.insert(voice);
  if (block.challenger >= 0) judged.insert(VoiceOf(block.challenger));
  judged.erase(block.voice);
  judged.erase(-1);
  const size_t others = VoicesPresent().size() - 1;
  return 2 * judged.size() >= others || now >= block.asked + absl::Hours(24);
}

// A hold raised in a final comment, or while it is adopted provisionally, takes
// effect at once: as blocked where it stops the proposal; while it waits for
// its test, or is an objection that has to be resolved, the proposal waits too.
void NaiveLife::HoldRaised(absl::Time now) {
  if (!IsAsked() || ended_ || blocked_in_ >= 0) return;
  if (state_ != v1::Proposal::STATE_PROVISIONAL &&
      phase(phase_).kind() != v1::Phase::KIND_FINAL_COMMENT) {
    return CloseEarly(now);
  }
  if (IsDated(phase_)) {
    if (!SomethingHolds(phase_, now)) return;
    Stop(phase_, WaitWhereItIs(), now);
    phase_end_ = ratify_by_;
    return;
  }
  if (Outcome(phase_, now) == v1::OUTCOME_BLOCKED) {
    return Follow(phase_, v1::OUTCOME_BLOCKED, now);
  }
  const NaiveCount count = Count(phase_, now, false);
  const bool objected = IsHeldByObjections(phase(phase_), count);
  if (!objected && (!HoldsStop(phase_) || count.untested_blocks == 0)) return;
  if (objected) {
    // An objection is no count: should it end here, the last count is shown.
    return Stop(phase_, phase(phase_).on_blocked(), now);
  }
  Stop(phase_, WaitWhereItIs(), now);
}

// A block has passed its test: what waited for that goes on as blocked.
void NaiveLife::HoldProven(absl::Time now) {
  if (state_ != v1::Proposal::STATE_BLOCKED || waiting_ >= 0 || IsDated(blocked_in_)) return;
  if (Outcome(blocked_in_, now) == v1::OUTCOME_BLOCKED) {
    Follow(blocked_in_, v1::OUTCOME_BLOCKED, now);
  }
}

// What nothing holds any more goes on (2.2, row 20): in full, where it was
// stopped; with another text, for which nobody has given consent, from the
// first phase on.
void NaiveLife::HoldEnded(absl::Time now) {
  if (ended_ || phase_ < 0) return;
  if (state_ == v1::Proposal::STATE_BLOCKED || state_ == v1::Proposal::STATE_RESOLVING) {
    if (blocked_in_ < 0 || SomethingHolds(blocked_in_, now)) return;
    if (revision_ != blocked_text_) {
      ballots_open_ = false;
      return Begin(0, now, false);
    }
    const bool window = phase(blocked_in_).may() == v1::Phase::MAY_HOLDS_ONLY;
    return Begin(window && !StillPasses(now) ? asked_.index : blocked_in_, now, false);
  }
  if (!IsAsked()) return;
  if (!AnybodyHolds() && phase(phase_).time().restart_on_objection_resolved()) {
    return Begin(phase_, now, false);
  }
  CloseEarly(now);
}

// Whether what a window confirms would pass today. What somebody declared, passed.
bool NaiveLife::StillPasses(absl::Time now) const {
  if (asked_.index < 0) return true;
  const v1::Outcome outcome = Outcome(asked_.index, now, false);
  return IsAdopted(outcome) ||
         (outcome == v1::OUTCOME_FACILITATOR_MAY_DECLARE && IsAdopted(asked_.outcome));
}

bool NaiveLife::HoldsStop(int index) const {
  const v1::BlockPolicy::Mode mode = phase(index).block().mode();
  return mode == v1::BlockPolicy::MODE_VETO || mode == v1::BlockPolicy::MODE_JUDGED;
}

// Whether what stops phase `index` does so still.
bool NaiveLife::SomethingHolds(int index, absl::Time now) const {
  const NaiveCount count = Count(index, now, true);
  return (HoldsStop(index) && count.untested_blocks > 0) ||
         IsHeldByObjections(phase(index), count) || IsHeld(phase(index), count);
}

// 2.2, rows 27 and 28: what was decided urgently has a date. Held, it is stopped, and
// can be resolved until then.
bool NaiveLife::IsDated(int index) const {
  const bool dated = phase(index).kind() == v1::Phase::KIND_RATIFY && phase(index).time().has_max();
  return dated && EndsBlocked(index);
}

// Whether nothing leads on from a block that stands at the close.
bool NaiveLife::EndsBlocked(int index) const {
  const v1::Next& blocked = phase(index).on_blocked();
  const bool goes_on =
      !blocked.phase().empty() || blocked.ending() == v1::Next::ENDING_DISCUSSION ||
      blocked.ending() == v1::Next::ENDING_TABLED || blocked.ending() == v1::Next::ENDING_WAIT;
  return !goes_on;
}

void NaiveLife::DoToConcern(const Deed& deed, absl::Time now) {
  if (deed.what == Deed::kRaise) {
    Concern concern;
    concern.objection = deed.yes;
    concern.author = concern.holder = deed.who;
    concerns_.push_back(concern);
    Spoke(deed.who, now);  // the new one is theirs, too
    // In a window it takes effect at once; else a call is not looked at because somebody
    // has said something, and to object completes nothing.
    const bool window = IsAsked() && (state_ == v1::Proposal::STATE_PROVISIONAL ||
                                      phase(phase_).kind() == v1::Phase::KIND_FINAL_COMMENT);
    if (deed.yes && window) HoldRaised(now);
    return;
  }
  Concern& concern = concerns_[deed.number - 1];
  switch (deed.what) {
    case Deed::kAnswer:
      if (concern.state == v1::Concern::STATE_OPEN) concern.state = v1::Concern::STATE_ANSWERED;
      return Spoke(deed.who, now);
    case Deed::kResolve:
      return EndConcern(deed.number, v1::Concern::STATE_RESOLVED, now);
    case Deed::kTakeConcernBack:
      return EndConcern(deed.number, v1::Concern::STATE_WITHDRAWN, now);
    case Deed::kCarry:
      return EndConcern(deed.number, v1::Concern::STATE_CARRIED, now);
    default:
      break;
  }
  concern.holder = deed.who;
  concern.adopt_by = absl::InfiniteFuture();
  BeginLapse(concern, now);
  Block* block = concern.block ? BlockOn(deed.number) : nullptr;
  if (block == nullptr || !IsOpen(*block)) return;
  if (block->voice >= 0) Say(block->voice, deed.who, v1::STANCE_UNSPECIFIED);
  block->voice = VoiceOf(deed.who);
  block->answered_for = true;
  Say(block->voice, deed.who, v1::STANCE_BLOCK);
  BeginLapse(*block, now);
}

// Challenged, an objection is a block from then on, and its holder blocks.
NaiveLife::Block* NaiveLife::BlockOfObjection(int number, absl::Time now) {
  Concern& concern = concerns_[number - 1];
  concern.block = true;
  concern.hold_ended = false;
  Block block;
  block.concern = number;
  block.voice = VoiceOf(concern.holder);
  block.revision = revision_;
  block.answered_for = true;
  BeginLapse(block, now);
  blocks_.push_back(block);
  Say(block.voice, concern.holder, v1::STANCE_BLOCK);
  return &blocks_.back();
}

void NaiveLife::DoToBlock(const Deed& deed, absl::Time now) {
  Block* const found = BlockOn(deed.number);
  Block& block = found != nullptr ? *found : *BlockOfObjection(deed.number, now);
  switch (deed.what) {
    case Deed::kSupport:
      if (deed.yes) {
        block.supporters.erase(deed.who);
        // With less support no test comes to be passed that was not.
        if (block.state == v1::Block::STATE_UNDER_TEST) return;
      } else {
        block.supporters.insert(deed.who);
      }
      return LookAtTest(block, false, now);
    case Deed::kChallenge: {
      block.state = v1::Block::STATE_UNDER_TEST;
      block.challenged = true;
      block.challenger = deed.who;
      block.asked = now;
      const v1::BlockPolicy& policy = phase(Deciding()).block();
      if (policy.has_test_within()) block.test_until = now + Span(policy.test_within());
      return LookAtTest(block, false, now);
    }
    case Deed::kJudge:
      block.findings[VoiceOf(deed.who)] = deed.yes;
      return LookAtTest(block, false, now);
    case Deed::kTest:
      if (deed.logic != v1::LOGIC_RESULT_UNSPECIFIED) block.logic = deed.logic;
      if (deed.attempt != v1::ATTEMPT_RESULT_UNSPECIFIED) block.attempt = deed.attempt;
      return LookAtTest(block, false, now);
    case Deed::kSettle:
      return LookAtTest(block, true, now);
    case Deed::kUnblock:
      EndBlock(block, v1::Block::STATE_WITHDRAWN,
               deed.yes ? v1::STANCE_STAND_ASIDE : v1::STANCE_UNSPECIFIED);
      return HoldEnded(now);
    case Deed::kRelease:
      EndBlock(block, v1::Block::STATE_RELEASED, v1::STANCE_UNSPECIFIED);
      return HoldEnded(now);
    default:
      block.answered_for = true;
      BeginLapse(block, now);
  }
}

}  // namespace assent::test
