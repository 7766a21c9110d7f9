// The named rules that come with the service. Each is data (server/rules/
// presets/*.textproto), compiled in and parsed once on first use.
//
// Thread-safe. The rules live as long as the process.

#ifndef ASSENT_SERVER_RULES_PRESETS_H_
#define ASSENT_SERVER_RULES_PRESETS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "assent/v1/rule.pb.h"

namespace assent::rules {

// The rule that a new assembly decides by until it chooses another.
inline constexpr absl::string_view kDefaultPreset = "mutual_aid_default";

// All presets, ordered by id.
absl::Span<const v1::DecisionRule* const> ListPresets();

// nullptr if there is no such preset.
const v1::DecisionRule* FindPreset(absl::string_view id);

// The preset whose id is nearest to a mistyped one; "" if none is near.
std::string NearestPreset(absl::string_view id);

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_PRESETS_H_
