#ifndef ASSENT_TESTS_SUPPORT_SIMULATED_CLOCK_H_
#define ASSENT_TESTS_SUPPORT_SIMULATED_CLOCK_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/base/clock.h"

namespace assent::test {

// A clock that stands still until the test moves it. Thread-safe.
class SimulatedClock final : public base::Clock {
 public:
  // A Sunday noon, so that tests show the same times whenever they run.
  static absl::Time DefaultStart() { return absl::FromUnixSeconds(1'772'366'400); }

  explicit SimulatedClock(absl::Time start = DefaultStart()) : now_(start) {}

  absl::Time Now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }

  // May also go back, as a machine's clock may.
  void Advance(absl::Duration by) {
    absl::MutexLock lock(&mutex_);
    now_ += by;
  }

  void Set(absl::Time now) {
    absl::MutexLock lock(&mutex_);
    now_ = now;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_SUPPORT_SIMULATED_CLOCK_H_
