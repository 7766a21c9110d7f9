// Who decides: section 3 "electorate", section 5 B.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/lives/naive_life.h"

namespace assent::test {

// ACTIVE: neither away nor gone, and where the rule says how recently somebody
// must have taken part, so recently.
bool NaiveLife::IsActive(const Person& person, absl::Time now) const {
  if (person.left) return false;
  if (rule_.electorate().basis() == v1::Electorate::BASIS_MEMBERS) return true;
  if (rule_.electorate().basis() == v1::Electorate::BASIS_UNSPECIFIED) return true;
  if (person.away) return false;
  // Of a live list, whoever is silent leaves only after notice.
  const bool live = rule_.electorate().snapshot() == v1::Electorate::SNAPSHOT_LIVE;
  return live || !rule_.electorate().has_active_within() ||
         person.last_act + Span(rule_.electorate().active_within()) > now;
}

// One voice for each person, or for each unit; whoever names no unit is one.
void NaiveLife::TakeElectorate(absl::Time now) {
  taken_ = true;
  dropped_.clear();
  std::map<std::string, int> units;
  for (const auto& [member, voice] : voice_of_) {
    if (!people_[member].unit.empty()) units.emplace(people_[member].unit, voice);
  }
  std::map<int, int> taken;
  for (int member = 0; member < static_cast<int>(people_.size()); ++member) {
    const Person& person = people_[member];
    if (!IsActive(person, now)) continue;
    const auto before = voice_of_.find(member);
    int voice = before != voice_of_.end() ? before->second : voices_;
    if (rule_.electorate().basis() == v1::Electorate::BASIS_UNITS && !person.unit.empty()) {
      voice = units.emplace(person.unit, voice).first->second;
      unit_of_[voice] = person.unit;
    } else if (rule_.electorate().unit_required()) {
      continue;  // speaks only through a unit
    }
    voices_ = std::max(voices_, voice + 1);
    taken[member] = voice;
  }
  voice_of_ = taken;
}

// LIVE: whoever is a member at the moment, less those who were silent too long.
// Silent in the design: whoever goes away stays on the list until then.
void NaiveLife::FollowElectorate(absl::Time now) {
  if (rule_.electorate().snapshot() != v1::Electorate::SNAPSHOT_LIVE || !taken_) return;
  for (int member = 0; member < static_cast<int>(people_.size()); ++member) {
    if (people_[member].left) {
      voice_of_.erase(member);
    } else if (VoiceOf(member) < 0 && dropped_.count(member) == 0 &&
               people_[member].joined == now && IsActive(people_[member], now)) {
      voice_of_[member] = voices_++;
    }
  }
}

// The base: of a snapshot, as it was taken; of a live list, who is there.
int NaiveLife::Voices() const {
  std::set<int> voices;
  for (const auto& [member, voice] : voice_of_) voices.insert(voice);
  return static_cast<int>(voices.size());
}

int NaiveLife::VoiceOf(int member) const {
  const auto found = voice_of_.find(member);
  return found == voice_of_.end() ? -1 : found->second;
}

// Whose vote on an amendment it is: the voice's, which is asked before the list is taken,
// too, where that is at the call.
std::string NaiveLife::Ballot(int member) const {
  const bool units = rule_.electorate().basis() == v1::Electorate::BASIS_UNITS;
  const auto unit = unit_of_.find(VoiceOf(member));
  if (unit != unit_of_.end()) return unit->second;
  const std::string& now = people_[member].unit;
  return units && !taken_ && !now.empty() ? now : absl::StrCat("m", member);
}

// A unit has the votes that the charter states for it, or else those of the rule.
int NaiveLife::VotesOf(int voice) const {
  const auto unit = unit_of_.find(voice);
  if (unit != unit_of_.end() && unit->second == "north") return 3;
  return std::max(rule_.electorate().unit_weight(), 1);
}

std::set<int> NaiveLife::VoicesOf(const std::set<int>& people) const {
  std::set<int> voices;
  for (const int member : people) {
    // Whoever has left is not there any more.
    if (VoiceOf(member) >= 0 && !people_[member].left) voices.insert(VoiceOf(member));
  }
  return voices;
}

// B4: inactive after notice leaves the base. Being asked is the notice.
void NaiveLife::GiveNotice(absl::Time now) {
  if (rule_.electorate().snapshot() != v1::Electorate::SNAPSHOT_LIVE) return;
  if (!rule_.electorate().has_active_within()) return;
  silence_over_ = std::min(silence_over_, now + Span(rule_.electorate().active_within()));
}

// Whoever has done nothing for so long leaves, unless a position of theirs
// counts; the next look is when the next of them may be due. Silent in the
// design: where nobody would be left, nobody leaves.
void NaiveLife::DropTheSilent(absl::Time now) {
  const absl::Duration within = Span(rule_.electorate().active_within());
  silence_over_ = now + within;
  std::set<int> silent;
  for (const auto& [member, voice] : voice_of_) {
    const absl::Time until = people_[member].last_act + within;
    if (until > now) silence_over_ = std::min(silence_over_, until);
    const Word* word = LastWord(voice);
    if (until <= now && (word == nullptr || !Counts(*word))) silent.insert(member);
  }
  if (silent.size() < voice_of_.size()) {
    for (const int member : silent) voice_of_.erase(member);
    dropped_.insert(silent.begin(), silent.end());
  }
  blocked_in_ >= 0 ? HoldEnded(now) : CloseEarly(now);
}

// B3: the position goes along; the base shrinks only where the list is live;
// a hold waits seven days for somebody to adopt it.
void NaiveLife::Leave(int who, absl::Time now) {
  people_[who].left = true;
  if (ended_) return;
  std::erase_if(early_, [&](const Early& one) { return one.member == who; });
  const int voice = VoiceOf(who);
  for (int number = 1; number <= static_cast<int>(concerns_.size()); ++number) {
    Concern& concern = concerns_[number - 1];
    if (concern.holder != who) continue;
    Block* block = concern.block ? BlockOn(number) : nullptr;
    const bool hold = (block != nullptr && IsOpen(*block)) || Holds(concern);
    const bool open =
        concern.state == v1::Concern::STATE_OPEN || concern.state == v1::Concern::STATE_ANSWERED;
    if (!open && !hold) continue;
    concern.holder = -1;
    concern.adopt_by = now + absl::Hours(7 * 24);
    BeginLapse(concern, now);
    if (block != nullptr && IsOpen(*block)) {
      block->lapse = absl::InfiniteFuture();
      block->lapse_left = absl::InfiniteDuration();
    }
  }
  const Word* word = voice >= 0 ? LastWord(voice) : nullptr;
  if (word != nullptr && word->member == who && word->stance != v1::STANCE_BLOCK) {
    Say(voice, who, v1::STANCE_UNSPECIFIED);
  }
  const auto ballot = ballots_.find(voice);
  if (ballot != ballots_.end() && ballot->second.member == who) {
    ballots_.erase(ballot);
    chosen_.reset();
  }
  if (facilitator_ == who) facilitator_ = -1;
  std::erase_if(unwanted_, [&](const auto& one) { return one.first == who || one.second == who; });
  // What they found and voted goes along, unless a unit's voice stays.
  const bool unit =
      rule_.electorate().basis() == v1::Electorate::BASIS_UNITS && !people_[who].unit.empty();
  if (voice >= 0 && !unit) {
    for (Block& block : blocks_) block.findings.erase(voice);
  }
  if (!unit) {
    for (Amendment& amendment : amendments_) amendment.votes.erase(Ballot(who));
  }
  FollowElectorate(now);
  for (Block& block : blocks_) {
    const bool supported = block.supporters.erase(who) > 0;
    if (supported && block.state == v1::Block::STATE_STANDING) LookAtTest(block, false, now);
  }
  blocked_in_ >= 0 ? HoldEnded(now) : CloseEarly(now);
}

void NaiveLife::DoAsMember(const Deed& deed, absl::Time now) {
  if (deed.what == Deed::kJoin) {
    Person person;
    person.joined = now;
    person.last_act = now;
    people_.push_back(person);
    return FollowElectorate(now);
  }
  Person& person = people_[deed.who];
  if (deed.what == Deed::kGoAway) person.away = deed.yes;
  if (deed.what == Deed::kMoveTo) person.unit = deed.text;
  if (deed.what == Deed::kShow) person.attributes = {deed.text};
  if (deed.what == Deed::kLeave) Leave(deed.who, now);
}

}  // namespace assent::test
