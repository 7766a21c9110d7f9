#include "server/ledger/worker_pool.h"

#include <utility>

namespace assent::ledger {

WorkerPool::WorkerPool(size_t threads, size_t max_queued) : max_queued_(max_queued) {
  threads_.reserve(threads);
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    absl::MutexLock lock(&mutex_);
    stops_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::Submit(Job&& job) {
  absl::MutexLock lock(&mutex_);
  if (jobs_.size() >= max_queued_) return false;
  jobs_.push_back(std::move(job));
  return true;
}

void WorkerPool::Work() {
  while (true) {
    mutex_.LockWhen(absl::Condition(this, &WorkerPool::HasWorkOrStops));
    if (jobs_.empty()) {
      mutex_.Unlock();
      return;
    }
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    ++running_;
    mutex_.Unlock();
    std::move(job)();
    job = nullptr;  // what it held goes before it counts as done
    absl::MutexLock lock(&mutex_);
    --running_;
  }
}

void WorkerPool::AwaitIdle() {
  absl::MutexLock lock(&mutex_, absl::Condition(this, &WorkerPool::IsIdle));
}

bool WorkerPool::idle() {
  absl::MutexLock lock(&mutex_);
  return IsIdle();
}

}  // namespace assent::ledger
