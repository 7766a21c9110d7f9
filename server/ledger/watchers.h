// Whoever waits for an assembly's log to grow: watches, and reads that ask for
// at least some sequence. Telling them is the work of a thread of its own, so
// that however many there are, they delay no act; and what happens while it is
// at work is merged, so that news arrive as the newest number, not one by one.
//
// Thread-safe.

#ifndef ASSENT_SERVER_LEDGER_WATCHERS_H_
#define ASSENT_SERVER_LEDGER_WATCHERS_H_

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/ledger/ledger.h"

namespace assent::ledger {

class Watchers {
 public:
  using Notify = absl::AnyInvocable<void(int64_t)>;
  using Done = absl::AnyInvocable<void(absl::Status) &&>;

  explicit Watchers(storage::EventStore& store);
  // Waiters get SHUTTING_DOWN; there must be no watch any more.
  ~Watchers();
  Watchers(const Watchers&) = delete;
  Watchers& operator=(const Watchers&) = delete;

  std::unique_ptr<Watch> Add(const std::string& assembly, Notify notify);
  // See Ledger::WhenReached().
  void Wait(const std::string& assembly, int64_t sequence, absl::Time deadline, Done done);

  // Takes note of a durable sequence; quick.
  void Grew(absl::string_view assembly, int64_t durable_sequence);
  // The assembly is no more: tells all that watch it.
  void Gone(absl::string_view assembly);
  // Ends waits whose deadline is `now` or before, on this thread.
  void Expire(absl::Time now);

 private:
  class Registration;

  struct Waiter {
    int64_t sequence;
    absl::Time deadline;
    Done done;
  };
  // One assembly that somebody waits for.
  struct Topic {
    int64_t durable = 0;  // as far as it was heard here
    absl::flat_hash_set<Registration*> watches;
    std::list<Waiter> waiters;
  };

  void Work();
  void Tell(const std::string& assembly);
  std::list<Waiter> TakeReached(Topic& topic) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Registration*> TakeArmed(Topic& topic) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Arm(Registration& watch, int64_t after);
  void Remove(Registration& watch);
  void ForgetIfIdle(const std::string& assembly) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What the store says, for news that came before anybody listened.
  void Ask(const std::string& assembly);

  storage::EventStore& store_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Topic> topics_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<std::string> news_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;  // last: it uses the rest
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_WATCHERS_H_
