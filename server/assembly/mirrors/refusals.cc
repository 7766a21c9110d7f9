#include "server/assembly/mirrors/refusals.h"

#include "server/base/refusal.h"

namespace assent::assembly {

absl::Status CheckPersonalMirrors(const v1::Charter& charter) {
  if (!charter.personal_mirrors_off()) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "MIRROR_SWITCHED_OFF",
                      "this assembly has switched off, by decision, what shows people one by one; "
                      "a change of the charter switches it on again");
}

absl::Status CheckPublished(const v1::Decision& decision) {
  if (decision.state() != v1::Proposal::STATE_ADOPTED) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "NOT_PUBLISHED",
                        "this was not adopted: the group has not decided to show it to anybody; "
                        "raise it again, and say in the proposal that its certificate may be "
                        "shown");
  }
  if (decision.publish_certificate()) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "NOT_PUBLISHED",
                      "the decision does not say that its certificate may be shown to others; a "
                      "new decision can");
}

}  // namespace assent::assembly
