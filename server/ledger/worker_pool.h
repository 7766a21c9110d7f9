// A few threads that work off a bounded queue: for what must not run on the
// threads that take acts, nor on the ledger's writer, which everybody waits for.
//
// Thread-safe. A job must not throw and must not wait for another job of the same pool.

#ifndef ASSENT_SERVER_LEDGER_WORKER_POOL_H_
#define ASSENT_SERVER_LEDGER_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace assent::ledger {

class WorkerPool {
 public:
  using Job = absl::AnyInvocable<void() &&>;

  // At most `max_queued` jobs wait; those that run are not counted.
  WorkerPool(size_t threads, size_t max_queued);
  // Works off what is queued, then ends.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False if the queue is full; `job` is then untouched and still the caller's.
  [[nodiscard]] bool Submit(Job&& job);
  // Waits until nothing is queued or runs.
  void AwaitIdle();
  bool idle();

 private:
  void Work();
  bool HasWorkOrStops() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stops_ || !jobs_.empty();
  }

  bool IsIdle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return jobs_.empty() && running_ == 0;
  }

  const size_t max_queued_;
  absl::Mutex mutex_;
  std::deque<Job> jobs_ ABSL_GUARDED_BY(mutex_);
  size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stops_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_WORKER_POOL_H_
