#ifndef ASSENT_SERVER_BASE_CHECK_H_
#define ASSENT_SERVER_BASE_CHECK_H_

#include "absl/strings/string_view.h"

// Stops the program when `condition` does not hold, in every build, with the place, the condition
// and the optional explanation (evaluated only then) on stderr. For invariants that this program
// itself has to keep; what a caller, a disk or a network can cause is an absl::Status instead. The
// explanation, like a log line, must not hold texts, tokens or positions.
//
//   ASSENT_CHECK(sequence == last + 1, absl::StrCat("a gap after ", last));
#define ASSENT_CHECK(condition, ...) \
  ((condition)                       \
       ? static_cast<void>(0)        \
       : ::assent::base::CheckFailed(__FILE__, __LINE__, #condition __VA_OPT__(, ) __VA_ARGS__))

namespace assent::base {

[[noreturn]] void CheckFailed(const char* file, int line, absl::string_view condition,
                              absl::string_view explanation = "");

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_CHECK_H_
