#include "tests/lives/naive_life.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace assent::test {

absl::Duration Span(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

absl::Time Later(absl::Time start, absl::Duration span, v1::PhaseTime::Calendar calendar) {
  if (calendar != v1::PhaseTime::CALENDAR_WORKING_DAYS) return start + span;
  const auto is_off = [](absl::Time when) {
    const absl::Weekday day = absl::GetWeekday(absl::ToCivilDay(when, absl::UTCTimeZone()));
    return day == absl::Weekday::saturday || day == absl::Weekday::sunday;
  };
  absl::Time time = start;
  const bool on_day_off = is_off(start) && span >= absl::Hours(24);
  while (on_day_off && is_off(time)) {  // to the last moment of the last working day
    time = absl::FromCivil(absl::ToCivilDay(time, absl::UTCTimeZone()), absl::UTCTimeZone()) -
           absl::Microseconds(1);
  }
  for (int days = static_cast<int>(span / absl::Hours(24)); days > 0;) {
    time += absl::Hours(24);
    if (!is_off(time)) --days;
  }
  if (on_day_off) time += absl::Microseconds(1);
  return time;
}

NaiveLife::NaiveLife(const v1::DecisionRule& rule, absl::Time start, Mistake mistake)
    : rule_(rule), mistake_(mistake) {
  Person founder;
  founder.founder = true;
  founder.joined = start;
  founder.last_act = start;
  people_.push_back(founder);
}

void NaiveLife::Do(const Deed& deed, absl::Time now) {
  people_[deed.who].last_act = now;
  if (deed.what <= Deed::kShow) {
    DoAsMember(deed, now);
  } else if (deed.what <= Deed::kReturn) {
    DoOnRoad(deed, now);
  } else if (deed.what <= Deed::kWithdrawAmendment) {
    DoToText(deed, now);
  } else if (deed.what <= Deed::kAdopt) {
    DoToConcern(deed, now);
  } else if (deed.what <= Deed::kCast) {
    DoPosition(deed, now);
  } else {
    DoToBlock(deed, now);
  }
}

std::vector<absl::Time> NaiveLife::Moments() const {
  std::vector<absl::Time> moments;
  const auto add = [&](absl::Time time) {
    if (time != absl::InfiniteFuture() && time != absl::InfinitePast()) moments.push_back(time);
  };
  if (ended_) return moments;
  if (IsBeforeCall(state_)) add(discussion_min_);
  if (IsBeforeCall(state_)) add(discussion_end_);
  add(returns_);
  add(withdraws_);
  add(phase_min_);
  // A mistake: an act at the very end still counts.
  const bool late = mistake_ == Mistake::kLateCounts && phase_end_ != absl::InfiniteFuture();
  add(late ? phase_end_ + absl::Microseconds(1) : phase_end_);
  for (const Block& block : blocks_) {
    add(block.lapse);
    add(block.test_until);
  }
  for (const Concern& concern : concerns_) {
    add(concern.adopt_by);
    if (MayFallSilent(concern)) add(concern.lapse);
  }
  for (const Amendment& amendment : amendments_) add(amendment.settles);
  add(silence_over_);
  return moments;
}

absl::Time NaiveLife::NextDue() const {
  if (ended_) return absl::InfiniteFuture();
  std::vector<absl::Time> moments = Moments();
  // Nothing happens when a least time is over; but something may fall due just then.
  const auto forget = [&](absl::Time least) {
    const auto found = std::find(moments.begin(), moments.end(), least);
    if (found != moments.end()) moments.erase(found);
  };
  if (IsBeforeCall(state_)) forget(discussion_min_);
  forget(phase_min_);
  const auto next = std::min_element(moments.begin(), moments.end());
  return next == moments.end() ? absl::InfiniteFuture() : *next;
}

void NaiveLife::Pass(absl::Time now) {
  while (!ended_ && NextDue() <= now) {
    if (!PassNext(NextDue())) return;
  }
}

// One thing that is due at `now`. Silent in the design: of what falls due at the
// same moment, a withdrawal and a return come first, then what frees the
// proposal, and the end of its phase comes last.
bool NaiveLife::PassNext(absl::Time now) {
  if (withdraws_ <= now) {
    return End(v1::Proposal::STATE_WITHDRAWN, v1::OUTCOME_UNSPECIFIED), true;
  }
  if (returns_ <= now) return Unpark(now), true;
  if (silence_over_ <= now) return DropTheSilent(now), true;
  for (Block& block : blocks_) {
    if (block.test_until <= now && block.state == v1::Block::STATE_UNDER_TEST) {
      return LookAtTest(block, true, now), true;
    }
    if (block.lapse <= now && IsOpen(block)) {
      EndBlock(block, v1::Block::STATE_LAPSED, v1::STANCE_STAND_ASIDE);
      return HoldEnded(now), true;
    }
  }
  for (int number = 1; number <= static_cast<int>(concerns_.size()); ++number) {
    Concern& concern = concerns_[number - 1];
    if (concern.adopt_by > now) continue;
    concern.adopt_by = absl::InfiniteFuture();
    concern.hold_ended = true;
    Block* block = concern.block ? BlockOn(number) : nullptr;
    if (block != nullptr && IsOpen(*block)) {
      EndBlock(*block, v1::Block::STATE_LAPSED, v1::STANCE_UNSPECIFIED);
    }
    return HoldEnded(now), true;
  }
  // D3: never agreement, unless they have given it; the concern stays open.
  for (Concern& concern : concerns_) {
    if (concern.lapse > now || !MayFallSilent(concern)) continue;
    concern.hold_ended = true;
    const int voice = VoiceOf(concern.holder);
    const Word* const word = voice < 0 ? nullptr : LastWord(voice);
    const bool spoke = word != nullptr && Counts(*word);
    if (voice >= 0 && !spoke && !IsBeforeCall(state_)) {
      Say(voice, concern.holder, v1::STANCE_STAND_ASIDE);
    }
    return HoldEnded(now), true;
  }
  for (Amendment& amendment : amendments_) {
    if (amendment.settles <= now) return SettleAmendment(amendment, now), true;
  }
  if (IsBeforeCall(state_) && discussion_end_ <= now) {
    return End(v1::Proposal::STATE_LAPSED, v1::OUTCOME_UNSPECIFIED), true;
  }
  if (phase_end_ <= now) return EndOfPhase(now), true;
  return false;
}

Verdict NaiveLife::Look(absl::Time now) const {
  Verdict verdict;
  if (state_ == v1::Proposal::STATE_UNSPECIFIED) return verdict;
  verdict.state = state_;
  verdict.phase = phase_ < 0 ? "" : phase(phase_).name();
  verdict.revision = revision_;
  verdict.voices = Voices();
  if (IsBeforeCall(state_)) {
    verdict.discussion_min = discussion_min_;
    verdict.discussion_end = discussion_end_;
  }
  verdict.returns = returns_;
  verdict.withdraws = withdraws_;
  if (waiting_ >= 0) verdict.startable = phase(waiting_).name();
  std::map<int, std::string> blocks;
  for (const Block& block : blocks_) {
    blocks[block.concern] =
        absl::StrCat(block.concern, v1::Block::State_Name(block.state).substr(5), " ");
  }
  for (const auto& [number, words] : blocks) verdict.blocks += words;
  for (const Concern& concern : concerns_) {
    absl::StrAppend(&verdict.concerns, v1::Concern::State_Name(concern.state).substr(5),
                    concern.hold_ended ? "/ended " : " ");
  }
  if (ended_) {
    verdict.ended = true;
    verdict.final_outcome = final_outcome_;
    verdict.final_phase = final_phase_;
    return verdict;
  }
  for (const auto& [member, voice] : voice_of_) {
    const Word* word = LastWord(voice);
    if (word == nullptr || !Counts(*word) || people_[member].left) continue;
    absl::StrAppend(&verdict.positions, "m", member, v1::Stance_Name(word->stance).substr(7), " ");
  }
  if (!IsAsked()) return verdict;
  verdict.phase_min = phase_min_;
  verdict.phase_end = phase_end_;
  verdict.outcome = Outcome(Deciding(), now);
  return verdict;
}

}  // namespace assent::test
