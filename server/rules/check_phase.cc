#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/evaluate.h"
#include "server/rules/rule_checks.h"
#include "server/rules/stance_set.h"

namespace assent::rules {
namespace {

using Stances = google::protobuf::RepeatedField<int>;

// Checks the parts of one phase against the stances that it allows.
class PhaseCheck {
 public:
  PhaseCheck(const v1::Phase& phase, StanceSet allowed, absl::string_view path)
      : phase_(phase), allowed_(allowed), path_(path) {}

  absl::Status Kind() const;
  absl::Status Time() const;
  absl::Status Quorum() const;
  absl::Status MoreDiscussion() const;
  absl::Status Block() const;
  absl::Status StandAside() const;
  absl::Status Support() const;
  absl::Status Weights(const v1::Electorate& electorate) const;
  absl::Status Judged() const;
  absl::Status Count() const;

 private:
  absl::Status Given(const Stances& stances, absl::string_view field) const;
  absl::Status BaseOf(const v1::Base& base, absl::string_view field) const;
  absl::Status Test(const v1::BlockTest& test, absl::string_view field) const;
  absl::Status Condition(const v1::SupportCondition& condition, absl::string_view field) const;
  absl::Status Share(const v1::SupportCondition::Share& share, absl::string_view field) const;
  absl::Status Greater(const v1::SupportCondition::Greater& greater, absl::string_view field) const;

  const v1::Phase& phase_;
  const StanceSet allowed_;
  const absl::string_view path_;
};

absl::Status PhaseCheck::Kind() const {
  if (phase_.kind() == v1::Phase::KIND_UNSPECIFIED) {
    return MissingField(At(path_, "kind"), "the kind of the phase");
  }
  const bool voted = phase_.start() == v1::Phase::START_VOTE;
  if (voted && !phase_.has_start_share()) {
    return MissingField(At(path_, "start_share"), "the share that starts the phase");
  }
  if (!voted && phase_.has_start_share()) {
    return Contradiction(At(path_, "start_share"), "a share without START_VOTE");
  }
  // Its end has to lead somewhere: what blocked it has had its time.
  const bool resolves = phase_.kind() == v1::Phase::KIND_RESOLVING;
  if (resolves && phase_.on_blocked().ending() == v1::Next::ENDING_WAIT) {
    return Contradiction(At(path_, "on_blocked"), "resolving that waits once it is over");
  }
  return absl::OkStatus();
}

absl::Status PhaseCheck::Time() const {
  const v1::PhaseTime& time = phase_.time();
  const std::string field = At(path_, "time");
  if (time.has_max() && time.min().seconds() > time.max().seconds()) {
    return Contradiction(At(field, "min"), "the least time is longer than the most");
  }
  if (time.has_max_extended() && time.max_extended().seconds() < time.max().seconds()) {
    return Contradiction(At(field, "max_extended"), "it is shorter than the phase itself");
  }
  const bool ends = time.has_max() || time.max_meetings() > 0 || time.max_rounds() > 0;
  const bool must_end = phase_.kind() == v1::Phase::KIND_RESOLVING;
  const bool is_window = phase_.kind() == v1::Phase::KIND_LATE_WINDOW ||
                         phase_.kind() == v1::Phase::KIND_FINAL_COMMENT ||
                         phase_.kind() == v1::Phase::KIND_RATIFY;
  if ((must_end && !ends) || (is_window && !time.has_max())) {
    return MissingField(At(field, "max"), "when the phase ends");
  }
  return absl::OkStatus();
}

// Stances that a condition counts: some, known, once each, and such as can be
// given.
absl::Status PhaseCheck::Given(const Stances& stances, absl::string_view field) const {
  if (stances.empty()) return MissingField(field, "which stances are counted");
  StanceSet seen;
  for (const int number : stances) {
    const auto stance = static_cast<v1::Stance>(number);
    if (stance == v1::STANCE_UNSPECIFIED || seen.Has(stance)) {
      return base::RefuseField(field, "RULE_STANCE_INVALID", "name each stance once");
    }
    if (!allowed_.Has(stance)) {
      return base::RefuseField(
          field, "RULE_STANCE_NOT_ALLOWED",
          absl::StrCat(v1::Stance_Name(stance), " is counted, but the phase does not allow it"));
    }
    seen.Add(stance);
  }
  return absl::OkStatus();
}

absl::Status PhaseCheck::BaseOf(const v1::Base& base, absl::string_view field) const {
  const bool by_stance =
      base.kind() == v1::Base::KIND_STANCES || base.kind() == v1::Base::KIND_UNSPECIFIED;
  if (by_stance) return Given(base.stances(), At(field, "stances"));
  if (base.stances().empty()) return absl::OkStatus();
  return Contradiction(At(field, "stances"), "stances beside another base");
}

absl::Status PhaseCheck::Quorum() const {
  if (!phase_.has_quorum()) return absl::OkStatus();
  const v1::Quorum& quorum = phase_.quorum();
  const std::string field = At(path_, "quorum");
  for (int i = 0; i < quorum.composition_size(); ++i) {
    if (quorum.composition(i).attribute().empty() || !quorum.composition(i).has_fraction()) {
      return MissingField(At(field, "composition", i), "an attribute and a share");
    }
  }
  switch (quorum.kind()) {
    case v1::Quorum::KIND_COUNT:
      if (quorum.count() < 1) return MissingField(At(field, "count"), "how many");
      break;
    case v1::Quorum::KIND_FRACTION:
      if (!quorum.has_fraction()) return MissingField(At(field, "fraction"), "which share");
      break;
    case v1::Quorum::KIND_SQRT:
      if (quorum.multiplier() < 1) return MissingField(At(field, "multiplier"), "the multiplier");
      if (quorum.multiplier() > kMaxMultiplier) {
        return base::RefuseField(At(field, "multiplier"), "RULE_VALUE_OUT_OF_RANGE",
                                 absl::StrCat("at most ", kMaxMultiplier));
      }
      break;
    case v1::Quorum::KIND_HALF_PLUS_ONE_FLOOR:
      break;
    default:
      if (quorum.composition_size() > 0) return absl::OkStatus();
      return MissingField(At(field, "kind"), "how the quorum is worked out");
  }
  return BaseOf(quorum.counts(), At(field, "counts"));
}

absl::Status PhaseCheck::MoreDiscussion() const {
  if (!phase_.has_more_discussion()) return absl::OkStatus();
  const std::string field = At(path_, "more_discussion");
  if (!allowed_.Has(v1::STANCE_MORE_DISCUSSION)) {
    return base::RefuseField(field, "RULE_STANCE_NOT_ALLOWED",
                             "the phase does not allow STANCE_MORE_DISCUSSION");
  }
  if (!phase_.more_discussion().has_fraction()) return absl::OkStatus();
  return BaseOf(phase_.more_discussion().base(), At(field, "base"));
}

absl::Status PhaseCheck::Block() const {
  const v1::BlockPolicy& block = phase_.block();
  const std::string field = At(path_, "block");
  const bool none = block.mode() == v1::BlockPolicy::MODE_NONE ||
                    block.mode() == v1::BlockPolicy::MODE_UNSPECIFIED;
  if (none && allowed_.Has(v1::STANCE_BLOCK)) {
    return Contradiction(At(field, "mode"), "the phase allows a block that is nothing");
  }
  const bool counts_others = block.tolerance().stances_size() > 0;
  if (!none && !counts_others && !allowed_.Has(v1::STANCE_BLOCK)) {
    return base::RefuseField(At(field, "mode"), "RULE_STANCE_NOT_ALLOWED",
                             "the phase does not allow STANCE_BLOCK");
  }
  if (counts_others) {
    ASSENT_RETURN_IF_ERROR(Given(block.tolerance().stances(), At(field, "tolerance.stances")));
  }
  if (block.tolerance().has_fraction()) {
    ASSENT_RETURN_IF_ERROR(BaseOf(block.tolerance().base(), At(field, "tolerance.base")));
  }
  const v1::Stance becomes = block.invalid_becomes();
  if (becomes != v1::STANCE_UNSPECIFIED && becomes != v1::STANCE_STAND_ASIDE &&
      becomes != v1::STANCE_DISAGREE) {
    return base::RefuseField(At(field, "invalid_becomes"), "RULE_STANCE_INVALID",
                             "an invalid block becomes a stand-aside, a disagreement or nothing");
  }
  if (block.has_nag_after()) {
    ASSENT_RETURN_IF_ERROR(CheckAgain(block.nag_after(), At(field, "nag_after")));
  }
  if (block.duty().has_every()) {
    ASSENT_RETURN_IF_ERROR(CheckAgain(block.duty().every(), At(field, "duty.every")));
  }
  if (block.validation_size() > kMaxParts) {
    return base::RefuseField(At(field, "validation"), "RULE_VALUE_OUT_OF_RANGE",
                             absl::StrCat("at most ", kMaxParts, " tests"));
  }
  for (int i = 0; i < block.validation_size(); ++i) {
    ASSENT_RETURN_IF_ERROR(Test(block.validation(i), At(field, "validation", i)));
  }
  return absl::OkStatus();
}

absl::Status PhaseCheck::Test(const v1::BlockTest& test, absl::string_view field) const {
  switch (test.test_case()) {
    case v1::BlockTest::kSupporters:
      if (test.supporters().count() > 0 || test.supporters().has_fraction()) break;
      return MissingField(At(field, "supporters.count"), "how many supporters");
    case v1::BlockTest::kInvalidate:
      if (test.invalidate().has_fraction()) break;
      return MissingField(At(field, "invalidate.fraction"), "which share strikes a block");
    case v1::BlockTest::kSecond:
      if (test.second().count() > 0) break;
      return MissingField(At(field, "second.count"), "how many seconders");
    case v1::BlockTest::kGroupAccepts:
      if (test.group_accepts().has_fraction()) break;
      return MissingField(At(field, "group_accepts.fraction"), "which share accepts a block");
    case v1::BlockTest::TEST_NOT_SET:
      return MissingField(At(field, "test"), "the test");
    default:
      break;
  }
  return absl::OkStatus();
}

absl::Status PhaseCheck::StandAside() const {
  const v1::StandAsidePolicy& policy = phase_.stand_aside();
  const std::string field = At(path_, "stand_aside");
  const bool limited = policy.limit_count() > 0 || policy.has_limit_fraction();
  if (limited && policy.effect() == v1::StandAsidePolicy::EFFECT_UNSPECIFIED) {
    return MissingField(At(field, "effect"), "what happens at the limit");
  }
  if (policy.implementer_check() == v1::StandAsidePolicy::EFFECT_BLOCK) {
    return Contradiction(At(field, "implementer_check"), "RETURN or WARN, nothing else");
  }
  if (limited && !allowed_.Has(v1::STANCE_STAND_ASIDE)) {
    return base::RefuseField(field, "RULE_STANCE_NOT_ALLOWED",
                             "the phase does not allow STANCE_STAND_ASIDE");
  }
  if (!policy.has_limit_fraction()) return absl::OkStatus();
  return BaseOf(policy.base(), At(field, "base"));
}

absl::Status PhaseCheck::Support() const {
  const std::string field = At(path_, "support");
  if (phase_.support().conditions_size() > kMaxParts) {
    return base::RefuseField(At(field, "conditions"), "RULE_VALUE_OUT_OF_RANGE",
                             absl::StrCat("at most ", kMaxParts, " conditions"));
  }
  for (int i = 0; i < phase_.support().conditions_size(); ++i) {
    ASSENT_RETURN_IF_ERROR(Condition(phase_.support().conditions(i), At(field, "conditions", i)));
  }
  return absl::OkStatus();
}

absl::Status PhaseCheck::Weights(const v1::Electorate& electorate) const {
  if (!phase_.weighted()) return absl::OkStatus();
  if (electorate.basis() != v1::Electorate::BASIS_UNITS) {
    return Contradiction(At(path_, "weighted"), "only units have weights; count units");
  }
  const bool counted = phase_.quorum().kind() != v1::Quorum::KIND_UNSPECIFIED ||
                       phase_.support().conditions_size() > 0 || phase_.has_roads();
  if (counted) return absl::OkStatus();
  return Contradiction(At(path_, "weighted"),
                       "the phase counts no votes: neither a quorum nor "
                       "an agreement");
}

// Those that rank one text before the others, as server/counting calls them.
constexpr absl::string_view kRanking[] = {"schulze", "ranked-pairs", "debian", "irv"};

absl::Status PhaseCheck::Count() const {
  if (!phase_.has_count()) return absl::OkStatus();
  const std::string field = At(path_, "count");
  const bool asks =
      phase_.may() != v1::Phase::MAY_HOLDS_ONLY &&
      (phase_.kind() == v1::Phase::KIND_CALL || phase_.kind() == v1::Phase::KIND_VOTE);
  if (!asks) return Contradiction(field, "only calls and votes ask for ballots");
  if (phase_.has_judged()) return Contradiction(field, "what is counted is not judged");
  const auto* const known = std::find(std::begin(kRanking), std::end(kRanking),
                                      absl::string_view(phase_.count().method()));
  if (known != std::end(kRanking)) return absl::OkStatus();
  return base::RefuseField(At(field, "method"), "RULE_VALUE_OUT_OF_RANGE",
                           absl::StrCat("one of ", absl::StrJoin(kRanking, ", ")));
}

absl::Status PhaseCheck::Judged() const {
  const v1::Judged& judged = phase_.judged();
  const std::string field = At(path_, "judged");
  if (judged.by() != v1::Judged::BY_ROLE) {
    if (!judged.role().empty()) return Contradiction(At(field, "role"), "a role without BY_ROLE");
    if (!judged.has_explain_within()) return absl::OkStatus();
    return Contradiction(At(field, "explain_within"), "only BY_ROLE owes an explanation");
  }
  if (!IsName(judged.role(), kMaxNameBytes)) {
    return MissingField(At(field, "role"),
                        "whose role decides: up to 31 of a-z, 0-9 and underscore, a-z first");
  }
  // Nobody may have the role.
  if (phase_.time().has_max()) return absl::OkStatus();
  return MissingField(At(path_, "time.max"), "when the phase ends if nobody declares");
}

absl::Status PhaseCheck::Condition(const v1::SupportCondition& condition,
                                   absl::string_view field) const {
  switch (condition.condition_case()) {
    case v1::SupportCondition::kMin:
      if (condition.min().count() < 1) return MissingField(At(field, "min.count"), "how many");
      return Given(condition.min().stances(), At(field, "min.stances"));
    case v1::SupportCondition::kMost:
      return Given(condition.most().stances(), At(field, "most.stances"));
    case v1::SupportCondition::kShare:
      return Share(condition.share(), At(field, "share"));
    case v1::SupportCondition::kGreater:
      return Greater(condition.greater(), At(field, "greater"));
    case v1::SupportCondition::kMaxMissing:
      return Given(condition.max_missing().stances(), At(field, "max_missing.stances"));
    case v1::SupportCondition::CONDITION_NOT_SET:
      break;
  }
  return MissingField(At(field, "condition"), "the condition");
}

absl::Status PhaseCheck::Share(const v1::SupportCondition::Share& share,
                               absl::string_view field) const {
  if (!share.has_fraction()) return MissingField(At(field, "fraction"), "which share");
  if (!share.has_base()) return MissingField(At(field, "base"), "what the share is of");
  ASSENT_RETURN_IF_ERROR(Given(share.stances(), At(field, "stances")));
  ASSENT_RETURN_IF_ERROR(BaseOf(share.base(), At(field, "base")));
  if (share.comparison() == v1::COMPARISON_MORE_THAN &&
      share.fraction().numerator() == share.fraction().denominator()) {
    return Contradiction(At(field, "fraction"), "no count is more than the whole");
  }
  if (share.base().stances().empty()) return absl::OkStatus();
  const StanceSet base = StanceSet::Of(share.base().stances());
  for (const int stance : share.stances()) {
    if (!base.Has(static_cast<v1::Stance>(stance))) {
      return Contradiction(At(field, "base.stances"), "a share of voices that are not in its base");
    }
  }
  return absl::OkStatus();
}

absl::Status PhaseCheck::Greater(const v1::SupportCondition::Greater& greater,
                                 absl::string_view field) const {
  ASSENT_RETURN_IF_ERROR(Given(greater.stances(), At(field, "stances")));
  ASSENT_RETURN_IF_ERROR(Given(greater.than(), At(field, "than")));
  if (!StanceSet::Of(greater.stances()).Overlaps(StanceSet::Of(greater.than()))) {
    return absl::OkStatus();
  }
  return Contradiction(At(field, "than"), "one stance is on both sides");
}

}  // namespace

absl::Status CheckPhase(const v1::DecisionRule& rule, const v1::Phase& phase,
                        absl::string_view path) {
  if (phase.has_roads()) ASSENT_RETURN_IF_ERROR(CheckRoads(phase, path));
  const PhaseCheck check(phase, AllowedStances(rule, phase), path);
  ASSENT_RETURN_IF_ERROR(check.Kind());
  ASSENT_RETURN_IF_ERROR(check.Time());
  ASSENT_RETURN_IF_ERROR(check.Quorum());
  // Nothing else is asked where roads are chosen, and CheckRoads() has seen to that.
  if (phase.has_roads()) return check.Weights(rule.electorate());
  ASSENT_RETURN_IF_ERROR(check.MoreDiscussion());
  ASSENT_RETURN_IF_ERROR(check.Block());
  ASSENT_RETURN_IF_ERROR(check.StandAside());
  ASSENT_RETURN_IF_ERROR(check.Weights(rule.electorate()));
  ASSENT_RETURN_IF_ERROR(check.Count());
  ASSENT_RETURN_IF_ERROR(check.Judged());
  return check.Support();
}

}  // namespace assent::rules
