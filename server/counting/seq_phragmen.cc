// Sequential Phragmén: Lackner and Skowron 2023, rule 8.

#include "server/base/status_macros.h"
#include "server/counting/committee.h"
#include "server/counting/method.h"

namespace assent::counting {

absl::StatusOr<Result> CountSeqPhragmen(const Election& election, const Options& options) {
  ASSENT_ASSIGN_OR_RETURN(const Standing standing, StandingOf(election, options));
  ASSENT_ASSIGN_OR_RETURN(const Approvals approvals, ApprovalsOf(election, standing, false));
  return ElectCommittee(approvals, standing, SeatsOf(election, options), false);
}

}  // namespace assent::counting
