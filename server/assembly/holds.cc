#include "server/assembly/holds.h"

#include <algorithm>
#include <map>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/presence.h"
#include "server/assembly/times.h"
#include "server/assembly/units.h"
#include "server/assembly/views.h"
#include "server/base/limits.h"

namespace assent::assembly {

bool IsOpen(const BlockState& block) {
  return block.view.state() == v1::Block::STATE_STANDING ||
         block.view.state() == v1::Block::STATE_UNDER_TEST;
}

bool IsOpen(const AmendmentState& amendment) {
  return amendment.view.state() == v1::Amendment::STATE_OPEN ||
         amendment.view.state() == v1::Amendment::STATE_ACCEPTED ||
         amendment.view.state() == v1::Amendment::STATE_VOTING;
}

bool IsOpen(const ConcernState& concern) {
  return concern.view.state() == v1::Concern::STATE_OPEN ||
         concern.view.state() == v1::Concern::STATE_ANSWERED;
}

bool IsQuestion(const ConcernState& concern) {
  return concern.view.kind() == v1::Concern::KIND_QUESTION;
}

int32_t FirstOpenQuestion(const ProposalState& proposal) {
  for (size_t i = 0; i < proposal.concerns.size(); ++i) {
    const ConcernState& concern = proposal.concerns[i];
    if (IsQuestion(concern) && concern.view.state() == v1::Concern::STATE_OPEN) {
      return static_cast<int32_t>(i) + 1;
    }
  }
  return 0;
}

bool Holds(const ConcernState& concern, const v1::Phase& phase) {
  if (concern.view.kind() != v1::Concern::KIND_OBJECTION || concern.view.block() ||
      concern.view.hold_ended() || !IsOpen(concern)) {
    return false;
  }
  const bool addressed = concern.view.state() == v1::Concern::STATE_ANSWERED;
  return !(addressed && phase.has_judged());
}

bool MayFallSilent(const ProposalState& p, const ConcernState& concern) {
  if (p.phase < 0 || p.decision || concern.holder < 0) return false;
  const v1::BlockPolicy& policy = BlockPhase(p).block();
  const bool stops =
      policy.mode() == v1::BlockPolicy::MODE_VETO || policy.mode() == v1::BlockPolicy::MODE_JUDGED;
  return stops && Holds(concern, BlockPhase(p));
}

bool IsTestable(const ProposalState& p, int32_t number) {
  if (number < 1 || number > static_cast<int32_t>(p.concerns.size())) return false;
  const ConcernState& concern = p.concerns[number - 1];
  const bool called = p.phase >= 0 && !IsBeforeCall(p) && !IsParked(p) && !p.decision;
  const bool objects = concern.view.kind() == v1::Concern::KIND_OBJECTION &&
                       !concern.view.block() && IsOpen(concern);
  const auto voice = p.voice_of.find(concern.holder);
  if (!called || !objects || voice == p.voice_of.end()) return false;
  const VoicePosition& held = p.positions.at(voice->second);
  return held.stance != v1::STANCE_BLOCK || !held.counts;  // one hold of a voice at a time
}

int64_t VoicesOf(const ProposalState& proposal, const std::set<int32_t>& members) {
  absl::flat_hash_set<int32_t> voices;
  for (const int32_t member : members) {
    for (const int32_t voice : VoicesOfMember(proposal, member)) voices.insert(voice);
  }
  return static_cast<int64_t>(voices.size());
}

namespace {

// Voices that count on the attendance record, and of `also`, that have said nothing that counts.
absl::flat_hash_set<int32_t> SilentPresent(const ProposalState& proposal,
                                           const std::set<int32_t>& also) {
  absl::flat_hash_set<int32_t> silent;
  const auto add = [&](int32_t voice) {
    if (!proposal.positions.at(voice).counts) silent.insert(voice);
  };
  for (const int32_t member : proposal.attendance) {
    if (!CountsAsPresent(proposal, member)) continue;
    for (const int32_t voice : VoicesOfMember(proposal, member)) add(voice);
  }
  for (const int32_t voice : also) add(voice);
  return silent;
}

}  // namespace

int64_t VoicesPresent(const ProposalState& proposal, const std::set<int32_t>& also) {
  return proposal.positions.answered() + static_cast<int64_t>(SilentPresent(proposal, also).size());
}

bool IsMeeting(const ProposalState& proposal, const std::set<int32_t>& present, int32_t recorder) {
  const int64_t voices = proposal.view.electorate_size();
  if (proposal.electorate_taken && voices <= 1) return true;    // a group of one
  if (present.size() == present.count(recorder)) return false;  // alone
  // Nobody who has one voice makes two of it: most lists are told by their length. The
  // others are read until they have half of the voices.
  const bool one_each = proposal.further_voices.empty();
  if (one_each && 2 * static_cast<int64_t>(present.size()) < voices) return false;
  absl::flat_hash_set<int32_t> there;
  for (const int32_t member : present) {
    for (const int32_t voice : VoicesOfMember(proposal, member)) there.insert(voice);
    if (2 * static_cast<int64_t>(there.size()) >= voices) return true;
  }
  return voices == 0;
}

int64_t VotesPresent(const ProposalState& proposal) {
  int64_t votes = proposal.positions.votes_answered();
  for (const int32_t voice : SilentPresent(proposal, {})) {
    votes += proposal.positions.votes_of(voice);
  }
  return votes;
}

std::vector<int32_t> SilentVoices(const State& state, const ProposalState& proposal,
                                  absl::Time since) {
  std::map<int32_t, bool> silent;  // in order of the voices
  for (const auto& [member, first] : proposal.voice_of) {
    for (const int32_t voice : VoicesOfMember(proposal, member)) {
      const bool said = proposal.positions.at(voice).counts;
      const bool spoke = said || state.members[member].last_act > since;
      const auto [known, added] = silent.try_emplace(voice, true);
      known->second = known->second && !spoke;
    }
  }
  std::vector<int32_t> voices;
  for (const auto& [voice, nothing] : silent) {
    if (nothing) voices.push_back(voice);
  }
  // Without anybody left nobody could ever decide.
  if (voices.size() == silent.size()) voices.clear();
  return voices;
}

absl::Time HeardFrom(const BlockState& block) {
  return ToTime(block.view.challenge().create_time()) + kTestAtLeast;
}

bool TestWasHeard(const ProposalState& proposal, const BlockState& block, absl::Time now) {
  if (now >= HeardFrom(block)) return true;
  std::set<int32_t> judged;
  for (const auto& [voice, valid] : block.findings) judged.insert(voice);
  const auto add = [&](int32_t member) {
    for (const int32_t voice : VoicesOfMember(proposal, member)) judged.insert(voice);
  };
  for (const int32_t member : block.supporters) add(member);
  if (block.challenger >= 0) add(block.challenger);
  judged.erase(block.voice);
  return 2 * static_cast<int64_t>(judged.size()) >= VoicesPresent(proposal) - 1;
}

rules::BlockFacts FactsOf(const ProposalState& proposal, const BlockState& block,
                          bool test_time_over) {
  rules::BlockFacts facts;
  facts.challenged = block.view.has_challenge();
  facts.test_time_over = test_time_over;
  facts.supporters = VoicesOf(proposal, block.supporters);
  facts.seconders = facts.supporters;
  for (const auto& [voice, valid] : block.findings) {
    if (proposal.positions.at(voice).stance == v1::STANCE_BLOCK) {
      ++(valid ? facts.blocker_votes_valid : facts.blocker_votes_invalid);
    } else {
      ++(valid ? facts.votes_valid : facts.votes_invalid);
    }
  }
  facts.members = proposal.view.electorate_size();
  facts.present = VoicesPresent(proposal);
  facts.blockers = proposal.positions.counts()[v1::STANCE_BLOCK];
  facts.blockers_present = facts.blockers;  // whoever blocks is there
  const v1::Challenge& challenge = block.view.challenge();
  if (challenge.logic() != v1::LOGIC_RESULT_UNSPECIFIED) {
    facts.logic_passed = challenge.logic() == v1::LOGIC_RESULT_REASONED;
  }
  if (challenge.attempt() != v1::ATTEMPT_RESULT_UNSPECIFIED) {
    facts.attempt_made = challenge.attempt() == v1::ATTEMPT_RESULT_MADE;
  }
  return facts;
}

const v1::Phase& BlockPhase(const ProposalState& proposal) {
  if (proposal.blocked_in >= 0) return proposal.phases(proposal.blocked_in);
  return proposal.phases(std::max(proposal.phase, 0));
}

bool IsMember(const Member& member) {
  return member.view.state() != v1::Member::STATE_LEFT && !member.view.guest();
}

bool IsActive(const Member& member, const v1::Electorate& electorate, absl::Time now) {
  if (member.view.state() != v1::Member::STATE_ACTIVE) return false;
  // Whoever is silent leaves a live electorate after notice, never before it.
  if (electorate.snapshot() == v1::Electorate::SNAPSHOT_LIVE) return true;
  if (!electorate.has_active_within()) return true;
  return now - member.last_act < ToDuration(electorate.active_within());  // half-open, 5 E
}

std::vector<std::string> VoiceNames(const v1::DecisionRule& rule, const Member& member) {
  std::vector<std::string> names;
  if (rule.electorate().basis() == v1::Electorate::BASIS_UNITS) {
    for (const std::string& unit : UnitsOf(member.view)) names.push_back(absl::StrCat("~", unit));
  }
  if (names.empty() && !rule.electorate().unit_required()) names.push_back(member.id);
  return names;
}

std::string VoiceName(const v1::DecisionRule& rule, const Member& member) {
  const std::vector<std::string> names = VoiceNames(rule, member);
  return names.empty() ? member.id : names.front();
}

int32_t RecordedVoiceOf(const ProposalState& proposal, int32_t member) {
  const std::vector<int32_t> voices = VoicesOfMember(proposal, member);
  for (const int32_t voice : voices) {
    const VoicePosition& position = proposal.positions.at(voice);
    if (position.recorded_by >= 0 && position.member == member) return voice;
  }
  return voices.empty() ? -1 : voices.front();
}

std::vector<int32_t> Entitled(const State& state, const v1::DecisionRule& rule,
                              const event::v1::Electorate& electorate, absl::Time now) {
  absl::flat_hash_set<absl::string_view> named;
  bool all_inactive = false;
  for (const event::v1::Exclusion& exclusion : electorate.exclusions()) {
    if (exclusion.member().empty()) all_inactive = true;
    named.insert(exclusion.member());
  }
  std::vector<int32_t> entitled;
  for (size_t i = 0; i < state.members.size(); ++i) {
    const Member& member = state.members[i];
    if (!IsMember(member) || named.contains(member.id)) continue;
    if (all_inactive && !IsActive(member, rule.electorate(), now)) continue;
    entitled.push_back(static_cast<int32_t>(i));
  }
  return entitled;
}

}  // namespace assent::assembly
