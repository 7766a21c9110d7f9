#include "tests/lives/state_key.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>

#include "server/assembly/holds.h"
#include "server/assembly/road.h"
#include "server/assembly/times.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"

namespace assent::test {
namespace {

using assembly::BlockState;
using assembly::ConcernState;
using assembly::ProposalState;
using assembly::State;

constexpr Order kOrders[] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

class Key {
 public:
  Key(const State& state, const ProposalState& p, const WhatMatters& what, absl::Time now)
      : state_(state), p_(p), what_(what), now_(now) {
    bytes_.reserve(192);
  }

  // With the members in this order.
  std::string In(const Order& who) {
    AddProposal();
    AddMembers(who);
    return std::move(bytes_);
  }

  // The least with the members in any order.
  std::string Least() {
    AddProposal();
    const size_t begin = bytes_.size();
    if (!what_.tests && !what_.deadlock) return InSequence();
    std::string least;
    for (const Order& who : kOrders) {
      bytes_.resize(begin);
      AddMembers(who);
      if (least.empty() || bytes_ < least) least = bytes_;
    }
    return least;
  }

 private:
  // Where nothing that is written of one names another.
  std::string InSequence() {
    std::string all = std::move(bytes_);
    std::array<std::string, 3> each;
    for (int member = 0; member < 3; ++member) {
      bytes_.clear();
      AddMember(member);
      each[member] = bytes_;
    }
    std::sort(each.begin(), each.end());
    for (const std::string& one : each) all += one;
    return all;
  }

  void AddMembers(const Order& who) {
    who_ = &who;
    for (const int member : who) AddMember(member);
    if (what_.deadlock) AddStopped();
  }

  void AddProposal() {
    const bool asked = !assembly::IsBeforeCall(p_);
    const bool parked = assembly::IsParked(p_);
    const v1::Proposal::State stage = Stage();
    // Until then they are present, which a test of a block or a start may ask for.
    asks_anew_ = !what_.tests && !what_.start_vote &&
                 (stage == v1::Proposal::STATE_INTRODUCED ||
                  stage == v1::Proposal::STATE_DISCUSSION || stage == v1::Proposal::STATE_CONCERNS);
    Add(p_.view.state());
    Add(parked ? p_.parked_from : 0);
    Add(p_.electorate_taken);
    Add(p_.phase);
    Add(p_.startable);
    Add(p_.blocked_in);
    Add(p_.blocked_in >= 0 && p_.blocked_revision != p_.view.revision());
    const bool votes = Deciding().kind() == v1::Phase::KIND_VOTE ||
                       (p_.phase >= 0 && p_.current_phase().kind() == v1::Phase::KIND_VOTE);
    Add(asked && votes && p_.through_block);
    // What a window confirms; any other phase that closes writes it anew.
    const bool window = Deciding().may() == v1::Phase::MAY_HOLDS_ONLY;
    Add(asked && window && p_.passed_tally ? p_.passed_phase : -1);
    if (what_.judged) AddDeclared();
    if (what_.working_days && what_.how_far) {
      AddSpan(absl::Seconds(absl::ToUnixSeconds(now_) % (7 * 24 * 3600)));
    }
    AddRoad(asked, parked);
    AddCounts();
    AddAmendment();
    Add(p_.ballots_opened != 0);
  }

  void Add(int number) {
    bytes_.push_back(static_cast<char>(number & 0xff));
    if (number > 127 || number < -128) bytes_.push_back(static_cast<char>(number >> 8));
  }
  template <typename Numbers>
  void AddAll(const Numbers& numbers) {
    for (const int number : numbers) Add(number + 1);
    Add(0);
  }
  // How far ahead; 0: over, or never.
  void AddAhead(absl::Time time) {
    const bool none = time == absl::InfiniteFuture() || time <= now_;
    AddSpan(none ? absl::ZeroDuration() : time - now_);
  }
  // In seconds; where that does not matter, whether there is something left of it.
  void AddSpan(absl::Duration span) {
    const bool endless = span == absl::InfiniteDuration();
    if (!what_.how_far) return Add(endless ? -1 : span > absl::ZeroDuration());
    const auto seconds = static_cast<uint32_t>(endless ? -1 : absl::ToInt64Seconds(span));
    for (int shift = 0; shift < 32; shift += 8) {
      bytes_.push_back(static_cast<char>(seconds >> shift));
    }
  }
  // Where it is, or comes back to if it is parked.
  v1::Proposal::State Stage() const {
    return assembly::IsParked(p_) ? p_.parked_from : p_.view.state();
  }
  int Place(int member) const {
    return static_cast<int>(std::find(who_->begin(), who_->end(), member) - who_->begin());
  }

  const v1::Phase& Deciding() const { return p_.phases(std::max(assembly::DecidingPhase(p_), 0)); }

  // What was declared stays declared where it is counted again.
  void AddDeclared() {
    Add(!p_.declared_by.empty());
    Add(p_.passed_tally ? p_.passed_tally->outcome() : 0);
  }

  void AddRoad(bool asked, bool parked) {
    AddAhead(parked ? absl::InfiniteFuture() : p_.phase_end);
    Add(p_.phase_end == absl::InfiniteFuture());
    AddAhead(parked ? absl::InfiniteFuture() : p_.phase_min);
    AddAhead(p_.returns);
    AddAhead(p_.withdraws);
    AddAhead(p_.silence_due);
    AddAhead(p_.discussion_min);
    // A new text makes it longer than it was, at most until its end was.
    AddAhead(asked && !what_.discussion_counts ? absl::InfiniteFuture() : p_.discussion_end);
    const v1::AmendmentPolicy& policy = p_.rule().amendment();
    Add(!asked && policy.has_freeze_last() &&
        p_.discussion_end - now_ < assembly::ToDuration(policy.freeze_last()));
    const bool resolves = p_.view.state() == v1::Proposal::STATE_RESOLVING;
    if (what_.duty) {
      AddAhead(resolves ? p_.duty_due : absl::InfiniteFuture());
      // By when all of it has to be done is counted from here.
      const auto& duty =
          p_.phase >= 0 ? p_.current_phase().block().duty() : v1::BlockDuty::default_instance();
      const bool within = resolves && duty.has_within();
      const absl::Time all_by =
          within ? p_.phase_start + assembly::ToDuration(duty.within()) : absl::InfiniteFuture();
      AddAhead(all_by);
      Add(within && p_.duty_due >= all_by);  // it is looked at for the last time
    }
    const bool ratifies =
        p_.phase >= 0 && p_.current_phase().kind() == v1::Phase::KIND_RATIFY && asked;
    AddAhead(ratifies ? p_.ratify_by : absl::InfiniteFuture());
    AddSpan(parked ? p_.phase_left : absl::InfiniteDuration());
    AddSpan(parked ? p_.phase_min_left : absl::InfiniteDuration());
    // Resolving that goes on where it stopped, if it comes to that with the same text.
    const bool left = p_.resolved_in >= 0 && p_.resolved_revision == p_.view.revision();
    Add(left);
    if (!left) return;
    Add(std::min(p_.resolved_meetings, what_.meetings));
    AddSpan(p_.resolving_left);
  }

  // Of a change that was taken in, or came too late, nothing: another may come.
  void AddAmendment() {
    for (const assembly::AmendmentState& one : p_.amendments) {
      if (!assembly::IsOpen(one)) continue;
      Add(one.view.state());
      Add(one.view.base_revision() == p_.view.revision());
      AddAhead(one.settles);
    }
  }

  void AddTimes(const std::map<int32_t, int32_t>& times, bool matters) {
    if (!matters) return;
    for (const auto& [phase, count] : times) {
      Add(phase);
      Add(std::min(count, 2));
    }
    Add(-1);
  }

  void AddCounts() {
    AddTimes(p_.failures, what_.failures);
    AddTimes(p_.without_quorum, what_.without_quorum);
    if (what_.presence) Add(p_.attendance_kept);
    if (what_.longest > absl::ZeroDuration() && assembly::IsRunning(p_)) AddExtensions();
    if (what_.rounds > 0) Add(std::min(p_.rounds, what_.rounds));
    // Parked, it goes on counting from there when it comes back.
    const bool resolves = Stage() == v1::Proposal::STATE_RESOLVING;
    if (what_.meetings > 0 || what_.tenure > 0) {
      Add(resolves ? std::min(p_.meetings, what_.meetings) : 0);
      AddAhead(p_.last_met + assembly::kMeetingsApart);
    }
    if (!what_.duty || !resolves) return;
    Add(p_.last_meeting > p_.resolving_since);
    Add(p_.last_meeting > p_.duty_since);
  }

  // How often the phase may be extended before it is as long as it may be.
  void AddExtensions() {
    const v1::PhaseTime& time = p_.current_phase().time();
    if (!time.has_max_extended()) return;
    const absl::Duration more =
        assembly::ToDuration(time.max_extended()) - (p_.phase_end - p_.phase_start);
    const bool not_at_all = p_.phase_end == absl::InfiniteFuture() || more <= absl::ZeroDuration();
    Add(not_at_all ? 0 : static_cast<int>(absl::Ceil(more, what_.longest) / what_.longest));
  }

  void AddStopped() {
    for (const auto& [phase, concerns] : p_.stopped_by) {
      if (p_.phases(phase).kind() != v1::Phase::KIND_CALL) continue;
      std::set<int> holders;
      for (const int concern : concerns) holders.insert(Place(p_.concerns[concern - 1].holder));
      Add(phase);
      AddAll(holders);
    }
  }

  void AddMember(int member) {
    const std::string& name = state_.members[member].view.name();
    if (what_.proposer_differs()) Add(p_.view.proposer() == name);
    if (what_.sponsors) {
      Add(assembly::IsProposer(p_, state_.members[member]));
      Add(WasHeard(name));
    }
    if (what_.facilitator_differs()) Add(p_.view.facilitator() == name);
    const auto voice = p_.voice_of.find(member);
    Add(voice != p_.voice_of.end());
    if (voice != p_.voice_of.end()) AddVoice(voice->second);
    if (what_.presence || what_.tests || what_.tenure > 0) AddPresence(member);
    if (what_.tenure > 0) AddTenure(state_.members[member]);
    if (what_.extensions) {
      const auto used = p_.extensions.find(member);
      Add(used == p_.extensions.end() ? 0 : used->second);
    }
    // Where the electorate loses who is silent, who spoke last when matters.
    const v1::Electorate& electorate = p_.rule().electorate();
    if (what_.activity) {
      AddAhead(state_.members[member].last_act + assembly::ToDuration(electorate.active_within()));
    }
    for (size_t i = 0; i < p_.concerns.size(); ++i) {
      if (p_.concerns[i].holder == member) AddConcern(static_cast<int>(i) + 1);
    }
    Add(-1);
  }

  // Whether the group has refused a change of theirs: the next holds up no call.
  bool WasHeard(const std::string& name) const {
    return std::any_of(p_.amendments.begin(), p_.amendments.end(), [&](const auto& one) {
      return one.view.state() == v1::Amendment::STATE_REJECTED && one.view.author() == name;
    });
  }

  void AddVoice(int voice) {
    const assembly::VoicePosition& position = p_.positions.at(voice);
    const bool blocks = position.stance == v1::STANCE_BLOCK;
    // A call asks anew.
    const bool over = asks_anew_ && !blocks;
    Add(blocks || (position.counts && !over) ? what_.ClassOf(position.stance) : 0);
    Add(position.counts && !over);
    if (what_.start_vote) Add(p_.start_voices.contains(voice));
    AddBallot(voice);
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

  void AddPresence(int member) {
    Add(p_.attendance.contains(member));
    const auto presence = p_.presence.find(member);
    if (presence == p_.presence.end()) return Add(-1);
    Add(presence->second.counts);
    AddAhead(presence->second.time + assembly::kMeetingsApart);
  }

  // The meeting that goes on does not count yet.
  void AddTenure(const assembly::Member& member) {
    const v1::BlockTenure& tenure = p_.rule().electorate().block_tenure();
    const auto attended = static_cast<int>(member.view.meetings_attended());
    Add(member.view.founder());
    Add(std::min(attended, what_.tenure + 1));
    if (tenure.has_membership()) {
      AddAhead(member.joined + assembly::ToDuration(tenure.membership()));
    }
  }

  void AddConcern(int number) {
    const ConcernState& concern = p_.concerns[number - 1];
    const bool open = assembly::IsOpen(concern);
    if (IsOver(concern, what_)) return;
    // Of what is dealt with, nothing more than that it was there, and whether it may be
    // blocked over again.
    const auto found = p_.blocks.find(number);
    const bool again = concern.view.state() == v1::Concern::STATE_WITHDRAWN && concern.view.block();
    // What a block rests on is dealt with as one, answered or not, unless that is judged; or
    // unless answers keep members active, for each is answered once.
    const bool asked = what_.judged || what_.activity || !concern.view.block();
    const bool answers = what_.answers && asked;
    const int state = answers ? concern.view.state() : v1::Concern::STATE_OPEN;
    Add(open ? state : again ? 101 : 100);
    Add(open || again ? concern.view.kind() : 0);
    if (!open) return;
    Add(found != p_.blocks.end());
    Add(concern.view.block() * 2 + concern.view.hold_ended());
    const bool silent = what_.lapses && assembly::MayFallSilent(p_, concern);
    AddAhead(silent ? concern.lapse : absl::InfiniteFuture());
    AddSpan(silent ? concern.lapse_left : absl::InfiniteDuration());
    if (found == p_.blocks.end() || !assembly::IsOpen(found->second)) return;
    AddBlock(found->second);
  }

  void AddBlock(const BlockState& block) {
    Add(block.view.state() + 100);
    if (what_.release) Add(block.view.release_condition().empty());
    if (what_.lapses) {
      AddAhead(block.lapse);
      AddSpan(block.lapse_left);
    }
    if (what_.duty && Stage() == v1::Proposal::STATE_RESOLVING) {
      Add(block.answered > p_.resolving_since);
      Add(block.answered > p_.duty_since);
    }
    if (what_.tests) AddTest(block);
  }

  void AddTest(const BlockState& block) {
    AddAhead(block.test_until);
    AddSupporters(block);
    Add(block.view.has_challenge());
    if (!block.view.has_challenge()) return;
    Add(block.view.challenge().logic());
    Add(block.view.challenge().attempt());
    const bool tested = block.view.state() == v1::Block::STATE_UNDER_TEST;
    const bool timed = block.test_until != absl::InfiniteFuture();
    AddChallenger(block, tested, timed);
    const bool hears = tested && !timed && what_.hearing_counts(block.challenger >= 0);
    AddAhead(hears ? assembly::HeardFrom(block) : absl::InfiniteFuture());
    std::map<int, bool> findings;
    for (const auto& [member, voice] : p_.voice_of) {
      const auto finding = block.findings.find(voice);
      if (finding != block.findings.end()) findings[Place(member)] = finding->second;
    }
    for (const auto& [place, valid] : findings) Add(place * 2 + valid + 1);
    Add(0);
  }

  // How many they are; who they are only where that is one of those who were heard, or did
  // something: anybody else may join them at any time, and each of them may cease to be one.
  void AddSupporters(const BlockState& block) {
    const bool who_matters = what_.activity || (what_.ballots && block.challenger < 0);
    if (!who_matters) return Add(static_cast<int>(block.supporters.size()));
    std::set<int> supporters;
    for (const int supporter : block.supporters) supporters.insert(Place(supporter));
    AddAll(supporters);
  }

  // Until the test is over: a facilitator who asked for it does not judge it, and whoever
  // did was heard.
  void AddChallenger(const BlockState& block, bool tested, bool timed) {
    if (!tested || block.challenger < 0) return Add(-1);
    if (!timed && what_.hearing_counts(/*challenged=*/true)) return Add(Place(block.challenger));
    const bool facilitates = state_.members[block.challenger].view.name() == p_.view.facilitator();
    Add(what_.facilitator_tests && facilitates);
  }

  const State& state_;
  const ProposalState& p_;
  const WhatMatters& what_;
  const absl::Time now_;
  const Order* who_ = nullptr;
  bool asks_anew_ = false;  // whatever comes next asks for all positions but blocks
  std::string bytes_;
};

uint64_t Mixed(uint64_t hash) {
  hash ^= hash >> 31;
  hash *= 0x7fb5d329728ea185;
  hash ^= hash >> 27;
  hash *= 0x81dadef4bc2dd44d;
  return hash ^ (hash >> 33);
}

}  // namespace

bool IsOver(const ConcernState& concern, const WhatMatters& what) {
  if (what.deadlock) return false;
  // What a block rested on holds up nothing, unless somebody judges whether it is addressed.
  const bool ended = concern.view.block() && concern.view.hold_ended() && !what.judged;
  return ended || !assembly::IsOpen(concern);
}

std::string StateKey(const State& state, const ProposalState& proposal, const WhatMatters& what,
                     absl::Time now, const Order& who) {
  return Key(state, proposal, what, now).In(who);
}

std::string AnyoneKey(const State& state, const ProposalState& proposal, const WhatMatters& what,
                      absl::Time now) {
  return Key(state, proposal, what, now).Least();
}

std::vector<int> OneOfEqualsEach(const State& state, const ProposalState& proposal,
                                 const WhatMatters& what, absl::Time now) {
  const auto key = [&](const Order& who) { return StateKey(state, proposal, what, now, who); };
  const std::string as_they_are = key({0, 1, 2});
  std::vector<int> members = {0};
  if (key({1, 0, 2}) != as_they_are) members.push_back(1);
  if (key({0, 2, 1}) != as_they_are && key({2, 1, 0}) != as_they_are) members.push_back(2);
  return members;
}

KeyHash HashOf(const std::string& key) {
  KeyHash hash = {0x9e3779b97f4a7c15 ^ key.size(), 0xc2b2ae3d27d4eb4f + key.size()};
  for (size_t at = 0; at < key.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, key.data() + at, std::min<size_t>(8, key.size() - at));
    hash.high = Mixed(hash.high ^ word);
    hash.low = Mixed(hash.low + word * 0xff51afd7ed558ccd + 0x2545f4914f6cdd1d);
  }
  return hash;
}

}  // namespace assent::test
