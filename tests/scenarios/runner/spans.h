// Durations as people write them: "14d", "3h59m", "2w". Pure.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_SPANS_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_SPANS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace assent::scenario {

// Numbers with w, d, h, m or s behind them; kInvalidArgument with a sentence
// for anything else.
absl::StatusOr<absl::Duration> ParseSpan(absl::string_view text);

// The same without weeks: "14d", "0s".
std::string FormatSpan(absl::Duration span);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_SPANS_H_
