#include "server/assembly/rule_sunset.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/assembly/charter.h"
#include "server/assembly/errors.h"
#include "server/assembly/times.h"

namespace assent::assembly {

using event::v1::Event;

absl::Status CheckSunsets(const v1::Charter& charter) {
  for (const v1::DecisionRule& rule : charter.rules()) {
    if (!rule.has_sunset()) continue;
    const v1::DecisionRule* const next = FindRule(charter, rule.sunset().falls_back_to());
    if (next != nullptr && next != &rule && !next->has_sunset()) continue;
    return error::ValueInvalid("charter.rules.sunset.falls_back_to",
                               absl::StrCat("name another rule of the charter, without a sunset, "
                                            "for what comes after ",
                                            rule.id()));
  }
  return absl::OkStatus();
}

void StampSunset(absl::Time now, v1::DecisionRule& rule) {
  if (!rule.has_sunset() || !rule.sunset().has_after()) return;
  *rule.mutable_sunset()->mutable_end_time() = ToProto(now + ToDuration(rule.sunset().after()));
}

absl::Time NextSunset(const State& state) {
  absl::Time next = absl::InfiniteFuture();
  for (const v1::DecisionRule& rule : state.view.charter().rules()) {
    if (rule.has_sunset()) next = std::min(next, ToTime(rule.sunset().end_time()));
  }
  return next;
}

void EndRule(Act& act, absl::Time due) {
  for (const v1::DecisionRule& rule : act.state().view.charter().rules()) {
    if (!rule.has_sunset() || ToTime(rule.sunset().end_time()) != due) continue;
    Event event;
    event.mutable_rule_ended()->set_rule(rule.id());
    event.mutable_rule_ended()->set_falls_back_to(rule.sunset().falls_back_to());
    return act.Emit(0, std::move(event));
  }
}

void FallBack(const std::string& rule, const std::string& to, v1::Charter& charter) {
  v1::CharterChange change;
  change.add_remove_rules(rule);
  if (charter.default_rule() == rule) change.set_default_rule(to);
  if (charter.charter_rule() == rule) change.set_charter_rule(to);
  ApplyChange(change, charter);
}

}  // namespace assent::assembly
