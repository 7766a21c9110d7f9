#include "server/rpc/driver.h"

#include "absl/time/clock.h"

namespace assent::rpc {

void Driver::Drain(absl::Duration wait) {
  draining_ = true;
  const absl::Time end = absl::Now() + wait;
  while (gate_.under_way() > 0 && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
}

}  // namespace assent::rpc
