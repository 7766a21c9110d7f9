#include "server/rules/tallied.h"

#include <algorithm>

namespace assent::rules {
namespace {

int64_t Total(const StanceCounts& counts) {
  int64_t total = 0;
  for (const int64_t count : counts) total += count;
  return total;
}

}  // namespace

VoteCounts VoicesOf(const Situation& situation) {
  return {situation.given, situation.members, situation.present, situation.valid_blocks,
          situation.pending_blocks};
}

VoteCounts VotesOf(const v1::DecisionRule& rule, const Situation& situation) {
  if (situation.votes.has_value()) return *situation.votes;
  const int64_t each = std::max(rule.electorate().unit_weight(), 1);
  VoteCounts votes = VoicesOf(situation);
  for (int64_t& count : votes.given) count *= each;
  votes.members *= each;
  if (votes.present.has_value()) *votes.present *= each;
  votes.valid_blocks *= each;
  votes.pending_blocks *= each;
  return votes;
}

Tallied::Tallied(const v1::Phase& phase, const VoteCounts& said)
    : answers(said.given), members(said.members), answered(Total(said.given)) {
  present = std::max(said.present.value_or(answered), answered);
  const int64_t silent = std::max<int64_t>(members - answered, 0);
  if (phase.silence() == v1::Phase::SILENCE_ASSENT) answers[v1::STANCE_AGREE] += silent;
  if (phase.silence() == v1::Phase::SILENCE_ABSTAIN) answers[v1::STANCE_ABSTAIN] += silent;

  counted = answers;
  const int64_t standing = said.valid_blocks + said.pending_blocks;
  const int64_t invalid = std::max<int64_t>(answers[v1::STANCE_BLOCK] - standing, 0);
  const v1::Stance becomes = phase.block().invalid_becomes();
  counted[v1::STANCE_BLOCK] -= invalid;
  if (becomes != v1::STANCE_UNSPECIFIED) counted[becomes] += invalid;
}

int64_t Tallied::Size(const v1::Base& base, const StanceCounts& counts) const {
  switch (base.kind()) {
    case v1::Base::KIND_PRESENT:
      return present;
    case v1::Base::KIND_MEMBERS:
      return members;
    default:
      return StanceSet::Of(base.stances()).Sum(counts);
  }
}

void DescribeShare(const v1::Fraction& fraction, const v1::Base& base, int64_t base_count,
                   Condition& condition) {
  condition.numerator = fraction.numerator();
  condition.denominator = fraction.denominator();
  condition.base = base.kind() == v1::Base::KIND_UNSPECIFIED ? v1::Base::KIND_STANCES : base.kind();
  condition.base_stances = StanceSet::Of(base.stances());
  condition.base_count = base_count;
}

}  // namespace assent::rules
