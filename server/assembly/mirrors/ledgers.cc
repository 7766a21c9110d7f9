#include "server/assembly/mirrors/ledgers.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/assembly/holds.h"
#include "server/assembly/times.h"

namespace assent::assembly {
namespace {

// A block that stood at the end of its proposal.
v1::BlockOutcome OutcomeAtTheEnd(const ProposalState& p) {
  if (p.decision->state() == v1::Proposal::STATE_ADOPTED) return v1::BLOCK_OUTCOME_OVERRIDDEN;
  const bool blocked =
      p.blocked_in >= 0 || p.through_block || p.decision->tally().outcome() == v1::OUTCOME_BLOCKED;
  return blocked ? v1::BLOCK_OUTCOME_STOPPED : v1::BLOCK_OUTCOME_ENDED_WITH_PROPOSAL;
}

v1::BlockOutcome OutcomeOf(const ProposalState& p, const BlockState& block, int32_t concern) {
  switch (block.view.state()) {
    case v1::Block::STATE_STANDING:
      return p.decision ? OutcomeAtTheEnd(p) : v1::BLOCK_OUTCOME_STANDING;
    case v1::Block::STATE_UNDER_TEST:
      return p.decision ? OutcomeAtTheEnd(p) : v1::BLOCK_OUTCOME_UNDER_TEST;
    case v1::Block::STATE_WITHDRAWN:
      return p.concerns[concern - 1].view.state() == v1::Concern::STATE_RESOLVED
                 ? v1::BLOCK_OUTCOME_RESOLVED
                 : v1::BLOCK_OUTCOME_WITHDRAWN;
    case v1::Block::STATE_RELEASED:
      return v1::BLOCK_OUTCOME_RELEASED;
    case v1::Block::STATE_LAPSED:
      return v1::BLOCK_OUTCOME_LAPSED;
    case v1::Block::STATE_INVALID:
      return v1::BLOCK_OUTCOME_INVALID;
    default:
      return v1::BLOCK_OUTCOME_UNSPECIFIED;
  }
}

// A test that found the block valid is remembered, whatever ends it later.
v1::ChallengeOutcome ChallengeOutcomeOf(const ProposalState& p, const BlockState& block,
                                        v1::ChallengeOutcome before) {
  if (before == v1::CHALLENGE_OUTCOME_BLOCK_STOOD) return before;
  switch (block.view.state()) {
    case v1::Block::STATE_UNDER_TEST:
      return p.decision ? v1::CHALLENGE_OUTCOME_MOOT : v1::CHALLENGE_OUTCOME_PENDING;
    case v1::Block::STATE_STANDING:
      return v1::CHALLENGE_OUTCOME_BLOCK_STOOD;
    case v1::Block::STATE_INVALID:
      return v1::CHALLENGE_OUTCOME_BLOCK_FELL;
    default:
      return v1::CHALLENGE_OUTCOME_MOOT;
  }
}

// The sum of a member, at the place of their first entry.
template <typename Sum>
class Sums {
 public:
  Sum& Of(const std::string& member) {
    const auto [place, added] = places_.try_emplace(member, sums_.size());
    if (added) sums_.emplace_back().set_member(member);
    return sums_[place->second];
  }
  std::vector<Sum> Take() { return std::move(sums_); }

 private:
  absl::flat_hash_map<std::string, size_t> places_;
  std::vector<Sum> sums_;
};

void CountOutcome(v1::BlockOutcome outcome, v1::BlockSum& sum) {
  for (v1::BlockOutcomeCount& count : *sum.mutable_outcomes()) {
    if (count.outcome() == outcome) return count.set_blocks(count.blocks() + 1);
  }
  v1::BlockOutcomeCount& count = *sum.add_outcomes();
  count.set_outcome(outcome);
  count.set_blocks(1);
}

v1::UrgentEntry::Outcome UrgentOutcomeOf(const ProposalState& p) {
  if (!p.decision) {
    return p.view.state() == v1::Proposal::STATE_PROVISIONAL
               ? v1::UrgentEntry::OUTCOME_AWAITS_RATIFICATION
               : v1::UrgentEntry::OUTCOME_OPEN;
  }
  switch (p.decision->state()) {
    case v1::Proposal::STATE_ADOPTED:
      return v1::UrgentEntry::OUTCOME_RATIFIED;
    case v1::Proposal::STATE_EXPIRED:
      return v1::UrgentEntry::OUTCOME_EXPIRED;
    default:
      return v1::UrgentEntry::OUTCOME_NOT_TAKEN;
  }
}

void CountExplanation(const v1::UrgentEntry& entry, v1::UrgentSum& sum) {
  if (!entry.has_explain_time()) return sum.set_unexplained(sum.unexplained() + 1);
  const bool late = ToTime(entry.explain_time()) >= ToTime(entry.explain_by_time());
  late ? sum.set_explained_late(sum.explained_late() + 1) : sum.set_explained(sum.explained() + 1);
}

}  // namespace

v1::BlockEntry NewBlockEntry(const ProposalState& proposal, int32_t concern, absl::Time now) {
  v1::BlockEntry entry;
  entry.set_proposal(proposal.view.name());
  entry.set_concern(concern);
  entry.set_member(proposal.blocks.at(concern).view.holder());
  *entry.mutable_raise_time() = ToProto(now);
  entry.set_soft_limit(BlockPhase(proposal).block().soft_limit());
  return entry;
}

void UpdateBlockEntry(const ProposalState& proposal, v1::BlockEntry& entry) {
  const BlockState& block = proposal.blocks.at(entry.concern());
  entry.set_holder(proposal.concerns[entry.concern() - 1].view.holder());
  entry.set_outcome(OutcomeOf(proposal, block, entry.concern()));
  const v1::Challenge& challenge = block.view.challenge();
  if (challenge.challenger().empty()) return;  // a test that the rule asks of every block
  entry.set_challenger(challenge.challenger());
  *entry.mutable_challenge_time() = challenge.create_time();
  entry.set_challenge_outcome(ChallengeOutcomeOf(proposal, block, entry.challenge_outcome()));
}

absl::Duration ExplainWithin(const v1::UrgentPolicy& policy) {
  constexpr absl::Duration kUnlessSaid = absl::Hours(7 * 24);
  return policy.has_explain_within() ? ToDuration(policy.explain_within()) : kUnlessSaid;
}

v1::UrgentEntry UrgentEntryOf(const ProposalState& proposal) {
  v1::UrgentEntry entry;
  entry.set_proposal(proposal.view.name());
  entry.set_title(proposal.view.title());
  entry.set_member(proposal.view.proposer());
  entry.set_reason(proposal.view.urgent_reason());
  entry.set_scope(proposal.rule().urgent().scope());
  *entry.mutable_introduce_time() = proposal.view.introduce_time();
  if (proposal.decision) *entry.mutable_end_time() = proposal.decision->decide_time();
  entry.set_outcome(UrgentOutcomeOf(proposal));
  return entry;
}

std::vector<v1::BlockSum> SumBlocks(const std::vector<v1::BlockEntry>& entries) {
  Sums<v1::BlockSum> sums;
  for (const v1::BlockEntry& entry : entries) {
    v1::BlockSum& sum = sums.Of(entry.member());
    sum.set_blocks(sum.blocks() + 1);
    CountOutcome(entry.outcome(), sum);
    if (entry.soft_limit() == 0) continue;
    sum.set_soft_limit(sum.soft_limit() == 0 ? entry.soft_limit()
                                             : std::min(sum.soft_limit(), entry.soft_limit()));
  }
  return sums.Take();
}

std::vector<v1::ChallengeSum> SumChallenges(const std::vector<v1::BlockEntry>& entries) {
  Sums<v1::ChallengeSum> sums;
  for (const v1::BlockEntry& entry : entries) {
    if (entry.challenger().empty()) continue;
    v1::ChallengeSum& sum = sums.Of(entry.challenger());
    sum.set_challenges(sum.challenges() + 1);
    switch (entry.challenge_outcome()) {
      case v1::CHALLENGE_OUTCOME_BLOCK_STOOD:
        sum.set_block_stood(sum.block_stood() + 1);
        break;
      case v1::CHALLENGE_OUTCOME_BLOCK_FELL:
        sum.set_block_fell(sum.block_fell() + 1);
        break;
      case v1::CHALLENGE_OUTCOME_PENDING:
        sum.set_pending(sum.pending() + 1);
        break;
      default:
        sum.set_moot(sum.moot() + 1);
    }
  }
  return sums.Take();
}

std::vector<v1::UrgentSum> SumUrgent(const std::vector<v1::UrgentEntry>& entries) {
  Sums<v1::UrgentSum> sums;
  for (const v1::UrgentEntry& entry : entries) {
    v1::UrgentSum& sum = sums.Of(entry.member());
    sum.set_proposals(sum.proposals() + 1);
    if (!entry.role().empty()) sum.set_in_role(sum.in_role() + 1);
    switch (entry.outcome()) {
      case v1::UrgentEntry::OUTCOME_RATIFIED:
        sum.set_ratified(sum.ratified() + 1);
        break;
      case v1::UrgentEntry::OUTCOME_EXPIRED:
        sum.set_expired(sum.expired() + 1);
        break;
      case v1::UrgentEntry::OUTCOME_NOT_TAKEN:
        sum.set_not_taken(sum.not_taken() + 1);
        break;
      default:
        sum.set_open(sum.open() + 1);
    }
    CountExplanation(entry, sum);
  }
  return sums.Take();
}

}  // namespace assent::assembly
