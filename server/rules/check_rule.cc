#include "server/rules/check_rule.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "server/rules/rule_checks.h"
#include "server/rules/stance_set.h"

namespace assent::rules {

absl::Status MissingField(absl::string_view path, absl::string_view what) {
  return base::RefuseField(path, "RULE_FIELD_MISSING", absl::StrCat("say ", what));
}

absl::Status Contradiction(absl::string_view path, absl::string_view why) {
  return base::RefuseField(path, "RULE_CONTRADICTION", why);
}

bool IsName(absl::string_view name, size_t longest) {
  return !name.empty() && name.size() <= longest && absl::ascii_islower(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

absl::Status CheckAgain(const google::protobuf::Duration& again, absl::string_view path) {
  if (again.seconds() >= absl::ToInt64Seconds(kMinAgain)) return absl::OkStatus();
  return base::RefuseField(path, "RULE_VALUE_OUT_OF_RANGE", "at least an hour");
}

namespace {

constexpr absl::string_view kRoot = "rule";

absl::Status CheckHead(const v1::DecisionRule& rule) {
  if (!IsName(rule.id(), kMaxIdBytes)) {
    return base::RefuseField(At(kRoot, "id"), "RULE_ID_INVALID",
                             "an id starts with a letter a to z and goes on with a to z, 0 to 9 "
                             "and _, 63 bytes at most");
  }
  if (rule.title().size() > kMaxTitleBytes) {
    return base::RefuseField(At(kRoot, "title"), "RULE_TEXT_TOO_LONG",
                             absl::StrCat("at most ", kMaxTitleBytes, " bytes"));
  }
  return absl::OkStatus();
}

absl::Status CheckStances(const google::protobuf::RepeatedField<int>& stances,
                          absl::string_view path) {
  StanceSet seen;
  for (const int number : stances) {
    const auto stance = static_cast<v1::Stance>(number);
    if (stance == v1::STANCE_UNSPECIFIED || seen.Has(stance)) {
      return base::RefuseField(path, "RULE_STANCE_INVALID", "name each stance once");
    }
    seen.Add(stance);
  }
  return absl::OkStatus();
}

absl::Status CheckPositions(const v1::DecisionRule& rule) {
  const std::string path = At(kRoot, "positions");
  if (rule.positions().allowed().empty()) {
    return MissingField(At(path, "allowed"), "which stances are allowed");
  }
  const bool judged = std::any_of(rule.phases().begin(), rule.phases().end(),
                                  [](const v1::Phase& phase) { return phase.has_judged(); });
  if (rule.positions().hide_until_close() && judged) {
    return Contradiction(At(path, "hide_until_close"),
                         "whoever judges has to see what was said; leave out one of the two");
  }
  ASSENT_RETURN_IF_ERROR(CheckStances(rule.positions().allowed(), At(path, "allowed")));
  return CheckStances(rule.positions().reason_required(), At(path, "reason_required"));
}

absl::Status CheckPhases(const v1::DecisionRule& rule, const Phases& phases,
                         absl::string_view path) {
  ASSENT_RETURN_IF_ERROR(CheckFlow(phases, path));
  ASSENT_RETURN_IF_ERROR(CheckRoadsAmong(phases, path));
  for (int i = 0; i < phases.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    ASSENT_RETURN_IF_ERROR(CheckStances(phases[i].allowed(), At(at, "allowed")));
    ASSENT_RETURN_IF_ERROR(CheckPhase(rule, phases[i], at));
  }
  const v1::Phase::Kind first = phases[0].kind();
  if (first == v1::Phase::KIND_RESOLVING || first == v1::Phase::KIND_LATE_WINDOW ||
      first == v1::Phase::KIND_RATIFY) {
    return Contradiction(absl::StrCat(path, "[0].kind"), "a rule cannot begin with this phase");
  }
  if (phases[0].start() == v1::Phase::START_VOTE &&
      rule.electorate().snapshot() == v1::Electorate::SNAPSHOT_AT_CALL) {
    return Contradiction(absl::StrCat(path, "[0].start"),
                         "who votes on the call is not known before it");
  }
  return absl::OkStatus();
}

// The group is asked before anybody decides in its place.
absl::Status CheckRoles(const v1::DecisionRule& rule) {
  if (rule.phases(0).judged().by() == v1::Judged::BY_ROLE) {
    return Contradiction(At(kRoot, "phases[0].judged.by"),
                         "a role may decide only where the group has come to no result; ask it "
                         "in a phase before");
  }
  const Phases& urgent = rule.urgent().phases();
  for (int i = 0; i < urgent.size(); ++i) {
    if (!urgent[i].judged().has_explain_within()) continue;
    return Contradiction(
        absl::StrCat(At(kRoot, "urgent.phases"), "[", i, "].judged.explain_within"),
        "the urgent way owes an explanation already: urgent.explain_within");
  }
  return absl::OkStatus();
}

absl::Status CheckUrgent(const v1::DecisionRule& rule) {
  ASSENT_RETURN_IF_ERROR(CheckRoles(rule));
  if (!rule.has_urgent()) return absl::OkStatus();
  const std::string path = At(kRoot, "urgent.phases");
  const Phases& phases = rule.urgent().phases();
  ASSENT_RETURN_IF_ERROR(CheckPhases(rule, phases, path));
  const v1::Phase& last = phases[phases.size() - 1];
  if (last.kind() == v1::Phase::KIND_RATIFY) return absl::OkStatus();
  return Contradiction(absl::StrCat(path, "[", phases.size() - 1, "].kind"),
                       "an urgent decision ends in ratification");
}

absl::Status CheckSunset(const v1::DecisionRule& rule) {
  if (!rule.has_sunset()) return absl::OkStatus();
  const v1::RuleSunset& sunset = rule.sunset();
  const std::string path = At(kRoot, "sunset");
  if (sunset.has_after()) {
    ASSENT_RETURN_IF_ERROR(CheckAgain(sunset.after(), At(path, "after")));
  } else if (!sunset.has_end_time()) {
    return MissingField(path, "when the rule ends: after, or end_time");
  }
  if (!sunset.falls_back_to().empty()) return absl::OkStatus();
  return MissingField(At(path, "falls_back_to"), "which rule takes its place");
}

// Votes of units are stated where some phase counts them.
absl::Status CheckWeight(const v1::DecisionRule& rule) {
  const int32_t weight = rule.electorate().unit_weight();
  const std::string path = At(kRoot, "electorate.unit_weight");
  if (weight > kMaxUnitWeight) {
    return base::RefuseField(path, "RULE_VALUE_OUT_OF_RANGE",
                             absl::StrCat("at most ", kMaxUnitWeight, " votes for a unit"));
  }
  const auto weighted = [](const v1::Phase& phase) { return phase.weighted(); };
  const Phases& phases = rule.phases();
  const Phases& urgent = rule.urgent().phases();
  const bool used = std::any_of(phases.begin(), phases.end(), weighted) ||
                    std::any_of(urgent.begin(), urgent.end(), weighted);
  if (weight == 0 || used) return absl::OkStatus();
  return Contradiction(path, "no phase is weighted, so nobody's votes are counted");
}

absl::Status CheckRest(const v1::DecisionRule& rule) {
  if (rule.electorate().has_active_within()) {
    ASSENT_RETURN_IF_ERROR(
        CheckAgain(rule.electorate().active_within(), At(kRoot, "electorate.active_within")));
  }
  ASSENT_RETURN_IF_ERROR(CheckWeight(rule));
  const bool units = rule.electorate().basis() == v1::Electorate::BASIS_UNITS;
  if (rule.electorate().has_spokes() && !units) {
    return Contradiction(At(kRoot, "electorate.spokes"), "spokes speak for units; count units");
  }
  if (rule.electorate().unit_required() && !units) {
    return Contradiction(At(kRoot, "electorate.unit_required"),
                         "it goes with a rule that counts units");
  }
  ASSENT_RETURN_IF_ERROR(CheckSunset(rule));
  const v1::DiscussionPolicy& discussion = rule.discussion();
  if (discussion.has_max() && discussion.min().seconds() > discussion.max().seconds()) {
    return Contradiction(At(kRoot, "discussion.min"), "the least time is longer than the most");
  }
  if (discussion.may_skip() &&
      discussion.before_call() > v1::DiscussionPolicy::BEFORE_CALL_INTRODUCTION) {
    return Contradiction(At(kRoot, "discussion.before_call"),
                         "what may be skipped does not have to come before a call");
  }
  if (rule.introduction().sponsors_at_most_sqrt() > kMaxMultiplier) {
    return base::RefuseField(At(kRoot, "introduction.sponsors_at_most_sqrt"),
                             "RULE_VALUE_OUT_OF_RANGE", absl::StrCat("at most ", kMaxMultiplier));
  }
  if (rule.amendment().max_degree() > kMaxAmendmentDegree) {
    return base::RefuseField(At(kRoot, "amendment.max_degree"), "RULE_VALUE_OUT_OF_RANGE",
                             "there is no amendment of the third degree");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRule(const v1::DecisionRule& rule) {
  ASSENT_RETURN_IF_ERROR(CheckHead(rule));
  ASSENT_RETURN_IF_ERROR(CheckValues(rule, kRoot));
  ASSENT_RETURN_IF_ERROR(CheckPositions(rule));
  ASSENT_RETURN_IF_ERROR(CheckPhases(rule, rule.phases(), At(kRoot, "phases")));
  ASSENT_RETURN_IF_ERROR(CheckUrgent(rule));
  return CheckRest(rule);
}

}  // namespace assent::rules
