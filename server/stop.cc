#include "server/stop.h"

#include <unistd.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "server/base/log.h"
#include "server/options.h"

namespace assent {

void StopWithin(absl::Duration most, absl::FunctionRef<void()> stop) {
  absl::Notification stopped;
  std::thread watch([&] {
    if (stopped.WaitForNotificationWithTimeout(most)) return;
    base::Log(base::Severity::kError, "not_stopped",
              {{"seconds", static_cast<int64_t>(absl::ToInt64Seconds(most))}});
    _exit(kExitFailed);
  });
  stop();
  stopped.Notify();
  watch.join();
}

}  // namespace assent
