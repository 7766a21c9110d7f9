#include "server/base/clock.h"

#include "absl/time/clock.h"

namespace assent::base {

absl::Time SystemClock::Now() const { return absl::Now(); }

}  // namespace assent::base
