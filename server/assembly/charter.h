// Charters: checked when a group founds itself and when it changes its rules.

#ifndef ASSENT_SERVER_ASSEMBLY_CHARTER_H_
#define ASSENT_SERVER_ASSEMBLY_CHARTER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/assembly.pb.h"
#include "assent/v1/assembly_service.pb.h"

namespace assent::assembly {

// The charter that a founding asks for: its own rules, the default rule, and
// further presets. RULE_UNKNOWN, CHARTER_TOO_LARGE, what CheckRule() refuses.
absl::StatusOr<v1::Charter> FoundingCharter(const v1::CreateAssemblyRequest& request);

// Whether the charter would stand after the change. VALUE_INVALID,
// RULE_UNKNOWN, CHARTER_TOO_LARGE, what CheckRule() refuses.
absl::Status CheckCharterChange(const v1::Charter& charter, const v1::CharterChange& change);

// Whether `rule` may decide the change (5 J): it is as strict as the charter's rule for its
// changes; where there is none, as every rule that is changed or removed, and, where
// anything else changes, as the default rule. RULE_TOO_LENIENT.
absl::Status CheckMayDecide(const v1::Charter& charter, const v1::CharterChange& change,
                            const v1::DecisionRule& rule);

// Changes a charter that the change fits: first it removes, then it puts. A
// rule that replaces one of its name takes its place.
void ApplyChange(const v1::CharterChange& change, v1::Charter& charter);

// nullptr if the charter has no such rule.
const v1::DecisionRule* FindRule(const v1::Charter& charter, absl::string_view id);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_CHARTER_H_
