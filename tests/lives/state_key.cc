#include "tests/lives/state_key.h"

#include <algorithm>
#include <map>
#include <set>

#include "server/assembly/holds.h"
#include "server/assembly/limits.h"
#include "server/assembly/times.h"
#include "server/assembly/views.h"
#include "tests/lives/verdict.h"

namespace assent::test {
namespace {

using assembly::BlockState;
using assembly::ConcernState;
using assembly::ProposalState;
using assembly::State;

class Key {
 public:
  Key(const State& state, const ProposalState& p, absl::Time now, const std::vector<int>& who)
      : state_(state), p_(p), now_(now), who_(who) {}

  std::string Bytes() {
    const bool asked = !assembly::IsBeforeCall(p_);
    const bool parked = assembly::IsParked(p_);
    Add(p_.view.state());
    Add(parked ? p_.parked_from : 0);
    Add(p_.phase);
    Add(p_.view.revision());
    Add(p_.startable);
    Add(p_.blocked_in);
    Add(p_.blocked_in >= 0 ? p_.blocked_revision : 0);
    Add(asked && p_.through_block);
    Add(asked ? p_.passed_phase : -1);
    AddRoad(asked, parked);
    AddCounts();
    for (const int member : who_) AddMember(member);
    for (const auto& [phase, concerns] : p_.stopped_by) {
      std::set<int> holders;
      for (const int concern : concerns) holders.insert(Place(p_.concerns[concern - 1].holder));
      Add(phase);
      AddAll(holders);
    }
    return std::move(bytes_);
  }

 private:
  void Add(int number) {
    bytes_.push_back(static_cast<char>(number & 0xff));
    if (number > 127 || number < -128) bytes_.push_back(static_cast<char>(number >> 8));
  }
  template <typename Numbers>
  void AddAll(const Numbers& numbers) {
    for (const int number : numbers) Add(number + 1);
    Add(0);
  }
  // How far ahead, in seconds; 0: over, or never.
  void AddAhead(absl::Time time) {
    const bool none = time == absl::InfiniteFuture() || time <= now_;
    AddSpan(none ? absl::ZeroDuration() : time - now_);
  }
  void AddSpan(absl::Duration span) {
    const auto seconds =
        static_cast<uint32_t>(span == absl::InfiniteDuration() ? -1 : absl::ToInt64Seconds(span));
    for (int shift = 0; shift < 32; shift += 8) {
      bytes_.push_back(static_cast<char>(seconds >> shift));
    }
  }
  int Place(int member) const {
    return static_cast<int>(std::find(who_.begin(), who_.end(), member) - who_.begin());
  }

  void AddRoad(bool asked, bool parked) {
    AddAhead(parked ? absl::InfiniteFuture() : p_.phase_end);
    Add(p_.phase_end == absl::InfiniteFuture());
    AddAhead(p_.phase_min);
    AddAhead(p_.returns);
    AddAhead(p_.withdraws);
    AddAhead(p_.silence_due);
    AddAhead(p_.discussion_min);
    AddAhead(asked ? absl::InfiniteFuture() : p_.discussion_end);
    const bool resolves = p_.view.state() == v1::Proposal::STATE_RESOLVING;
    AddAhead(resolves ? p_.duty_due : absl::InfiniteFuture());
    const bool held = p_.blocked_in >= 0;
    AddAhead(held ? p_.ratify_by : absl::InfiniteFuture());
    AddSpan(parked ? p_.phase_left : absl::InfiniteDuration());
    AddSpan(parked ? p_.phase_min_left : absl::InfiniteDuration());
    // Resolving that goes on where it stopped, if it comes to that with the same text.
    const bool left = p_.resolved_in >= 0 && p_.resolved_revision == p_.view.revision();
    Add(left);
    if (!left) return;
    Add(p_.resolved_meetings);
    AddSpan(p_.resolving_left);
  }

  void AddCounts() {
    for (const auto& [phase, failures] : p_.failures) {
      Add(phase);
      Add(std::min(failures, 2));
    }
    Add(-1);
    for (const auto& [phase, times] : p_.without_quorum) {
      Add(phase);
      Add(std::min(times, 2));
    }
    Add(-1);
    Add(p_.attendance_kept);
    Add(p_.meetings);
    Add(p_.rounds);
    AddAhead(p_.last_met + assembly::kMeetingsApart);
    Add(p_.last_meeting > p_.resolving_since);
    Add(p_.last_meeting > p_.duty_since);
  }

  void AddMember(int member) {
    const auto voice = p_.voice_of.find(member);
    Add(voice != p_.voice_of.end());
    if (voice != p_.voice_of.end()) {
      const assembly::VoicePosition& position = p_.positions.at(voice->second);
      Add(position.counts ? position.stance : 0);
      Add(p_.start_voices.contains(voice->second));
      AddBallot(voice->second);
    }
    Add(p_.attendance.contains(member));
    const auto presence = p_.presence.find(member);
    Add(presence != p_.presence.end() && presence->second.counts);
    Add(presence != p_.presence.end() && presence->second.by == member);
    // Where the electorate loses who is silent, who spoke last when matters.
    const v1::Electorate& electorate = p_.rule().electorate();
    if (electorate.has_active_within()) {
      AddAhead(state_.members[member].last_act + assembly::ToDuration(electorate.active_within()));
    }
    for (size_t i = 0; i < p_.concerns.size(); ++i) {
      if (p_.concerns[i].holder == member) AddConcern(static_cast<int>(i) + 1);
    }
    Add(-1);
  }

  // While roads are chosen; afterwards ballots are only there to be seen.
  void AddBallot(int voice) {
    const auto ballot = p_.ballots.find(voice);
    if (p_.ballots_opened == 0 || ballot == p_.ballots.end()) return;
    for (const v1::Rank& rank : ballot->second.marks.ranking()) {
      for (const int option : rank.options()) Add(option);
    }
    Add(-1);
  }

  void AddConcern(int number) {
    const ConcernState& concern = p_.concerns[number - 1];
    const bool open = assembly::IsOpen(concern);
    // Of what is dealt with, nothing more than that it was there.
    Add(open ? concern.view.state() : 100);
    const auto found = p_.blocks.find(number);
    if (open) Add(concern.view.block() * 2 + concern.view.hold_ended());
    const bool silent = assembly::MayFallSilent(p_, concern);
    AddAhead(silent ? concern.lapse : absl::InfiniteFuture());
    AddSpan(silent ? concern.lapse_left : absl::InfiniteDuration());
    if (found == p_.blocks.end() || !assembly::IsOpen(found->second)) {
      return Add(found != p_.blocks.end() && open);
    }
    AddBlock(found->second);
  }

  void AddBlock(const BlockState& block) {
    Add(block.view.state() + 100);
    AddAhead(block.lapse);
    AddSpan(block.lapse_left);
    AddAhead(block.test_until);
    Add(block.answered > p_.resolving_since);
    Add(block.answered > p_.duty_since);
    std::set<int> supporters;
    for (const int supporter : block.supporters) supporters.insert(Place(supporter));
    AddAll(supporters);
    Add(block.view.has_challenge());
    if (!block.view.has_challenge()) return;
    Add(block.view.challenge().logic());
    Add(block.view.challenge().attempt());
    Add(Place(block.challenger));
    const bool timed = block.test_until != absl::InfiniteFuture();
    AddAhead(timed ? absl::InfiniteFuture() : assembly::HeardFrom(block));
    std::map<int, bool> findings;
    for (const auto& [member, voice] : p_.voice_of) {
      const auto finding = block.findings.find(voice);
      if (finding != block.findings.end()) findings[Place(member)] = finding->second;
    }
    for (const auto& [place, valid] : findings) Add(place * 2 + valid + 1);
    Add(0);
  }

  const State& state_;
  const ProposalState& p_;
  const absl::Time now_;
  const std::vector<int>& who_;
  std::string bytes_;
};

}  // namespace

std::string StateKey(const State& state, const ProposalState& proposal, absl::Time now,
                     const std::vector<int>& who) {
  return Key(state, proposal, now, who).Bytes();
}

}  // namespace assent::test
