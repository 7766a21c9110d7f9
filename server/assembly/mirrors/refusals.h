// What reads of mirrors are refused with.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_REFUSALS_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_REFUSALS_H_

#include "absl/status/status.h"
#include "assent/v1/assembly.pb.h"
#include "assent/v1/decision.pb.h"

namespace assent::assembly {

// MIRROR_SWITCHED_OFF where the assembly wants nobody to be shown one by one.
absl::Status CheckPersonalMirrors(const v1::Charter& charter);

// NOT_PUBLISHED where the decision does not let its certificate be shown to
// others.
absl::Status CheckPublished(const v1::Decision& decision);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_REFUSALS_H_
