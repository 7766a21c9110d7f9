#ifndef ASSENT_SERVER_BASE_CLOCK_H_
#define ASSENT_SERVER_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace assent::base {

// Where the time comes from. Only the outer rooms (ledger, rpc, the composition root) hold a clock;
// the pure rooms are told the time as an argument, so that a log replays to the same outcomes on
// any day.
//
// Thread-safe. Now() may run backwards when somebody sets the machine's clock: whoever orders
// events by time has to keep them from doing so.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's wall clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
};

}  // namespace assent::base

#endif  // ASSENT_SERVER_BASE_CLOCK_H_
