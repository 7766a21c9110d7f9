// The texts of server/rules/presets/*.textproto, compiled in by embed.cmake.

#ifndef ASSENT_SERVER_RULES_PRESET_TEXTS_H_
#define ASSENT_SERVER_RULES_PRESET_TEXTS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assent::rules {

// A DecisionRule: what presets take where they say nothing of their own.
extern const absl::string_view kCommonText;
// A ListPresetsResponse each.
extern const absl::Span<const absl::string_view> kPresetTexts;

}  // namespace assent::rules

#endif  // ASSENT_SERVER_RULES_PRESET_TEXTS_H_
