#include "tests/lives/lawful.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace assent::test {
namespace {

constexpr absl::Duration kLongestPark = absl::Hours(366 * 24);

Opinion May() { return {Opinion::kMay, ""}; }
Opinion Not(const std::string& why) { return {Opinion::kMayNot, why}; }
Opinion None(const std::string& about) { return {Opinion::kNone, about}; }

bool IsOpen(const NaiveLife::Concern& concern) {
  return concern.state == v1::Concern::STATE_OPEN || concern.state == v1::Concern::STATE_ANSWERED;
}

bool IsOpen(const NaiveLife::Block& block) {
  return block.state == v1::Block::STATE_STANDING || block.state == v1::Block::STATE_UNDER_TEST;
}

// Whether it may still become part of the text.
bool IsOpen(const NaiveLife::Amendment& amendment) {
  return amendment.state == v1::Amendment::STATE_OPEN ||
         amendment.state == v1::Amendment::STATE_ACCEPTED ||
         amendment.state == v1::Amendment::STATE_VOTING;
}

}  // namespace

Opinion Lawful::Ask(const Deed& deed, absl::Time now) const {
  if (life_.people()[deed.who].left) return Not(absl::StrCat("m", deed.who, " has left"));
  if (deed.what == Deed::kMoveTo) return None("units");
  if (deed.what <= Deed::kShow) return May();
  if (deed.what <= Deed::kReturn) return OnRoad(deed, now);
  if (deed.what <= Deed::kWithdrawAmendment) return ToText(deed, now);
  if (deed.what <= Deed::kAdopt) return ToConcern(deed);
  if (deed.what <= Deed::kCast) return Position(deed, now);
  return ToBlock(deed);
}

void Lawful::Note(const Deed& deed) {
  if (deed.what == Deed::kReturn) returned_ = true;
  if (deed.what == Deed::kExtend) extended_.insert(deed.who);
  if (deed.what == Deed::kChallenge) challengers_[deed.number] = deed.who;
  const bool blocks = deed.what == Deed::kSay || deed.what == Deed::kRecord;
  if (!blocks || deed.stance != v1::STANCE_BLOCK) return;
  const int number = deed.number != 0 ? deed.number : static_cast<int>(life_.concerns().size());
  challengers_.erase(number);
  conditional_.erase(number);
  if (deed.yes) conditional_.insert(number);
}

bool Lawful::IsParked() const {
  return life_.state() == State::STATE_TABLED || life_.state() == State::STATE_REFERRED;
}

// A phase of the rule runs; while it is blocked, none does.
bool Lawful::IsRunning() const {
  return IsAsked(life_.state()) && life_.state() != State::STATE_BLOCKED;
}

// Whether it is known who decides: from the introduction on, or from the first call.
bool Lawful::IsTaken() const {
  return life_.phase() >= 0 ||
         life_.rule_.electorate().snapshot() != v1::Electorate::SNAPSHOT_AT_CALL;
}

bool Lawful::Brings(int who) const {
  return who == life_.proposer() || life_.sponsors_.count(who) > 0;
}

// --- The road (2.2) ---

Opinion Lawful::OnRoad(const Deed& deed, absl::Time now) const {
  const State::State state = life_.state();
  switch (deed.what) {
    case Deed::kDiscuss:
      return state == State::STATE_INTRODUCED ? May() : Not("it is past the introduction");
    case Deed::kHearConcerns:
      if (state != State::STATE_INTRODUCED && state != State::STATE_DISCUSSION) {
        return Not("concerns are listed after the discussion");
      }
      return now < life_.discussion_min_ ? Not("the discussion is not over") : May();
    case Deed::kCall:
      return Call(now);
    case Deed::kDecide:
      return Decide(now);
    case Deed::kStart:
      return Start(deed);
    case Deed::kExtend:
      return Extend(deed);
    case Deed::kDeclare:
      return Declare(deed, now);
    case Deed::kWithdraw:
      if (deed.who != life_.proposer()) return Not("only the proposer withdraws");
      if (life_.withdrawing()) return Not("it is being withdrawn");
      return state == State::STATE_PROVISIONAL ? Not("the group has adopted it") : May();
    case Deed::kTakeOver:
      if (!life_.withdrawing() && !life_.people()[life_.proposer()].left) {
        return Not("its proposer goes on with it");
      }
      return Steers(deed.who) ? May() : Not("no voice");
    case Deed::kTable:
      if (!Brings(deed.who) && deed.who != life_.facilitator()) return Not("not theirs to table");
      if (IsParked()) return Not("it is parked");
      if (life_.urgent_) return Not("it cannot wait");
      if (returned_) return None("how long a return stands as an objection");
      if (state == State::STATE_PROVISIONAL) return Not("it is adopted for now");
      return deed.by <= absl::ZeroDuration() || deed.by > kLongestPark ? Not("no return date")
                                                                       : May();
    case Deed::kReturn:
      return IsParked() ? May() : Not("it is not parked");
    case Deed::kMeet:
    case Deed::kHere:
    case Deed::kFacilitate:
      return None("meetings and facilitation");
    default:
      return None("drafts");
  }
}

// B1: who was left out when the list was taken speaks and no more, while anybody on it
// is there.
bool Lawful::Steers(int who) const {
  if (!IsTaken() || life_.VoiceOf(who) >= 0 || Brings(who)) return true;
  const auto& voices = life_.voice_of();
  return std::all_of(voices.begin(), voices.end(),
                     [&](const auto& one) { return life_.people()[one.first].left; });
}

// Rows 3, 5 and 7.
Opinion Lawful::Call(absl::Time now) const {
  if (!IsBeforeCall(life_.state())) return Not("it is not before a call");
  if (life_.withdrawing()) return Not("it is being withdrawn");
  if (life_.rule_.discussion().before_call() != v1::DiscussionPolicy::BEFORE_CALL_UNSPECIFIED) {
    return None("levels that come before a call");
  }
  const bool may_skip = life_.rule_.discussion().may_skip() || life_.urgent_;
  if (!may_skip && now < life_.discussion_min_) return Not("the discussion is not over");
  for (const NaiveLife::Concern& concern : life_.concerns()) {
    if (concern.state == v1::Concern::STATE_OPEN && !concern.block) {
      return Not("a concern has no status");
    }
  }
  for (const NaiveLife::Amendment& amendment : life_.amendments()) {
    if (!IsOpen(amendment)) continue;
    if (amendment.editorial) return Not("an editorial change is not settled");
    return None("calls while an amendment is open");
  }
  const v1::Phase::Start start = life_.phase(0).start();
  const bool by_itself = start == v1::Phase::START_UNSPECIFIED || start == v1::Phase::START_AUTO;
  return by_itself ? May() : None("first phases that somebody has to start");
}

Opinion Lawful::Start(const Deed& deed) const {
  if (life_.waiting() < 0) return Not("no phase waits to be started");
  if (IsParked() || IsBeforeCall(life_.state())) return None("starting what is parked");
  switch (life_.phase(life_.waiting()).start()) {
    case v1::Phase::START_FACILITATOR:
      return deed.who == life_.facilitator() ? May() : Not("the facilitator starts it");
    case v1::Phase::START_PROPOSER:
      return Brings(deed.who) ? May() : Not("the proposer starts it");
    case v1::Phase::START_VOTE:
      return life_.VoiceOf(deed.who) >= 0 ? May() : Not("no voice");
    default:
      return May();
  }
}

// Evaluate, when a member asks. A phase that runs its time is not closed by asking.
Opinion Lawful::Decide(absl::Time now) const {
  if (!IsAsked(life_.state())) return Not("nobody is asked");
  if (life_.withdrawing()) return Not("it is being withdrawn");
  if (life_.TextComesToRest(now) > now) return Not("its text has not come to rest");
  if (life_.state() == State::STATE_RESOLVING) return None("the end of resolving by asking");
  if (life_.rule_.positions().hide_until_close()) return None("closing what is hidden");
  for (const NaiveLife::Block& block : life_.blocks()) {
    if (block.state == v1::Block::STATE_UNDER_TEST) return None("deciding over a test");
  }
  if (life_.state() == State::STATE_BLOCKED) return Not("it is blocked");
  const v1::Phase& phase = life_.current();
  const bool endless = life_.phase_end_ == absl::InfiniteFuture();
  if (life_.ChoosesRoads()) return Not("everybody has the time that there is");
  if (life_.TakesBallots()) {
    // What would come of it is not found out by asking.
    const bool somebody = endless && Answered(life_.Count(life_.phase_, now, true)) > 0;
    const bool over = now >= life_.phase_min_ && (life_.AllHaveAnswered() || somebody);
    return over ? May() : Not("ballots may still be cast");
  }
  const bool window =
      phase.kind() == v1::Phase::KIND_FINAL_COMMENT || phase.kind() == v1::Phase::KIND_LATE_WINDOW;
  if (window && !endless) return Not("a window runs its time");
  switch (life_.Outcome(life_.phase(), now)) {
    case v1::OUTCOME_ADOPTED:
    case v1::OUTCOME_ADOPTED_WITH_DISSENT:
    case v1::OUTCOME_RETURN_TO_DISCUSSION:
      return May();
    case v1::OUTCOME_BLOCKED:
      if (life_.IsDated(life_.phase())) return Not("it has until its date");
      return now < life_.phase_min_ && life_.EndsBlocked(life_.phase())
                 ? Not("its least time is not over")
                 : May();
    case v1::OUTCOME_NOT_ADOPTED: {
      if (!endless) return Not("more may come until its end");
      if (now < life_.phase_min_) return Not("its least time is not over");
      int said = 0;
      for (const auto& [stance, voices] : life_.Count(life_.phase(), now, true).said)
        said += voices;
      return said > 0 ? May() : Not("nobody has answered");
    }
    case v1::OUTCOME_NO_QUORUM:
    case v1::OUTCOME_NOT_READY:
      if (!endless) return Not("more may come until its end");
      if (now < life_.phase_min_) return Not("its least time is not over");
      return life_.AllHaveAnswered() && !life_.WaitsForSomebody(now)
                 ? May()
                 : Not("somebody is waited for");
    default:
      return Not("somebody has to declare it");
  }
}

// Section 5 E: any member may extend once with a reason.
Opinion Lawful::Extend(const Deed& deed) const {
  if (!IsRunning()) return Not("no phase runs");
  const v1::PhaseTime& time = life_.current().time();
  if (time.extensions_per_member() == 0) return Not("the rule knows no extension");
  if (life_.phase_end_ == absl::InfiniteFuture()) return Not("it has no end to move");
  if (life_.VoiceOf(deed.who) < 0) return Not("no voice");
  if (time.has_max_extended()) return None("extensions that have a measure together");
  const absl::Duration most = Span(time.has_max_extension() ? time.max_extension() : time.max());
  if (deed.by > most) return Not("longer than the rule lets it");
  return extended_.empty() ? May() : None("a second extension");
}

Opinion Lawful::Declare(const Deed& deed, absl::Time now) const {
  if (!IsRunning()) return Not("no phase runs");
  if (!life_.current().has_judged()) return Not("nobody judges");
  if (life_.current().judged().by() == v1::Judged::BY_ROLE) return None("who has a role");
  const bool by_proposer = life_.current().judged().by() == v1::Judged::BY_PROPOSER;
  if (deed.who != (by_proposer ? life_.proposer() : life_.facilitator())) {
    return Not("not theirs to declare");
  }
  // Process is separate from content, while there is somebody else.
  const bool others = std::any_of(
      life_.voice_of().begin(), life_.voice_of().end(),
      [&](const auto& one) { return !life_.people()[one.first].left && !Brings(one.first); });
  if (!by_proposer && others && Brings(deed.who)) return Not("not on one's own proposal");
  if (life_.Outcome(life_.phase(), now) != v1::OUTCOME_FACILITATOR_MAY_DECLARE) {
    return Not("an issue is unaddressed");
  }
  int said = 0;
  for (const auto& [stance, voices] : life_.Count(life_.phase(), now, true).said) said += voices;
  const bool anybody = said > 0 || (life_.attendance_ && !life_.attendance_->empty());
  return deed.yes && !anybody ? Not("nobody took part") : May();
}

// --- The text (5 A) ---

// Whether a new text may come now.
Opinion Lawful::Change(absl::Time now) const {
  return life_.MayChange(now) ? May() : Not("the text stands still");
}

Opinion Lawful::TakeIn(const NaiveLife::Amendment& amendment, absl::Time now) const {
  if (amendment.base != life_.revision_) return Not("it was written for another text");
  return Change(now);
}

Opinion Lawful::ToText(const Deed& deed, absl::Time now) const {
  if (deed.what == Deed::kAmend) return Change(now);
  const int count = static_cast<int>(life_.amendments().size());
  if (deed.number < 1 || deed.number > count) return Not("there is no such amendment");
  const NaiveLife::Amendment& amendment = life_.amendments()[deed.number - 1];
  const bool open = amendment.state == v1::Amendment::STATE_OPEN;
  const bool voting = amendment.state == v1::Amendment::STATE_VOTING;
  switch (deed.what) {
    case Deed::kAcceptAmendment:
      if (deed.who != life_.proposer()) return Not("the proposer accepts it");
      if ((!open && !voting) || amendment.editorial) return Not("it is not for accepting");
      return TakeIn(amendment, now);
    case Deed::kDeclineAmendment:
      if (deed.who != life_.proposer()) return Not("the proposer declines it");
      return open && !amendment.editorial ? May() : Not("it is not for declining");
    case Deed::kObjectToAmendment:
      if (amendment.editorial) return open ? May() : Not("it is settled");
      if (amendment.state != v1::Amendment::STATE_ACCEPTED) return Not("it is not accepted");
      return Brings(deed.who) ? May() : Not("sponsors object to it");
    case Deed::kVoteOnAmendment:
      if (open && !amendment.editorial) return None("votes that nobody has opened");
      if (!voting) return Not("nobody votes on it");
      return IsTaken() && life_.VoiceOf(deed.who) < 0 ? Not("no voice") : May();
    case Deed::kDecideAmendment: {
      if (!voting) return Not("nobody votes on it");
      if (!Steers(deed.who)) return Not("no voice");
      if (amendment.settles != absl::InfiniteFuture()) return None("votes that end early");
      int balance = 0;
      for (const auto& [voice, vote] : amendment.votes) balance += vote ? 1 : -1;
      return balance > 0 ? TakeIn(amendment, now) : May();
    }
    default:
      if (deed.who != amendment.author) return Not("its author withdraws it");
      return IsOpen(amendment) || amendment.state == v1::Amendment::STATE_RIVAL
                 ? May()
                 : Not("it is settled");
  }
}

// --- Concerns and blocks (5 B, D, F) ---

Opinion Lawful::ToConcern(const Deed& deed) const {
  const bool called = life_.phase() >= 0 && !IsBeforeCall(life_.state());
  const bool tenure = called && life_.rule_.electorate().has_block_tenure();
  if (deed.what == Deed::kRaise) {
    if (!deed.yes) return May();
    if (IsTaken() && life_.VoiceOf(deed.who) < 0) return Not("no voice");
    return tenure ? None("the tenure of those who object") : May();
  }
  const NaiveLife::Concern& concern = life_.concerns()[deed.number - 1];
  if (!IsOpen(concern)) return Not("it is dealt with");
  if (deed.what == Deed::kAnswer) return May();
  if (deed.what != Deed::kAdopt) return concern.holder == deed.who ? May() : Not("not theirs");
  if (concern.holder >= 0) return Not("somebody holds it");
  if (!concern.objection || !IsTaken()) return May();
  if (life_.VoiceOf(deed.who) < 0) return Not("no voice");
  return tenure || concern.block ? None("adopting a hold") : May();
}

Opinion Lawful::Position(const Deed& deed, absl::Time now) const {
  if (deed.what == Deed::kTakeBack) return TakeBack(deed);
  if (deed.what == Deed::kSayBefore) return SayBefore(deed, now);
  const int voice = life_.VoiceOf(deed.who);
  if (deed.what == Deed::kContest) {
    if (voice < 0) return Not("no voice");
    const NaiveLife::Word* word = life_.LastWord(voice);
    if (word == nullptr || word->recorded_by < 0 || word->member != deed.who) {
      return Not("nobody recorded anything for them");
    }
    return life_.state() == State::STATE_PROVISIONAL ? None("contesting after the close") : May();
  }
  if (deed.what == Deed::kCast) {
    if (!life_.TakesBallots() || now >= life_.phase_end_) return Not("no ballots are asked for");
    return voice < 0 ? Not("no voice") : May();
  }
  const std::string forbidden = life_.Forbidden(deed, now);
  if (!forbidden.empty()) return Not(forbidden);
  if (deed.what == Deed::kSay) return Block(deed);
  if (!IsRunning()) return Not("no phase runs");
  if (life_.state() == State::STATE_RESOLVING) return None("hands while it is resolved");
  if (life_.current().may() == v1::Phase::MAY_HOLDS_ONLY) return Not("no hands are asked for");
  for (const int member : deed.people) {
    const NaiveLife::Word* word = life_.LastWord(life_.VoiceOf(member));
    if (word != nullptr && word->stance == v1::STANCE_BLOCK)
      return Not("only they end their block");
  }
  return May();
}

// A5: for the exact text, and what the first phase knows.
Opinion Lawful::SayBefore(const Deed& deed, absl::Time now) const {
  const std::string forbidden = life_.Forbidden(deed, now);
  if (!forbidden.empty()) return Not(forbidden);
  const v1::Phase& first = life_.phase(0);
  const auto& list = first.allowed().empty() ? life_.rule_.positions().allowed() : first.allowed();
  if (std::find(list.begin(), list.end(), deed.stance) == list.end()) {
    return Not("the rule does not know that stance");
  }
  for (const NaiveLife::Block& block : life_.blocks()) {
    if (IsOpen(block) && block.voice == life_.VoiceOf(deed.who))
      return None("consent over a block");
  }
  return May();
}

// What a block takes beside what any position takes, and what a block of one's unit
// leaves to its holder.
Opinion Lawful::Block(const Deed& deed) const {
  const NaiveLife::Word* word = life_.LastWord(life_.VoiceOf(deed.who));
  const bool blocks = word != nullptr && word->stance == v1::STANCE_BLOCK;
  if (blocks && word->member != deed.who) return Not("another of their unit blocks");
  if (deed.stance != v1::STANCE_BLOCK) return May();
  if (blocks) return Not("they block already");
  const v1::BlockPolicy& policy = life_.phase(life_.Deciding()).block();
  if (deed.yes && !policy.conditional_release()) return Not("the rule knows no such release");
  if (deed.number == 0) return May();
  const NaiveLife::Concern& concern = life_.concerns()[deed.number - 1];
  if (concern.holder != deed.who) return Not("the concern is another's");
  if (IsOpen(concern)) return May();
  return concern.block ? None("blocking anew over a concern") : Not("the concern is dealt with");
}

Opinion Lawful::TakeBack(const Deed& deed) const {
  if (IsBeforeCall(life_.state())) {
    for (const NaiveLife::Early& one : life_.early_) {
      if (one.member != deed.who) continue;
      return one.revision == life_.revision_ ? May() : Not("the text is another one by now");
    }
  }
  if (!IsAsked(life_.state())) return Not("nobody is asked");
  const int voice = life_.VoiceOf(deed.who);
  if (voice < 0) return Not("no voice");
  const NaiveLife::Word* word = life_.LastWord(voice);
  if (word == nullptr) return Not("nothing was said");
  const bool block = word->stance == v1::STANCE_BLOCK;
  if (block && word->member != deed.who) return Not("another of their unit blocks");
  const bool holds_only = life_.state() == State::STATE_BLOCKED
                              ? life_.revision_ == life_.blocked_text_
                              : life_.current().may() == v1::Phase::MAY_HOLDS_ONLY;
  return holds_only && !block ? Not("holds only") : May();
}

Opinion Lawful::ToBlock(const Deed& deed) const {
  const auto& blocks = life_.blocks();
  const auto found = std::find_if(blocks.begin(), blocks.end(),
                                  [&](const auto& one) { return one.concern == deed.number; });
  if (found == blocks.end() && deed.what == Deed::kChallenge) return None("testing an objection");
  if (found == blocks.end() || !IsOpen(*found)) {
    // What was a block may be an objection by now, whose holder is reminded, too.
    return deed.what == Deed::kStillStands ? None("an objection that still stands")
                                           : Not("there is no open block");
  }
  const NaiveLife::Block& block = *found;
  const bool holds = life_.concerns()[deed.number - 1].holder == deed.who;
  const bool tested = block.state == v1::Block::STATE_UNDER_TEST;
  const int voice = life_.VoiceOf(deed.who);
  const v1::BlockPolicy& policy = life_.phase(life_.Deciding()).block();
  switch (deed.what) {
    case Deed::kSupport:
    case Deed::kChallenge:
    case Deed::kJudge:
      if (holds || voice < 0 || voice == block.voice) return Not("it is for others with a voice");
      if (deed.what == Deed::kSupport) return May();
      if (deed.what == Deed::kJudge) return tested ? May() : Not("it is not tested");
      if (policy.validation().empty()) return Not("the rule knows no test");
      return block.challenged ? None("a second challenge") : May();
    case Deed::kTest: {
      if (deed.who != life_.facilitator() || holds) return Not("the facilitator says it of others");
      if (Brings(deed.who)) return Not("not on one's own proposal");
      if (!tested) return Not("it is not tested");
      const auto challenger = challengers_.find(deed.number);
      if (challenger != challengers_.end() && challenger->second == deed.who) {
        return Not("not of one's own challenge");
      }
      return deed.logic == v1::LOGIC_RESULT_UNSPECIFIED &&
                     deed.attempt == v1::ATTEMPT_RESULT_UNSPECIFIED
                 ? Not("nothing is found")
                 : May();
    }
    case Deed::kSettle:
      return tested ? None("when a test may be settled") : Not("it is not tested");
    case Deed::kUnblock:
      if (!holds) return Not("not theirs");
      return deed.yes && life_.Allowed().count(v1::STANCE_STAND_ASIDE) == 0
                 ? Not("the rule knows no stand-aside")
                 : May();
    case Deed::kRelease:
      if (conditional_.count(deed.number) == 0) return Not("it names no condition");
      if (!holds && Brings(deed.who)) return Not("not on one's own proposal");
      return holds || deed.who == life_.facilitator() ? May() : Not("not theirs to say");
    default:
      return holds ? May() : Not("not theirs");
  }
}

}  // namespace assent::test
