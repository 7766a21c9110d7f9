// The listeners of one store. Thread-safe; owned by a backend, which outlives
// the subscriptions that it gives out. Calls run at the same time as each
// other; adding and removing wait for those in progress.

#ifndef ASSENT_STORAGE_LISTENERS_H_
#define ASSENT_STORAGE_LISTENERS_H_

#include <list>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/contract.h"
#include "storage/event_store.h"

namespace assent::storage {

class Listeners {
 public:
  [[nodiscard]] std::unique_ptr<Subscription> Add(Listener listener);

  // Tells every listener where these logs now end.
  void Notify(const Heads& heads);

 private:
  class Registration;

  absl::Mutex mutex_;
  std::list<Listener> listeners_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_LISTENERS_H_
