// What somebody may have meant. Pure.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_DID_YOU_MEAN_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_DID_YOU_MEAN_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assent::scenario {

// " (did you mean \"x\"?)" if one of `known` is near to `word`, else "".
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& known);

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_DID_YOU_MEAN_H_
