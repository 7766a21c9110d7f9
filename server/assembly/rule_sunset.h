// Rules that end by themselves (decision-rules.md, J). Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_RULE_SUNSET_H_
#define ASSENT_SERVER_ASSEMBLY_RULE_SUNSET_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "assent/v1/assembly.pb.h"
#include "assent/v1/rule.pb.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// What a rule falls back to is another rule of the charter, and has no sunset itself.
// VALUE_INVALID.
absl::Status CheckSunsets(const v1::Charter& charter);
// Works out when a rule ends that comes into the charter at `now`.
void StampSunset(absl::Time now, v1::DecisionRule& rule);
// When the first rule of the charter ends; infinite: none does.
absl::Time NextSunset(const State& state);
// Ends the rule whose sunset is `due`. Expects that there is one.
void EndRule(Act& act, absl::Time due);
// Takes the rule out of the charter, and puts the other one into its places.
void FallBack(const std::string& rule, const std::string& to, v1::Charter& charter);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_RULE_SUNSET_H_
