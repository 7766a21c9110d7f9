// The threading shape of writing, in one place.
//
//   deciders (any thread)          the writer (one thread)
//   ---------------------          -----------------------------------------
//   under the assembly's lock:
//     decide, apply
//     Add(write)  ─────────────▶   takes everything that waits, up to a bound
//   go on                          one store.Append(): one sync for all
//                                  breaks the lineages of what was refused
//   WhenSettled(done)              settles each write, in order, which runs
//                                  its callbacks
//
// Nobody waits for the disk but the writer, and while it does, the next batch
// gathers: so batches grow with the load, and one caller alone waits for one
// sync. One batch is under way at a time, because the writes of an assembly
// build on one another (event_store.h).
//
// A lineage is the line of decisions that were made on one state in memory.
// When a write is refused, what was decided on top of it is void: its lineage
// is broken, the writer lets none of it reach the store any more, and the
// assembly has to be read again.

#ifndef ASSENT_SERVER_LEDGER_WRITER_H_
#define ASSENT_SERVER_LEDGER_WRITER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/inlined_vector.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "storage/event_store.h"

namespace assent::ledger {

// Thread-safe.
class Lineage {
 public:
  bool broken() const { return broken_.load(std::memory_order_acquire); }
  void Break() { broken_.store(true, std::memory_order_release); }

 private:
  std::atomic<bool> broken_{false};
};

// One append on its way to the disk. Thread-safe.
class Write {
 public:
  Write(storage::AppendRequest append, std::shared_ptr<Lineage> lineage);

  // Runs `done` with what became of it: on this thread if that is known, else
  // on the writer's. Statuses: see Ledger::WhenDurable().
  void WhenSettled(absl::AnyInvocable<void(absl::Status) &&> done);
  bool settled() const { return settled_.load(std::memory_order_acquire); }

 private:
  friend class Writer;
  using Waiting = absl::InlinedVector<absl::AnyInvocable<void(absl::Status) &&>, 1>;

  void Settle(const absl::Status& status);

  storage::AppendRequest append_;  // the writer's, which empties it
  const std::shared_ptr<Lineage> lineage_;
  const size_t bytes_;

  std::atomic<bool> settled_{false};
  absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  Waiting waiting_ ABSL_GUARDED_BY(mutex_);
};

// What became of a write, once it is known; null: durable already. Waits: not on the writer's
// thread.
absl::Status AwaitSettled(const std::shared_ptr<Write>& write);

// Thread-safe. When the store refuses a write as kUnavailable, the writer stops
// for good: that write and all others settle with STORE_UNAVAILABLE.
class Writer {
 public:
  struct Limits {
    size_t max_pending;
    size_t max_batch_acts;
    size_t max_batch_bytes;
  };

  Writer(storage::EventStore& store, const Limits& limits);
  // Writes what waits, and what its callbacks add; nobody else may add any more.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Whether a new act may be decided: OK, OVERLOADED or STORE_UNAVAILABLE. A
  // bound to within the number of threads that ask at the same time.
  absl::Status Admit();
  // Appends of one assembly are added in the order of their numbers.
  void Add(std::shared_ptr<Write> write);
  // Waits until all writes added before have settled.
  void Flush();
  // OK or STORE_UNAVAILABLE.
  absl::Status Health();

 private:
  using Batch = std::vector<std::shared_ptr<Write>>;

  void Work();
  // Waits for work; empty: the end.
  Batch Take();
  void Commit(const Batch& batch);
  // Gives the batch to the store and waits: one status for each write.
  std::vector<absl::Status> Append(const Batch& batch);
  // Takes note that the store takes no more, and gives what has to be refused.
  Batch Stop(const absl::Status& reason);
  void Settled(size_t writes);

  storage::EventStore& store_;
  const Limits limits_;

  absl::Mutex mutex_;
  std::deque<std::shared_ptr<Write>> queue_ ABSL_GUARDED_BY(mutex_);
  uint64_t added_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t settled_ ABSL_GUARDED_BY(mutex_) = 0;
  // The same for those who only ask: every act does, and it must not cost a lock that has waiters.
  std::atomic<size_t> pending_{0};        // added_ - settled_
  std::atomic<bool> has_stopped_{false};  // !stopped_.ok()
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status stopped_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;  // last: it uses the rest
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_WRITER_H_
