// Refusals of temperature checks; those of meetings are in errors.h.

#ifndef ASSENT_SERVER_ASSEMBLY_ERRORS_MEETINGS_H_
#define ASSENT_SERVER_ASSEMBLY_ERRORS_MEETINGS_H_

#include "absl/status/status.h"

namespace assent::assembly::error {

// A temperature before the discussion.
absl::Status NotDiscussedYet();

}  // namespace assent::assembly::error

#endif  // ASSENT_SERVER_ASSEMBLY_ERRORS_MEETINGS_H_
