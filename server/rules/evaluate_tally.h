// The stateless calls about rules, without a network: what RuleService answers
// and what `assent tally` runs on a machine that has no server. Pure.

#ifndef ASSENT_SERVER_RULES_EVALUATE_TALLY_H_
#define ASSENT_SERVER_RULES_EVALUATE_TALLY_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/rule.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "assent/v1/tally.pb.h"

namespace assent::rules {

// What the rule of the request makes of its counts. Refuses, with the reason
// and the field: a preset that does not exist (kNotFound, with the nearest name
// in the metadata), a malformed rule, an unknown phase, and counts that are
// impossible; the reasons are listed at RuleService.EvaluateTally.
absl::StatusOr<v1::EvaluateTallyResponse> EvaluateTally(const v1::EvaluateTallyRequest& request);

// Whether counts are possible at all. `field` is the path of `counts` in the
// request, put before the field at fault.
absl::Status CheckCounts(const v1::Counts& counts, absl::string_view field);

// A page of presets; refuses a negative size and a foreign token.
absl::StatusOr<v1::ListPresetsResponse> PageOfPresets(const v1::ListPresetsRequest& request);

// The preset, or PRESET_NOT_FOUND with `suggestion` in its metadata. `field` is
// named in the sentence's metadata; the rule lives as long as the process.
absl::StatusOr<const v1::DecisionRule*> RequirePreset(absl::string_view id);

// The phase by name, or by number counted from 1; "" is the first.
absl::StatusOr<const v1::Phase*> RequirePhase(const v1::DecisionRule& rule,
                                              absl::string_view phase);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_EVALUATE_TALLY_H_
