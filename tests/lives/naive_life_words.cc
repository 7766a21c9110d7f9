// What was said and what of it counts: section 2.3, section 5 A and C.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/lives/naive_life.h"

namespace assent::test {

const NaiveLife::Word* NaiveLife::LastWord(int voice) const {
  for (auto word = words_.rbegin(); word != words_.rend(); ++word) {
    if (word->voice == voice) {
      return word->stance == v1::STANCE_UNSPECIFIED ? nullptr : &*word;
    }
  }
  return nullptr;
}

// A1, A2: a position belongs to one revision, and to the call that asked for
// it; a hold outlives both.
bool NaiveLife::Counts(const Word& word) const {
  if (word.stance == v1::STANCE_BLOCK) {
    for (const Block& block : blocks_) {
      if (block.voice == word.voice && IsOpen(block)) return true;
    }
    return false;
  }
  if (static_cast<size_t>(&word - words_.data()) < asked_since_) return false;
  return word.revision == revision_ || mistake_ == Mistake::kConsentCarries;
}

// Whoever is on the record, and whoever has said something, there or not.
std::set<int> NaiveLife::VoicesPresent() const {
  std::set<int> present = VoicesOf(Counted());
  for (const auto& [member, voice] : voice_of_) {
    const Word* word = LastWord(voice);
    if (word != nullptr && Counts(*word)) present.insert(voice);
  }
  for (const Block& block : blocks_) {
    if (IsOpen(block)) present.insert(block.voice);
  }
  return present;
}

// Whether phase `index` knows a stance.
bool NaiveLife::Knows(int index, v1::Stance stance) const {
  const auto& allowed =
      phase(index).allowed().empty() ? rule_.positions().allowed() : phase(index).allowed();
  return std::find(allowed.begin(), allowed.end(), stance) != allowed.end();
}

// Whether what a voice says is against the tolerance of phase `index` already.
bool NaiveLife::IsCountedAgainst(int index, int voice) const {
  const Word* word = LastWord(voice);
  v1::Stance said = v1::STANCE_UNSPECIFIED;
  if (word != nullptr && Counts(*word)) said = word->stance;
  for (const Block& block : blocks_) {
    if (IsOpen(block) && block.voice == voice) said = v1::STANCE_BLOCK;
  }
  if (said == v1::STANCE_BLOCK && !Knows(index, said) && Knows(index, v1::STANCE_DISAGREE)) {
    said = v1::STANCE_DISAGREE;
  }
  const auto& counted = phase(index).block().tolerance().stances();
  if (counted.empty()) return said == v1::STANCE_BLOCK;
  return std::find(counted.begin(), counted.end(), said) != counted.end();
}

void NaiveLife::CountConcerns(int index, NaiveCount& count) const {
  std::set<int> objecting;  // voices, and a number below zero for whom none speaks
  int nobody = 0;
  for (const Concern& concern : concerns_) {
    // Where somebody judges, an answered objection is an issue addressed.
    const bool addressed =
        phase(index).has_judged() && concern.state == v1::Concern::STATE_ANSWERED;
    if (Holds(concern) && !addressed) {
      ++count.objections;
      const int voice = concern.holder < 0 ? -1 : VoiceOf(concern.holder);
      if (voice < 0 || !IsCountedAgainst(index, voice))
        objecting.insert(voice < 0 ? --nobody : voice);
    }
    if (concern.state == v1::Concern::STATE_OPEN) ++count.unaddressed;
  }
  count.objecting = static_cast<int>(objecting.size());
  if (mistake_ == Mistake::kObjectionsHold && count.objections > 0) count.objecting = count.members;
}

NaiveCount NaiveLife::Count(int index, absl::Time now, bool min_counts) const {
  NaiveCount count;
  count.members = Voices();
  std::set<int> voices;
  for (const auto& [member, voice] : voice_of_) voices.insert(voice);
  std::set<int> here = Counted();
  for (const int voice : voices) {
    const Word* word = LastWord(voice);
    if (word == nullptr || !Counts(*word)) continue;
    // 2.3: present is who gave a position, on the record or not.
    here.insert(word->member);
    if (word->stance == v1::STANCE_BLOCK) continue;
    ++count.said[word->stance];
    count.votes.said[word->stance] += VotesOf(voice);
  }
  for (const int voice : voices) count.votes.members += VotesOf(voice);
  for (const Block& block : blocks_) {
    if (!IsOpen(block)) continue;
    ++count.said[v1::STANCE_BLOCK];
    if (block.voice >= 0) count.votes.said[v1::STANCE_BLOCK] += VotesOf(block.voice);
    if (block.state == v1::Block::STATE_UNDER_TEST) ++count.untested_blocks;
  }
  // A hold outlives the phase that it was raised in. Silent in the design:
  // where a phase knows no block, its holder counts as opposed.
  if (!Knows(index, v1::STANCE_BLOCK) && Knows(index, v1::STANCE_DISAGREE)) {
    count.said[v1::STANCE_DISAGREE] += count.said[v1::STANCE_BLOCK];
    count.said[v1::STANCE_BLOCK] = 0;
    count.votes.said[v1::STANCE_DISAGREE] += count.votes.said[v1::STANCE_BLOCK];
    count.votes.said[v1::STANCE_BLOCK] = 0;
    count.untested_blocks = 0;
  }
  if (attendance_) {
    count.present = static_cast<int>(VoicesPresent().size());
    count.votes.present = 0;
    for (const int voice : VoicesPresent()) *count.votes.present += VotesOf(voice);
  }
  count.unasked = 0;  // who decides asks the others who are still there
  for (const int voice : voices) {
    bool asked = voice == VoiceOf(proposer_);
    for (const auto& [member, theirs] : voice_of_) {
      if (theirs == voice && people_[member].left) asked = true;
    }
    const Word* word = LastWord(voice);
    if (!asked && (word == nullptr || !Counts(*word))) ++count.unasked;
  }
  for (const int member : here) {
    if (VoiceOf(member) < 0 || people_[member].left) continue;
    for (const std::string& attribute : people_[member].attributes) {
      ++count.present_with[attribute];
    }
  }
  if (chosen_) count.chosen = *chosen_ == 0 ? 0 : 1;
  CountConcerns(index, count);
  if (doer_ >= 0 && VoiceOf(doer_) >= 0) {
    const Word* word = LastWord(VoiceOf(doer_));
    count.doer_stands_aside =
        word != nullptr && Counts(*word) && word->stance == v1::STANCE_STAND_ASIDE;
  }
  count.too_early = min_counts && index == phase_ && now < phase_min_;
  if (mistake_ == Mistake::kTiePasses) {
    const int against = count.said[v1::STANCE_DISAGREE];
    if (against > 0 && count.said[v1::STANCE_AGREE] == against) ++count.said[v1::STANCE_AGREE];
  }
  return count;
}

v1::Outcome NaiveLife::Outcome(int index, absl::Time now, bool min_counts) const {
  return NaiveOutcome(phase(index), Count(index, now, min_counts));
}

bool NaiveLife::IsAsked() const { return phase_ >= 0 && !ended_ && test::IsAsked(state_); }

int NaiveLife::OpenObjections() const {
  return static_cast<int>(
      std::count_if(concerns_.begin(), concerns_.end(), [](const Concern& c) { return Holds(c); }));
}

bool NaiveLife::AnybodyHolds() const {
  return OpenObjections() > 0 ||
         std::any_of(blocks_.begin(), blocks_.end(), [](const Block& b) { return IsOpen(b); });
}

bool NaiveLife::AllHaveAnswered() const {
  if (ChoosesRoads()) return !ballots_.empty() && static_cast<int>(ballots_.size()) >= Voices();
  for (const auto& [member, voice] : voice_of_) {
    const Word* word = LastWord(voice);
    if (word == nullptr || !Counts(*word)) return false;
  }
  return !voice_of_.empty();
}

void NaiveLife::Say(int voice, int member, v1::Stance stance, int recorded_by) {
  words_.push_back({voice, member, recorded_by, revision_, stance});
}

// A5: for the exact text, and only what no hold of the same voice speaks against.
void NaiveLife::OpenEarly() {
  const auto& list = phase(0).allowed().empty() ? rule_.positions().allowed() : phase(0).allowed();
  for (const Early& one : early_) {
    const int voice = VoiceOf(one.member);
    const bool knows = std::find(list.begin(), list.end(), one.stance) != list.end();
    const bool same_text = one.revision == revision_ || mistake_ == Mistake::kAdvanceCarries;
    if (!same_text || voice < 0 || !knows) continue;
    const bool blocks = std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
      return block.voice == voice && IsOpen(block);
    });
    if (!blocks) Say(voice, one.member, one.stance);
  }
  early_.clear();
}

std::string NaiveLife::EarlyForbidden(const Deed& deed) const {
  if (ended_ || !IsBeforeCall(state_)) return "it is not on its way to a call";
  if (people_[deed.who].left) return "they have left";
  const bool consents = deed.stance == v1::STANCE_AGREE || deed.stance == v1::STANCE_RESERVATIONS ||
                        deed.stance == v1::STANCE_STAND_ASIDE;
  if (!consents) return "only consent is left in advance";
  if (rule_.positions().hide_until_close()) return "positions are hidden";
  if (phase(0).has_roads()) return "first they are asked how to go on";
  const bool later = rule_.electorate().snapshot() == v1::Electorate::SNAPSHOT_AT_CALL;
  return !later && VoiceOf(deed.who) < 0 ? "they have no voice" : "";
}

void NaiveLife::DoPosition(const Deed& deed, absl::Time now) {
  if (deed.what == Deed::kSayBefore || (deed.what == Deed::kTakeBack && IsBeforeCall(state_))) {
    std::erase_if(early_, [&](const Early& one) { return one.member == deed.who; });
    if (deed.what == Deed::kSayBefore) early_.push_back({deed.who, deed.stance, revision_});
    return;
  }
  if (deed.what == Deed::kContest) return Contest(deed.who, now);
  if (deed.what == Deed::kCast) return CastBallot(deed, now);
  if (deed.what == Deed::kRecord) {
    for (const int member : deed.people) {
      if (deed.stance == v1::STANCE_BLOCK) {
        NewBlock(deed.number, member, deed.who, now);
      } else {
        Say(VoiceOf(member), member, deed.stance, deed.who);
      }
    }
    return deed.stance == v1::STANCE_BLOCK ? HoldRaised(now) : CloseEarly(now);
  }
  const int voice = VoiceOf(deed.who);
  Block* mine = nullptr;
  for (Block& block : blocks_) {
    if (block.voice == voice && IsOpen(block)) mine = &block;
  }
  if (deed.what == Deed::kSay && deed.stance == v1::STANCE_BLOCK) {
    NewBlock(deed.number, deed.who, -1, now);
    return HoldRaised(now);
  }
  if (mine != nullptr) {  // saying something else ends one's block
    EndBlock(*mine, v1::Block::STATE_WITHDRAWN, deed.stance);
    return HoldEnded(now);
  }
  Say(voice, deed.who, deed.stance);
  if (deed.what == Deed::kTakeBack && ballots_.erase(voice) > 0) chosen_.reset();
  // Stand-asides may hold, too.
  if (blocked_in_ >= 0) return HoldEnded(now);
  // With a word less no condition comes true; where one was when a text came to rest, it waits
  // for somebody who asks.
  if (deed.what != Deed::kTakeBack) CloseEarly(now);
}

void NaiveLife::Contest(int who, absl::Time now) {
  // A block that was recorded for them goes; what they had raised themselves stays.
  const int voice = VoiceOf(who);
  bool held = false;
  for (Block& block : blocks_) {
    if (!IsOpen(block) || block.voice != voice) continue;
    held = true;
    EndBlock(block, v1::Block::STATE_LAPSED, v1::STANCE_UNSPECIFIED);
    block.state = v1::Block::STATE_WITHDRAWN;
    concerns_[block.concern - 1].block = false;
    concerns_[block.concern - 1].hold_ended = false;
    BeginLapse(concerns_[block.concern - 1], now);
  }
  Say(voice, who, v1::STANCE_UNSPECIFIED);
  if (blocked_in_ >= 0) return HoldEnded(now);
  // T37: what has passed already is worked out again as of its close; it may have closed
  // too early.
  const bool passed = asked_.index >= 0 && phase(phase_).may() == v1::Phase::MAY_HOLDS_ONLY;
  if (passed) return WorkOutAgain(now);
  held ? HoldEnded(now) : CloseEarly(now);
}

void NaiveLife::WorkOutAgain(absl::Time now) {
  const v1::Outcome before = asked_.outcome;
  v1::Outcome outcome = Outcome(asked_.index, asked_.closed, false);
  if (StillPasses(asked_.closed) && !IsAdopted(outcome)) outcome = before;  // it was declared
  if (outcome == before) return;
  const int index = asked_.index;
  const absl::Time end = asked_.end;
  const bool waits = outcome == v1::OUTCOME_NOT_READY || outcome == v1::OUTCOME_NO_QUORUM;
  asked_.outcome = outcome;
  if (IsAdopted(outcome)) return;
  phase_ = index;
  if (!waits || end <= now) {
    --failures_[index];  // it is the same time as before
    return Follow(index, outcome, now);
  }
  if (outcome == v1::OUTCOME_NO_QUORUM) ++without_quorum_[index];
  Begin(index, now, false);
  phase_min_ = absl::InfinitePast();
  Prolong(end);
}

std::set<v1::Stance> NaiveLife::Allowed() const {
  std::set<v1::Stance> allowed;
  if (phase_ < 0) return allowed;
  const auto& list = phase(Deciding()).allowed().empty() ? rule_.positions().allowed()
                                                         : phase(Deciding()).allowed();
  for (const int stance : list) allowed.insert(static_cast<v1::Stance>(stance));
  return allowed;
}

std::string NaiveLife::PositionForbidden(const Deed& deed, int who, absl::Time now) const {
  if (ended_) return "the proposal has ended";
  if (!IsAsked()) return "nobody is asked";
  if (now >= phase_end_ && mistake_ != Mistake::kLateCounts) return "the phase is over";
  if (VoiceOf(who) < 0) return absl::StrCat("m", who, " has no voice");
  if (people_[who].left) return absl::StrCat("m", who, " has left");
  const bool block = deed.stance == v1::STANCE_BLOCK;
  if (deed.what == Deed::kSay || deed.what == Deed::kRecord) {
    if (Allowed().count(deed.stance) == 0) return "the rule does not know that stance";
    const bool beside = deed.stance == v1::STANCE_BLOCK || deed.stance == v1::STANCE_STAND_ASIDE ||
                        deed.stance == v1::STANCE_MORE_DISCUSSION;
    if (ChoosesRoads()) return "they are to rank the roads";
    if (TakesBallots() && !beside) return "they are to rank the texts";
  }
  const bool blocked = state_ == v1::Proposal::STATE_BLOCKED;
  const Word* word = LastWord(VoiceOf(who));
  const bool ends_block =
      word != nullptr && word->stance == v1::STANCE_BLOCK && Counts(*word) && !block;
  if (blocked && revision_ == blocked_text_ && !block && !ends_block) return "holds only";
  if (!blocked && phase(phase_).may() == v1::Phase::MAY_HOLDS_ONLY && !block && !ends_block) {
    return "holds only";
  }
  const v1::BlockTenure& tenure = rule_.electorate().block_tenure();
  const Person& person = people_[who];
  if (block && rule_.electorate().has_block_tenure() && !person.founder) {
    // The one that may be going on is none that they have been at.
    const auto there = presence_.find(who);
    const bool at_one = there != presence_.end() && there->second.listed && SameMeeting(now);
    const int attended = person.meetings - (at_one ? 1 : 0);
    const bool meetings = tenure.meetings() > 0 && attended >= tenure.meetings();
    const bool time = tenure.has_membership() && person.joined + Span(tenure.membership()) <= now;
    if (!meetings && !time) return "too new to block";
  }
  if (deed.what == Deed::kRecord) {
    if (block) {
      // F11: only on what they have said themselves.
      const int number = deed.number;
      const bool there = number >= 1 && number <= static_cast<int>(concerns_.size());
      if (!there) return "they have said nothing before";
      const Concern& concern = concerns_[number - 1];
      const bool open =
          concern.state == v1::Concern::STATE_OPEN || concern.state == v1::Concern::STATE_ANSWERED;
      if (concern.author != who || concern.holder != who || !open || concern.hold_ended) {
        return "it is no concern of theirs";
      }
      for (const Block& other : blocks_) {
        if (other.concern == number) return "they have blocked on it themselves";
      }
    }
    if (deed.who != facilitator_) return "not the facilitator";
    if (word != nullptr && Counts(*word) && word->recorded_by < 0) return "their own word stands";
    if (!block && attendance_ && attendance_->count(who) == 0) return "not present";
    if (!block && !BorneOut(who, deed.who, now)) return "there on the recorder's word alone";
  }
  return "";
}

std::string NaiveLife::Forbidden(const Deed& deed, absl::Time now) const {
  if (deed.what == Deed::kSay) return PositionForbidden(deed, deed.who, now);
  if (deed.what == Deed::kSayBefore) return EarlyForbidden(deed);
  if (deed.what == Deed::kStart && state_ == v1::Proposal::STATE_TABLED) return "it is parked";
  if (deed.what == Deed::kWithdraw && state_ == v1::Proposal::STATE_PROVISIONAL) {
    return "the group has adopted it";
  }
  // T3: from the introduction only where the rule lets discussion be skipped; T5 and
  // T7: from the discussion only where it has a test at that level.
  if (deed.what == Deed::kCall && !urgent_) {
    const v1::DiscussionPolicy::BeforeCall before = rule_.discussion().before_call();
    const bool introduced = state_ == v1::Proposal::STATE_INTRODUCED;
    if (before == v1::DiscussionPolicy::BEFORE_CALL_DISCUSSION && introduced)
      return "not discussed";
    const bool listed = state_ == v1::Proposal::STATE_CONCERNS;
    if (before == v1::DiscussionPolicy::BEFORE_CALL_CONCERNS && !listed)
      return "no concerns listed";
  }
  if (deed.what == Deed::kDeclare && phase_ >= 0 &&
      phase(phase_).judged().by() == v1::Judged::BY_ROLE && deed.who != 0) {
    return "they have no such role";
  }
  if (deed.what == Deed::kTable && urgent_) return "it cannot wait";
  if (deed.what == Deed::kObjectToFacilitator) {
    const bool mine = unwanted_.count(deed.who) > 0;
    if (deed.yes) return mine ? "" : "they object to nobody";
    if (mine) return "they object to somebody already";
    return facilitator_ < 0 || facilitator_ == deed.who ? "nobody else facilitates" : "";
  }
  for (const auto& [who, whom] : unwanted_) {
    if (deed.what == Deed::kFacilitate && whom == deed.who) return "somebody objects to them";
  }
  if (deed.what == Deed::kFacilitate && facilitator_ >= 0 && facilitator_ != deed.who) {
    const Person& person = people_[facilitator_];
    const bool there = !person.left && !person.away;
    if (there && now < person.last_act + absl::Hours(24)) return "somebody facilitates";
  }
  if (deed.what == Deed::kRecord) {
    for (const int member : deed.people) {
      const std::string why = PositionForbidden(deed, member, now);
      if (!why.empty()) return why;
    }
  }
  return "";
}

}  // namespace assent::test
