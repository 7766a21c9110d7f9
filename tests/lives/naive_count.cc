#include "tests/lives/naive_count.h"

#include <algorithm>

namespace assent::test {
namespace {

bool ExceedsShare(int count, const v1::Fraction& share, int base) {
  return base > 0 && share.denominator() * count > share.numerator() * base;
}

// 2. What silence says.
NaiveCount WithSilence(const v1::Phase& phase, NaiveCount count) {
  const int silent = count.members - Answered(count);
  // Who is present is who spoke, not whom the rule speaks for.
  if (!count.present) count.present = Answered(count);
  if (silent <= 0) return count;
  if (phase.silence() == v1::Phase::SILENCE_ASSENT) count.said[v1::STANCE_AGREE] += silent;
  if (phase.silence() == v1::Phase::SILENCE_ABSTAIN) count.said[v1::STANCE_ABSTAIN] += silent;
  return count;
}

}  // namespace

bool ReachesQuorum(int there, const v1::Quorum& quorum, int n) {
  switch (quorum.kind()) {
    case v1::Quorum::KIND_UNSPECIFIED:
      return true;
    case v1::Quorum::KIND_COUNT:
      return there >= quorum.count();
    case v1::Quorum::KIND_FRACTION:
      return ReachesShare(there, quorum.fraction(), n);
    case v1::Quorum::KIND_HALF_PLUS_ONE_FLOOR:
      return there >= n / 2 + 1;
    default:  // there >= m * sqrt(n) / 2, squared
      return 4 * there * there >= quorum.multiplier() * quorum.multiplier() * n;
  }
}

namespace {

// 3. Quorum.
bool QuorumIsMet(const v1::Quorum& quorum, const NaiveCount& voices, const NaiveCount& count) {
  for (const v1::Composition& part : quorum.composition()) {
    const auto with = voices.present_with.find(part.attribute());
    const int have = with == voices.present_with.end() ? 0 : with->second;
    if (!ReachesShare(have, part.fraction(), *voices.present)) return false;
  }
  if (quorum.kind() == v1::Quorum::KIND_UNSPECIFIED) return true;
  if (count.members == 0) return false;
  return ReachesQuorum(BaseOf(count, quorum.counts()), quorum, count.members);
}

// 4. More wish to talk on than the larger of the number and the share.
bool TalksOn(const v1::MoreDiscussionLimit& limit, const NaiveCount& count) {
  const auto found = count.said.find(v1::STANCE_MORE_DISCUSSION);
  const int wishes = found == count.said.end() ? 0 : found->second;
  if (wishes <= limit.limit()) return false;
  if (!limit.has_fraction()) return true;
  return ExceedsShare(wishes, limit.fraction(), BaseOf(count, limit.base()));
}

bool TooManyAside(const v1::StandAsidePolicy& policy, const NaiveCount& count) {
  const auto found = count.said.find(v1::STANCE_STAND_ASIDE);
  const int aside = found == count.said.end() ? 0 : found->second;
  if (policy.limit_count() > 0 && aside >= policy.limit_count()) return true;
  return policy.has_limit_fraction() &&
         ReachesShare(aside, policy.limit_fraction(), BaseOf(count, policy.base()));
}

bool IsTooMany(int against, const v1::Tolerance& tolerance, const NaiveCount& count) {
  if (against <= tolerance.count()) return false;
  if (!tolerance.has_fraction()) return true;
  const int base = BaseOf(count, tolerance.base());
  return tolerance.fraction().denominator() * against > tolerance.fraction().numerator() * base;
}

// Blocks (or opposed voices); too many stand-asides may add one.
int VoicesAgainst(const v1::Phase& phase, const NaiveCount& count) {
  const v1::Tolerance& tolerance = phase.block().tolerance();
  google::protobuf::RepeatedField<int> counted = tolerance.stances();
  if (counted.empty()) counted.Add(v1::STANCE_BLOCK);
  const bool blocks = std::find(counted.begin(), counted.end(), v1::STANCE_BLOCK) != counted.end();
  const bool one_more = phase.stand_aside().effect() == v1::StandAsidePolicy::EFFECT_BLOCK &&
                        TooManyAside(phase.stand_aside(), count);
  return CountOf(count, counted) + (blocks && one_more ? 1 : 0);
}

// 6. More than are tolerated.
bool IsBlocked(const v1::Phase& phase, const NaiveCount& count) {
  if (phase.block().mode() != v1::BlockPolicy::MODE_VETO) return false;
  return IsTooMany(VoicesAgainst(phase, count), phase.block().tolerance(), count);
}

// 5. Where somebody judges, all objections; where blocks are counted, more voices than
// are tolerated, with those that block.
bool IsObjectedTo(const v1::Phase& phase, const NaiveCount& count) {
  if (count.objections == 0) return false;
  if (phase.block().mode() == v1::BlockPolicy::MODE_JUDGED) return true;
  if (phase.block().mode() != v1::BlockPolicy::MODE_VETO) return false;
  const int against = VoicesAgainst(phase, count) + count.objecting;
  return IsTooMany(against, phase.block().tolerance(), count);
}

bool Holds(const v1::SupportCondition& condition, const NaiveCount& count) {
  if (condition.has_min()) {
    return CountOf(count, condition.min().stances()) >= condition.min().count();
  }
  if (condition.has_most()) {
    return CountOf(count, condition.most().stances()) <= condition.most().count();
  }
  if (condition.has_greater()) {
    return CountOf(count, condition.greater().stances()) >
           CountOf(count, condition.greater().than());
  }
  if (condition.has_share()) {
    const v1::SupportCondition::Share& share = condition.share();
    const int voices = CountOf(count, share.stances());
    const int base = BaseOf(count, share.base());
    return share.comparison() == v1::COMPARISON_MORE_THAN
               ? ExceedsShare(voices, share.fraction(), base)
               : ReachesShare(voices, share.fraction(), base);
  }
  const v1::SupportCondition::MaxMissing& most = condition.max_missing();
  const int given = CountOf(count, most.stances());
  const int missing = count.members - given;
  return given > 0 && missing <= most.count() && (!most.and_majority() || missing < given);
}

// 8. Support. ADOPTED stands for: nothing is missing.
v1::Outcome Support(const v1::Phase& phase, const NaiveCount& count, int answered) {
  // Nobody having answered adopts nothing, except where silence assents or
  // where only an objection stops.
  const bool assent = phase.silence() == v1::Phase::SILENCE_ASSENT;
  const auto& conditions = phase.support().conditions();
  v1::Outcome outcome =
      answered > 0 || assent || conditions.empty() ? v1::OUTCOME_ADOPTED : v1::OUTCOME_NOT_ADOPTED;
  bool one_holds = false;
  for (const v1::SupportCondition& condition : conditions) {
    const bool holds = Holds(condition, count);
    one_holds = one_holds || holds;
    if (holds) continue;
    if (condition.has_max_missing()) return v1::OUTCOME_NOT_READY;
    outcome = v1::OUTCOME_NOT_ADOPTED;
  }
  if (phase.support().combine() == v1::Support::COMBINE_ANY && one_holds && answered > 0) {
    return v1::OUTCOME_ADOPTED;
  }
  return outcome;
}

// Quorum and support are of votes where the phase says so.
NaiveCount Weighed(const v1::Phase& phase, const NaiveCount& given) {
  if (!phase.weighted()) return WithSilence(phase, given);
  NaiveCount votes;
  votes.members = given.votes.members;
  votes.said = given.votes.said;
  votes.present = given.votes.present;
  return WithSilence(phase, votes);
}

bool SomebodyMustBeHeard(const v1::Phase& phase, const NaiveCount& count) {
  // H4: a smaller body may act over open concerns, and says how it has dealt with them.
  if (phase.judged().by() == v1::Judged::BY_ROLE && !phase.judged().all_issues_addressed()) {
    return false;
  }
  // 2.3, the table of outcomes: NOT_READY while an issue is unaddressed,
  // whatever else the judge has to wait for.
  if (count.unaddressed > 0) return true;
  return phase.judged().everyone_asked() && count.unasked > 0;
}

}  // namespace

int Answered(const NaiveCount& count) {
  int answered = 0;
  for (const auto& [stance, voices] : count.said) answered += voices;
  return answered;
}

int CountOf(const NaiveCount& count, const google::protobuf::RepeatedField<int>& stances) {
  int sum = 0;
  for (const int stance : stances) {
    const auto found = count.said.find(static_cast<v1::Stance>(stance));
    if (found != count.said.end()) sum += found->second;
  }
  return sum;
}

int BaseOf(const NaiveCount& count, const v1::Base& base) {
  switch (base.kind()) {
    case v1::Base::KIND_PRESENT:
      return count.present ? *count.present : Answered(count);
    case v1::Base::KIND_MEMBERS:
      return count.members;
    default:
      return CountOf(count, base.stances());
  }
}

bool ReachesShare(int count, const v1::Fraction& share, int base) {
  return base > 0 && share.denominator() * count >= share.numerator() * base;
}

bool IsHeld(const v1::Phase& phase, const NaiveCount& count) {
  return IsBlocked(phase, WithSilence(phase, count));
}

bool IsHeldByObjections(const v1::Phase& phase, const NaiveCount& count) {
  return IsObjectedTo(phase, WithSilence(phase, count));
}

bool IsAdopted(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_ADOPTED || outcome == v1::OUTCOME_ADOPTED_WITH_DISSENT;
}

v1::Outcome NaiveOutcome(const v1::Phase& phase, const NaiveCount& given) {
  const int answered = Answered(given);
  const NaiveCount count = WithSilence(phase, given);
  const NaiveCount weighed = Weighed(phase, given);
  const bool quorum = !phase.has_quorum() || QuorumIsMet(phase.quorum(), count, weighed);
  if (phase.has_roads()) {
    if (!quorum) return v1::OUTCOME_NO_QUORUM;
    const bool alone = count.chosen && *count.chosen > 0;
    return alone ? v1::OUTCOME_ROAD_CHOSEN : v1::OUTCOME_NOT_READY;
  }
  const bool talks_on = phase.has_more_discussion() && TalksOn(phase.more_discussion(), count);
  // What was adopted for now is stopped by a hold at once (2.2), quorum or not.
  const bool ratifies = phase.kind() == v1::Phase::KIND_RATIFY;
  if (!ratifies && !quorum) return v1::OUTCOME_NO_QUORUM;
  if (!ratifies && talks_on) return v1::OUTCOME_RETURN_TO_DISCUSSION;
  // Who ranks "none of these" first wishes to talk on.
  if (count.chosen && *count.chosen == 0) return v1::OUTCOME_RETURN_TO_DISCUSSION;
  // 5. What has to be resolved first.
  if (IsObjectedTo(phase, count)) return v1::OUTCOME_NOT_READY;
  // 6. Blocks under test are waited for where they would make the difference.
  NaiveCount tested = count;
  tested.said[v1::STANCE_BLOCK] -= count.untested_blocks;
  if (IsBlocked(phase, tested)) return v1::OUTCOME_BLOCKED;
  if (IsBlocked(phase, count)) return v1::OUTCOME_NOT_READY;
  if (!quorum) return v1::OUTCOME_NO_QUORUM;
  if (talks_on) return v1::OUTCOME_RETURN_TO_DISCUSSION;
  // 7. Too many stand aside, or one of them is to carry it out.
  const v1::StandAsidePolicy& aside = phase.stand_aside();
  if (aside.effect() == v1::StandAsidePolicy::EFFECT_RETURN && TooManyAside(aside, count)) {
    return v1::OUTCOME_RETURN_TO_DISCUSSION;
  }
  // Whoever is bound helps although they stood aside.
  const bool exempt = aside.binds() != v1::StandAsidePolicy::BINDS_BOUND;
  const bool asked = aside.implementer_check() == v1::StandAsidePolicy::EFFECT_RETURN;
  if (exempt && asked && count.doer_stands_aside) {
    return v1::OUTCOME_RETURN_TO_DISCUSSION;
  }
  const v1::Outcome support = Support(phase, weighed, answered);
  if (support != v1::OUTCOME_ADOPTED) return support;
  if (phase.has_judged() && SomebodyMustBeHeard(phase, count)) {
    return v1::OUTCOME_NOT_READY;
  }
  // 9. Minimum times, 10. outcome and dissent.
  if (count.too_early) return v1::OUTCOME_NOT_READY;
  if (phase.has_judged()) return v1::OUTCOME_FACILITATOR_MAY_DECLARE;
  // What was objected to and tolerated is dissent, too.
  if (phase.block().mode() == v1::BlockPolicy::MODE_VETO && count.objections > 0) {
    return v1::OUTCOME_ADOPTED_WITH_DISSENT;
  }
  for (const v1::Stance stance : {v1::STANCE_STAND_ASIDE, v1::STANCE_DISAGREE, v1::STANCE_BLOCK}) {
    const auto found = given.said.find(stance);
    if (found != given.said.end() && found->second > 0) return v1::OUTCOME_ADOPTED_WITH_DISSENT;
  }
  return v1::OUTCOME_ADOPTED;
}

}  // namespace assent::test
