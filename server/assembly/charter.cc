#include "server/assembly/charter.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/checks.h"
#include "server/assembly/errors.h"
#include "server/assembly/retention.h"
#include "server/assembly/rule_sunset.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rules/check_rule.h"
#include "server/rules/presets.h"
#include "server/rules/strictness.h"

namespace assent::assembly {
namespace {

absl::Status CheckRules(const v1::Charter& charter) {
  if (charter.rules_size() > kMaxRules || charter.ByteSizeLong() > kMaxCharterBytes) {
    return error::CharterTooLarge();
  }
  for (const v1::DecisionRule& rule : charter.rules()) {
    ASSENT_RETURN_IF_ERROR(rules::CheckRule(rule));
    if (rule.ByteSizeLong() > kMaxRuleBytes) return error::CharterTooLarge();
    const auto same = [&](const v1::DecisionRule& other) { return other.id() == rule.id(); };
    if (std::count_if(charter.rules().begin(), charter.rules().end(), same) > 1) {
      return error::ValueInvalid("charter.rules", absl::StrCat("two rules are called ", rule.id()));
    }
  }
  return CheckSunsets(charter);
}

// Numbers of the charter, 0 where its default is meant.
absl::Status CheckNumber(int32_t value, int32_t least, int32_t most, absl::string_view field) {
  if (value == 0 || (value >= least && value <= most)) return absl::OkStatus();
  return error::ValueInvalid(field, absl::StrCat(least, " to ", most, "; 0 for the default"));
}

absl::Status CheckRetention(int32_t days, absl::string_view field) {
  if (days == 0 || (days >= kMinRetentionDays && days <= kMaxRetentionDays)) {
    return absl::OkStatus();
  }
  return error::ValueInvalid(field, absl::StrCat(kMinRetentionDays, " to ", kMaxRetentionDays,
                                                 " days; 0 keeps all texts"));
}

// How people come in and back in, and how an assembly ends.
absl::Status CheckAccess(const v1::Charter& charter) {
  ASSENT_RETURN_IF_ERROR(CheckRetention(charter.retention_days(), "charter.retention_days"));
  if (!v1::Signing_IsValid(charter.signing())) {
    return error::ValueInvalid("charter.signing", "OPTIONAL, REQUIRED or OFF");
  }
  if (!v1::Membership_IsValid(charter.membership())) {
    return error::ValueInvalid("charter.membership",
                               "INVITATION, DECISION, OPEN, SPONSOR or NO_OBJECTION");
  }
  ASSENT_RETURN_IF_ERROR(CheckNumber(charter.sponsors(), 1, kMaxVouchers, "charter.sponsors"));
  ASSENT_RETURN_IF_ERROR(
      CheckNumber(charter.objection_days(), 1, kMaxObjectionDays, "charter.objection_days"));
  ASSENT_RETURN_IF_ERROR(
      CheckNumber(charter.reentry_vouchers(), 1, kMaxVouchers, "charter.reentry_vouchers"));
  ASSENT_RETURN_IF_ERROR(CheckNumber(charter.reentry_delay_hours(), 1, kMaxReentryHours,
                                     "charter.reentry_delay_hours"));
  return CheckNumber(charter.ending_delay_days(), kMinEndingDays, kMaxEndingDays,
                     "charter.ending_delay_days");
}

// Weights of units; 0, which takes one away, only in a change.
absl::Status CheckUnitWeights(const google::protobuf::RepeatedPtrField<v1::UnitWeight>& weights,
                              int32_t least, absl::string_view field) {
  if (weights.size() > kMaxUnitWeights) return error::TooMany(field, kMaxUnitWeights);
  absl::flat_hash_set<absl::string_view> units;
  for (const v1::UnitWeight& stated : weights) {
    if (!IsHandle(stated.unit())) {
      return error::ValueInvalid(field, "a unit as its members name it");
    }
    if (stated.weight() < least || stated.weight() > rules::kMaxUnitWeight) {
      return error::ValueInvalid(
          field, absl::StrCat("weights from ", least, " to ", rules::kMaxUnitWeight));
    }
    if (units.insert(stated.unit()).second) continue;
    return error::ValueInvalid(field, absl::StrCat("two weights for ", stated.unit()));
  }
  return absl::OkStatus();
}

// A change stands in an entry of its own, whatever it does to the charter.
absl::Status CheckChangeBounds(const v1::CharterChange& change) {
  const absl::string_view field = "charter_change";
  if (change.ByteSizeLong() == 0) return error::FieldRequired(field);
  ASSENT_RETURN_IF_ERROR(CheckRetention(change.retention_days(), "charter_change.retention_days"));
  if (!v1::Signing_IsValid(change.signing())) {
    return error::ValueInvalid("charter_change.signing", "OPTIONAL, REQUIRED or OFF");
  }
  if (!v1::Membership_IsValid(change.membership())) {
    return error::ValueInvalid("charter_change.membership",
                               "INVITATION, DECISION, OPEN, SPONSOR or NO_OBJECTION");
  }
  if (change.put_rules_size() > kMaxRules || change.remove_rules_size() > kMaxRules) {
    return error::TooMany(field, kMaxRules);
  }
  if (change.ByteSizeLong() > kMaxCharterBytes) return error::CharterTooLarge();
  ASSENT_RETURN_IF_ERROR(CheckUnitWeights(change.unit_weights(), 0, "charter_change.unit_weights"));
  ASSENT_RETURN_IF_ERROR(CheckStrings(change, std::string(field)));
  absl::flat_hash_set<absl::string_view> ids;
  for (const v1::DecisionRule& rule : change.put_rules()) {
    if (ids.insert(rule.id()).second) continue;
    return error::ValueInvalid("charter_change.put_rules",
                               absl::StrCat("two rules are called ", rule.id()));
  }
  return absl::OkStatus();
}

absl::Status CheckNamedRule(const v1::Charter& charter, absl::string_view id,
                            absl::string_view field) {
  if (id.empty() || FindRule(charter, id) != nullptr) return absl::OkStatus();
  return error::RuleUnknown(field, id, rules::NearestPreset(id));
}

// Puts a preset into the charter, unless a rule of that name is there.
absl::Status AddPreset(absl::string_view id, absl::string_view field, v1::Charter& charter) {
  if (FindRule(charter, id) != nullptr) return absl::OkStatus();
  const v1::DecisionRule* const preset = rules::FindPreset(id);
  if (preset == nullptr) return error::RuleUnknown(field, id, rules::NearestPreset(id));
  *charter.add_rules() = *preset;
  return absl::OkStatus();
}

}  // namespace

const v1::DecisionRule* FindRule(const v1::Charter& charter, absl::string_view id) {
  for (const v1::DecisionRule& rule : charter.rules()) {
    if (rule.id() == id) return &rule;
  }
  return nullptr;
}

namespace {

void StateWeight(const v1::UnitWeight& stated, v1::Charter& charter) {
  auto& weights = *charter.mutable_unit_weights();
  weights.erase(std::remove_if(weights.begin(), weights.end(),
                               [&](const auto& other) { return other.unit() == stated.unit(); }),
                weights.end());
  if (stated.weight() > 0) *weights.Add() = stated;
}

// By id: the rules that what is asked for stands under today. A group that has a rule for
// its charter has said at its founding what guards all of it.
std::vector<std::string> GuardsOf(const v1::Charter& charter, const v1::CharterChange& change) {
  if (!charter.charter_rule().empty()) return {charter.charter_rule()};
  v1::CharterChange rest = change;
  rest.clear_remove_rules();
  rest.clear_put_rules();
  std::vector<std::string> guards(change.remove_rules().begin(), change.remove_rules().end());
  bool more = rest.ByteSizeLong() > 0;
  for (const v1::DecisionRule& rule : change.put_rules()) {
    if (FindRule(charter, rule.id()) == nullptr) {
      more = true;  // a new rule is for everything that the group may decide
    } else {
      guards.push_back(rule.id());
    }
  }
  if (more) guards.push_back(charter.default_rule());
  return guards;
}

}  // namespace

absl::Status CheckMayDecide(const v1::Charter& charter, const v1::CharterChange& change,
                            const v1::DecisionRule& rule) {
  for (const std::string& id : GuardsOf(charter, change)) {
    const v1::DecisionRule* const guard = FindRule(charter, id);
    if (guard == nullptr || rules::AsStrictAs(rule, *guard)) continue;
    return error::RuleTooLenient(rule.id(), id);
  }
  return absl::OkStatus();
}

void ApplyChange(const v1::CharterChange& change, v1::Charter& charter) {
  auto& rules = *charter.mutable_rules();
  for (const std::string& id : change.remove_rules()) {
    const auto gone = [&](const v1::DecisionRule& rule) { return rule.id() == id; };
    rules.erase(std::remove_if(rules.begin(), rules.end(), gone), rules.end());
  }
  for (const v1::DecisionRule& rule : change.put_rules()) {
    const auto old = std::find_if(rules.begin(), rules.end(),
                                  [&](const auto& other) { return other.id() == rule.id(); });
    *(old != rules.end() ? &*old : charter.add_rules()) = rule;
  }
  if (!change.default_rule().empty()) charter.set_default_rule(change.default_rule());
  if (!change.charter_rule().empty()) charter.set_charter_rule(change.charter_rule());
  if (!change.time_zone().empty()) charter.set_time_zone(change.time_zone());
  if (change.membership() != v1::MEMBERSHIP_UNSPECIFIED) {
    charter.set_membership(change.membership());
  }
  if (change.has_guests()) charter.set_guests(change.guests());
  if (change.has_personal_mirrors_off()) {
    charter.set_personal_mirrors_off(change.personal_mirrors_off());
  }
  if (change.signing() != v1::SIGNING_UNSPECIFIED) charter.set_signing(change.signing());
  if (change.has_erasure()) charter.set_erasure(change.erasure());
  if (change.has_retention_days()) charter.set_retention_days(change.retention_days());
  if (change.has_cosigners()) charter.set_cosigners(change.cosigners());
  if (change.has_sponsors()) charter.set_sponsors(change.sponsors());
  if (change.has_objection_days()) charter.set_objection_days(change.objection_days());
  if (change.has_reentry_vouchers()) charter.set_reentry_vouchers(change.reentry_vouchers());
  if (change.has_reentry_delay_hours()) {
    charter.set_reentry_delay_hours(change.reentry_delay_hours());
  }
  for (const v1::UnitWeight& stated : change.unit_weights()) StateWeight(stated, charter);
  if (change.has_ending_delay_days()) charter.set_ending_delay_days(change.ending_delay_days());
}

absl::StatusOr<v1::Charter> FoundingCharter(const v1::CreateAssemblyRequest& request) {
  v1::Charter charter = request.charter();
  charter.DiscardUnknownFields();  // they would go into the record unread
  std::string default_rule = request.default_rule();
  if (default_rule.empty()) default_rule = charter.default_rule();
  if (default_rule.empty()) default_rule = std::string(rules::kDefaultPreset);
  if (request.presets_size() > kMaxRules) return error::TooMany("presets", kMaxRules);
  ASSENT_RETURN_IF_ERROR(AddPreset(default_rule, "default_rule", charter));
  for (const std::string& preset : request.presets()) {
    ASSENT_RETURN_IF_ERROR(AddPreset(preset, "presets", charter));
  }
  if (!charter.charter_rule().empty()) {
    ASSENT_RETURN_IF_ERROR(AddPreset(charter.charter_rule(), "charter.charter_rule", charter));
  }
  charter.set_default_rule(default_rule);
  for (v1::DecisionRule& rule : *charter.mutable_rules()) rule.set_version(1);
  ASSENT_RETURN_IF_ERROR(CheckNamedRule(charter, charter.charter_rule(), "charter.charter_rule"));
  const TextBounds zone_bounds = {kMaxZoneBytes, kMaxZoneBytes, false, false};
  ASSENT_RETURN_IF_ERROR(CheckText(charter.time_zone(), "charter.time_zone", zone_bounds));
  ASSENT_RETURN_IF_ERROR(CheckAccess(charter));
  ASSENT_RETURN_IF_ERROR(CheckUnitWeights(charter.unit_weights(), 1, "charter.unit_weights"));
  ASSENT_RETURN_IF_ERROR(CheckRules(charter));
  ASSENT_RETURN_IF_ERROR(CheckStrings(charter, "charter"));
  return charter;
}

absl::Status CheckCharterChange(const v1::Charter& charter, const v1::CharterChange& change) {
  ASSENT_RETURN_IF_ERROR(CheckChangeBounds(change));
  for (const std::string& id : change.remove_rules()) {
    ASSENT_RETURN_IF_ERROR(CheckNamedRule(charter, id, "charter_change.remove_rules"));
  }
  v1::Charter after = charter;
  ApplyChange(change, after);
  ASSENT_RETURN_IF_ERROR(
      CheckNamedRule(after, after.default_rule(), "charter_change.default_rule"));
  ASSENT_RETURN_IF_ERROR(
      CheckNamedRule(after, after.charter_rule(), "charter_change.charter_rule"));
  ASSENT_RETURN_IF_ERROR(CheckAccess(after));
  ASSENT_RETURN_IF_ERROR(CheckUnitWeights(after.unit_weights(), 1, "charter_change.unit_weights"));
  return CheckRules(after);
}

}  // namespace assent::assembly
