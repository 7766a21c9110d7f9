#include "server/rules/evaluate.h"

#include <algorithm>
#include <limits>

#include "server/rules/share.h"
#include "server/rules/tallied.h"

namespace assent::rules {
namespace {

// Goes through the conditions of one phase in their fixed order. The first
// that decides and does not hold gives the outcome; the others are reported
// all the same.
class Evaluator {
 public:
  Evaluator(const v1::DecisionRule& rule, const v1::Phase& phase, const Situation& situation)
      : rule_(rule),
        phase_(phase),
        situation_(situation),
        tallied_(phase, VoicesOf(situation)),
        votes_(phase.weighted() ? Tallied(phase, VotesOf(rule, situation)) : tallied_) {
    result_.counted = tallied_.counted;
  }

  Evaluation Run() && {
    if (phase_.has_roads()) return std::move(*this).RunRoads();
    CheckAllowedPositions();
    // What was adopted for now is stopped by a hold, however few have spoken yet.
    const bool ratifies = phase_.kind() == v1::Phase::KIND_RATIFY;
    if (!ratifies) CheckQuorum();
    if (!ratifies) CheckMoreDiscussion();
    CheckCount();
    CheckObjections();
    CheckBlocks();
    if (ratifies) CheckQuorum();
    if (ratifies) CheckMoreDiscussion();
    CheckStandAsides();
    CheckImplementers();
    CheckSupport();
    CheckUnaddressed();
    CheckMinimumTime();
    CheckDeclaration();
    if (result_.outcome == v1::OUTCOME_UNSPECIFIED) result_.outcome = AdoptedAs();
    return std::move(result_);
  }

 private:
  // Ballots, and enough of them: nothing is decided but how it goes on.
  Evaluation RunRoads() && {
    CheckQuorum();
    Condition condition{.kind = v1::Condition::KIND_ROADS};
    condition.attribute = situation_.road;
    condition.present = situation_.road.empty() ? 0 : 1;
    condition.needed = 1;
    condition.holds = !situation_.road.empty();
    Keep(condition, v1::OUTCOME_NOT_READY);
    Decide(v1::OUTCOME_ROAD_CHOSEN);
    return std::move(result_);
  }

  // Keeps the condition; if it decides and does not hold, `otherwise` is the
  // outcome unless an earlier condition gave one.
  void Keep(const Condition& condition, v1::Outcome otherwise) {
    result_.conditions.push_back(condition);
    if (!condition.holds && condition.decides) Decide(otherwise);
  }

  void Decide(v1::Outcome outcome) {
    if (result_.outcome == v1::OUTCOME_UNSPECIFIED) result_.outcome = outcome;
  }

  // The larger of a number and of a share of a base, rounded down: what a limit
  // lets through. Describes the share in `condition`.
  template <typename Limit>
  int64_t LetThrough(int64_t count, const Limit& limit, Condition& condition) const {
    if (!limit.has_fraction()) return count;
    const int64_t base = tallied_.Size(limit.base(), tallied_.counted);
    DescribeShare(limit.fraction(), limit.base(), base, condition);
    return std::max(count, Share::Of(limit.fraction()).Floor(base));
  }

  bool HoldsStop() const {
    return phase_.block().mode() == v1::BlockPolicy::MODE_VETO ||
           phase_.block().mode() == v1::BlockPolicy::MODE_JUDGED;
  }

  void CheckAllowedPositions();
  void CheckQuorum();
  void CheckComposition(const v1::Composition& part);
  void CheckMoreDiscussion();
  void CheckCount();
  void CheckObjections();
  void CheckBlocks();
  void CheckUntestedBlocks(bool decides);
  void CheckStandAsides();
  void CheckImplementers();
  void CheckSupport();
  void CheckUnaddressed();
  void CheckMinimumTime();
  void CheckDeclaration();
  v1::Outcome AdoptedAs() const;

  // How many voices may hold without stopping it.
  int64_t Tolerated() const;
  // How many do, tested or not.
  int64_t VoicesAgainst() const;
  // The most stand-asides that the phase lets through.
  int64_t StandAsidesLetThrough() const;
  bool TooManyStandAsides() const {
    return phase_.has_stand_aside() &&
           tallied_.counted[v1::STANCE_STAND_ASIDE] > StandAsidesLetThrough();
  }
  // Whether the stand-asides are counted as one block.
  bool StandAsidesBlock() const {
    return phase_.stand_aside().effect() == v1::StandAsidePolicy::EFFECT_BLOCK &&
           TooManyStandAsides();
  }

  const v1::DecisionRule& rule_;
  const v1::Phase& phase_;
  const Situation& situation_;
  const Tallied tallied_;
  const Tallied votes_;  // of a phase that is not weighted: the voices
  // The stand-asides count as a block, and there are more than are tolerated.
  bool stand_asides_stop_as_block_ = false;
  // Objections are open, and go along as dissent.
  bool objections_tolerated_ = false;
  Evaluation result_;
};

void Evaluator::CheckAllowedPositions() {
  Condition condition{.kind = v1::Condition::KIND_ALLOWED_POSITIONS, .needed_is_maximum = true};
  const StanceSet allowed = AllowedStances(rule_, phase_);
  for (int number = 1; number < v1::Stance_ARRAYSIZE; ++number) {
    const auto stance = static_cast<v1::Stance>(number);
    if (situation_.positions_checked || allowed.Has(stance)) continue;
    if (situation_.given[stance] == 0) continue;
    condition.stances.Add(stance);
    condition.present += situation_.given[stance];
  }
  condition.holds = condition.present == 0;
  if (!condition.holds) {
    condition.remedy = {v1::Remedy::KIND_FEWER_VOICES, condition.present};
  }
  Keep(condition, v1::OUTCOME_INVALID_POSITION);
}

void Evaluator::CheckQuorum() {
  if (!phase_.has_quorum()) return;
  if (phase_.quorum().kind() != v1::Quorum::KIND_UNSPECIFIED) {
    Condition condition = EvaluateQuorum(phase_.quorum(), votes_);
    condition.in_votes = phase_.weighted();
    Keep(condition, v1::OUTCOME_NO_QUORUM);
  }
  for (const v1::Composition& part : phase_.quorum().composition()) CheckComposition(part);
}

void Evaluator::CheckComposition(const v1::Composition& part) {
  Condition condition{.kind = v1::Condition::KIND_COMPOSITION};
  const Share share = Share::Of(part.fraction());
  condition.attribute = part.attribute();
  condition.numerator = part.fraction().numerator();
  condition.denominator = part.fraction().denominator();
  condition.comparison = v1::COMPARISON_AT_LEAST;
  condition.base = v1::Base::KIND_PRESENT;
  condition.base_count = tallied_.present;
  for (const AttributeCount& count : situation_.present_with) {
    if (count.attribute == condition.attribute) condition.present = count.present;
  }
  condition.needed = share.Least(condition.base_count);
  condition.holds = share.MetBy(condition.present, condition.base_count);
  const int64_t more = share.MoreOfBoth(condition.present, condition.base_count);
  if (more > 0) condition.remedy = {v1::Remedy::KIND_MORE_PRESENT, more};
  Keep(condition, v1::OUTCOME_NO_QUORUM);
}

void Evaluator::CheckMoreDiscussion() {
  if (!phase_.has_more_discussion()) return;
  Condition condition{.kind = v1::Condition::KIND_MORE_DISCUSSION, .needed_is_maximum = true};
  condition.stances = {v1::STANCE_MORE_DISCUSSION};
  condition.present = tallied_.counted[v1::STANCE_MORE_DISCUSSION];
  const v1::MoreDiscussionLimit& limit = phase_.more_discussion();
  condition.needed = LetThrough(limit.limit(), limit, condition);
  condition.holds = condition.present <= condition.needed;
  if (!condition.holds) {
    condition.remedy = {v1::Remedy::KIND_FEWER_VOICES, condition.present - condition.needed};
  }
  Keep(condition, v1::OUTCOME_RETURN_TO_DISCUSSION);
}

// "None of these" is the wish to talk on, by the ballots themselves.
void Evaluator::CheckCount() {
  if (!situation_.chosen) return;
  Condition condition{.kind = v1::Condition::KIND_COUNT};
  condition.present = *situation_.chosen;
  condition.needed = 1;
  condition.holds = condition.present >= condition.needed;
  Keep(condition, v1::OUTCOME_RETURN_TO_DISCUSSION);
}

int64_t Evaluator::Tolerated() const {
  const v1::BlockPolicy& policy = phase_.block();
  if (policy.mode() != v1::BlockPolicy::MODE_VETO) return 0;
  Condition unused;
  return LetThrough(policy.tolerance().count(), policy.tolerance(), unused);
}

int64_t Evaluator::VoicesAgainst() const {
  const StanceSet against = CountedAgainst(phase_.block());
  const bool aside = against.Has(v1::STANCE_BLOCK) && StandAsidesBlock();
  return against.Sum(tallied_.counted) + (aside ? 1 : 0);
}

// Where a phase only counts, a hold stops nothing, and neither does an open
// objection: it is reported. Where the rule tolerates blocks, an objection is no
// stronger hold than a block: as many voices as are left may keep theirs, and dissent.
void Evaluator::CheckObjections() {
  if (situation_.open_objections == 0) return;
  Condition condition{.kind = v1::Condition::KIND_OBJECTIONS, .needed_is_maximum = true};
  const int64_t tolerated = Tolerated();
  const int64_t left = tolerated - VoicesAgainst();
  condition.decides = HoldsStop();
  condition.present = situation_.open_objections;
  condition.holds = tolerated > 0 && situation_.objecting <= left;
  condition.needed = std::max<int64_t>(left, 0);
  // One voice may have several open.
  if (condition.holds) condition.needed = std::max(left, condition.present);
  condition.obstacles = situation_.objections;
  if (!condition.holds) {
    const int64_t fewer = std::max<int64_t>(condition.present - condition.needed, 1);
    condition.remedy = {v1::Remedy::KIND_RESOLVE_OBJECTIONS, fewer};
  }
  objections_tolerated_ = condition.holds;
  Keep(condition, v1::OUTCOME_NOT_READY);
}

void Evaluator::CheckBlocks() {
  Condition condition{.kind = v1::Condition::KIND_BLOCKS, .needed_is_maximum = true};
  const v1::BlockPolicy& policy = phase_.block();
  const v1::Tolerance& tolerance = policy.tolerance();
  const bool veto = policy.mode() == v1::BlockPolicy::MODE_VETO;
  condition.decides = veto;
  condition.stances = CountedAgainst(policy);
  const bool of_blocks = condition.stances.Has(v1::STANCE_BLOCK);
  condition.includes_stand_asides = veto && of_blocks && StandAsidesBlock();
  const int64_t pending = of_blocks ? situation_.pending_blocks : 0;
  const int64_t voices = condition.stances.Sum(tallied_.counted) - pending;
  condition.present = voices + (condition.includes_stand_asides ? 1 : 0);
  condition.needed = LetThrough(tolerance.count(), tolerance, condition);
  condition.holds = condition.present <= condition.needed;
  stand_asides_stop_as_block_ = condition.includes_stand_asides && !condition.holds;
  condition.obstacles = of_blocks ? situation_.blocks : absl::Span<const Hold>();
  const int64_t excess = condition.present - condition.needed;
  if (veto && excess > 0 && excess <= voices) {
    condition.remedy = {v1::Remedy::KIND_FEWER_VOICES, excess};
  }
  // Untested blocks hold the outcome up only where they could change it.
  if (pending > 0) CheckUntestedBlocks(veto && excess <= 0 && excess + pending > 0);
  if (veto || (HoldsStop() && condition.present > 0)) Keep(condition, v1::OUTCOME_BLOCKED);
}

void Evaluator::CheckUntestedBlocks(bool decides) {
  Condition condition{.kind = v1::Condition::KIND_BLOCKS_UNTESTED, .needed_is_maximum = true};
  condition.holds = false;
  condition.decides = decides;
  condition.present = situation_.pending_blocks;
  condition.stances = {v1::STANCE_BLOCK};
  condition.remedy = {v1::Remedy::KIND_TEST_BLOCKS, condition.present};
  Keep(condition, v1::OUTCOME_NOT_READY);
}

int64_t Evaluator::StandAsidesLetThrough() const {
  const v1::StandAsidePolicy& policy = phase_.stand_aside();
  int64_t most = std::numeric_limits<int64_t>::max();
  if (policy.limit_count() > 0) most = policy.limit_count() - 1;
  if (policy.has_limit_fraction()) {
    const int64_t base = tallied_.Size(policy.base(), tallied_.counted);
    const int64_t least = Share::Of(policy.limit_fraction()).Least(base);
    if (base > 0) most = std::min(most, least - 1);
  }
  return most;
}

void Evaluator::CheckStandAsides() {
  const v1::StandAsidePolicy& policy = phase_.stand_aside();
  if (policy.limit_count() == 0 && !policy.has_limit_fraction()) return;
  Condition condition{.kind = v1::Condition::KIND_STAND_ASIDES, .needed_is_maximum = true};
  condition.stances = {v1::STANCE_STAND_ASIDE};
  condition.present = tallied_.counted[v1::STANCE_STAND_ASIDE];
  condition.needed = std::min(StandAsidesLetThrough(), tallied_.members);
  if (policy.has_limit_fraction()) {
    DescribeShare(policy.limit_fraction(), policy.base(),
                  tallied_.Size(policy.base(), tallied_.counted), condition);
  }
  condition.holds = !TooManyStandAsides();
  condition.decides =
      policy.effect() == v1::StandAsidePolicy::EFFECT_RETURN || stand_asides_stop_as_block_;
  if (!condition.holds) {
    condition.remedy = {v1::Remedy::KIND_FEWER_VOICES, condition.present - condition.needed};
  }
  Keep(condition, policy.effect() == v1::StandAsidePolicy::EFFECT_BLOCK
                      ? v1::OUTCOME_BLOCKED
                      : v1::OUTCOME_RETURN_TO_DISCUSSION);
}

// Where the rule says nothing of it, the outcome still does: 5 G of the decision rules.
void Evaluator::CheckImplementers() {
  if (situation_.implementers_aside.empty()) return;
  const v1::StandAsidePolicy::Effect check = phase_.stand_aside().implementer_check();
  Condition condition{.kind = v1::Condition::KIND_IMPLEMENTERS, .needed_is_maximum = true};
  condition.holds = false;
  condition.decides = check == v1::StandAsidePolicy::EFFECT_RETURN;
  condition.stances = {v1::STANCE_STAND_ASIDE};
  condition.obstacles = situation_.implementers_aside;
  condition.present = static_cast<int64_t>(condition.obstacles.size());
  condition.remedy = {v1::Remedy::KIND_CHANGE_IMPLEMENTER, condition.present};
  Keep(condition, v1::OUTCOME_RETURN_TO_DISCUSSION);
}

// Sign-offs that are missing may still come in, so they make the proposal wait
// whatever else is missing.
void Evaluator::CheckSupport() {
  const v1::Support& support = phase_.support();
  const bool counted =
      support.conditions_size() > 0 && phase_.silence() != v1::Phase::SILENCE_ASSENT;
  Condition participation{.kind = v1::Condition::KIND_PARTICIPATION};
  participation.holds = tallied_.answered > 0;
  participation.decides = counted;
  participation.present = tallied_.answered;
  participation.needed = 1;
  participation.base = v1::Base::KIND_MEMBERS;
  participation.base_count = tallied_.members;
  participation.stances = AllowedStances(rule_, phase_);
  if (!participation.holds && tallied_.members > 0) {
    participation.remedy = {v1::Remedy::KIND_MORE_VOICES, 1};
  }

  const size_t first = result_.conditions.size() + 1;
  result_.conditions.push_back(participation);
  bool all = true;
  bool any = false;
  for (const v1::SupportCondition& wanted : support.conditions()) {
    result_.conditions.push_back(EvaluateSupport(wanted, votes_));
    result_.conditions.back().in_votes = phase_.weighted();
    all = all && result_.conditions.back().holds;
    any = any || result_.conditions.back().holds;
  }
  const bool one_is_enough = support.combine() == v1::Support::COMBINE_ANY && any;
  bool missing = false;
  for (size_t i = first; i < result_.conditions.size(); ++i) {
    Condition& condition = result_.conditions[i];
    condition.decides = condition.holds || !one_is_enough;
    missing = missing || (condition.kind == v1::Condition::KIND_SUPPORT_MISSING &&
                          !condition.holds && condition.decides);
  }
  if ((!all && !one_is_enough) || (counted && !participation.holds)) {
    Decide(missing ? v1::OUTCOME_NOT_READY : v1::OUTCOME_NOT_ADOPTED);
  }
}

void Evaluator::CheckUnaddressed() {
  const bool asked = phase_.has_judged() &&
                     (phase_.judged().all_issues_addressed() || phase_.judged().everyone_asked());
  if (!asked && situation_.unaddressed == 0) return;
  Condition condition{.kind = v1::Condition::KIND_UNADDRESSED, .needed_is_maximum = true};
  condition.present = situation_.unaddressed;
  condition.holds = condition.present == 0;
  condition.decides = asked;
  if (!condition.holds) condition.remedy = {v1::Remedy::KIND_ANSWER_ISSUES, condition.present};
  Keep(condition, v1::OUTCOME_NOT_READY);
}

void Evaluator::CheckMinimumTime() {
  if (situation_.min_time_until == absl::InfinitePast()) return;
  Condition condition{.kind = v1::Condition::KIND_MIN_TIME};
  condition.until = situation_.min_time_until;
  condition.holds = situation_.now >= condition.until;
  if (!condition.holds) condition.remedy = {v1::Remedy::KIND_WAIT, 1};
  Keep(condition, v1::OUTCOME_NOT_READY);
}

void Evaluator::CheckDeclaration() {
  if (!phase_.has_judged()) return;
  Condition condition{.kind = v1::Condition::KIND_DECLARATION};
  condition.holds = false;
  condition.needed = 1;
  condition.remedy = {v1::Remedy::KIND_DECLARE, 1};
  Keep(condition, v1::OUTCOME_FACILITATOR_MAY_DECLARE);
}

v1::Outcome Evaluator::AdoptedAs() const {
  constexpr StanceSet kDissent = {v1::STANCE_STAND_ASIDE, v1::STANCE_DISAGREE, v1::STANCE_BLOCK};
  return objections_tolerated_ || kDissent.Sum(tallied_.counted) > 0
             ? v1::OUTCOME_ADOPTED_WITH_DISSENT
             : v1::OUTCOME_ADOPTED;
}

}  // namespace

Evaluation Evaluate(const v1::DecisionRule& rule, const v1::Phase& phase,
                    const Situation& situation) {
  return Evaluator(rule, phase, situation).Run();
}

int64_t SponsorsNeeded(const v1::DecisionRule& rule, int64_t members) {
  const int64_t sponsors = rule.introduction().sponsors();
  const int64_t multiplier = rule.introduction().sponsors_at_most_sqrt();
  return multiplier == 0 ? sponsors : std::min(sponsors, LeastOfSquareRoot(multiplier, members));
}

StanceSet CountedAgainst(const v1::BlockPolicy& policy) {
  const bool names =
      policy.mode() == v1::BlockPolicy::MODE_VETO && !policy.tolerance().stances().empty();
  return names ? StanceSet::Of(policy.tolerance().stances()) : StanceSet{v1::STANCE_BLOCK};
}

const v1::Phase& FirstAsking(const v1::DecisionRule& rule) {
  const auto asking = std::find_if(rule.phases().begin(), rule.phases().end(),
                                   [](const v1::Phase& phase) { return !phase.has_roads(); });
  return asking == rule.phases().end() ? rule.phases(0) : *asking;
}

StanceSet AllowedStances(const v1::DecisionRule& rule, const v1::Phase& phase) {
  return StanceSet::Of(phase.allowed_size() > 0 ? phase.allowed() : rule.positions().allowed());
}

}  // namespace assent::rules
