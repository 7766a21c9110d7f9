// One assembly in memory: its state, ahead of the disk by what is under way,
// and what belongs to it. Loaded from a snapshot and by replay at first touch; dropped and read
// again when its lineage is broken; caught up when another server has written.
//
// Everything but `id` and the two atomics is guarded by `mutex`, which is held
// for microseconds: nobody holds it while the store is read.

#ifndef ASSENT_SERVER_LEDGER_LIVE_ASSEMBLY_H_
#define ASSENT_SERVER_LEDGER_LIVE_ASSEMBLY_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"
#include "server/ledger/log_tree.h"
#include "server/ledger/pending.h"
#include "server/ledger/replies.h"
#include "server/ledger/snapshots.h"
#include "server/ledger/writer.h"
#include "storage/event_store.h"

namespace assent::ledger {

struct LiveAssembly {
  explicit LiveAssembly(std::string assembly) : id(std::move(assembly)) {}

  const std::string id;
  // The highest sequence that the store has announced: more than `state` knows
  // when another server writes.
  std::atomic<int64_t> durable{0};
  std::atomic<uint64_t> last_used{0};  // a count of uses of all assemblies

  absl::Mutex mutex ABSL_ACQUIRED_AFTER(reading);
  assembly::State state ABSL_GUARDED_BY(mutex);
  // Over the entries that `state` knows; of a log that does not verify, as far
  // as it does.
  LogTree tree ABSL_GUARDED_BY(mutex);
  std::shared_ptr<Lineage> lineage ABSL_GUARDED_BY(mutex);  // null: not loaded
  absl::Status damage ABSL_GUARDED_BY(mutex);
  std::shared_ptr<Write> newest ABSL_GUARDED_BY(mutex);  // null: nothing was written
  Replies replies ABSL_GUARDED_BY(mutex);
  // While a log is taken in (import.h) there is no such assembly, whatever the store has
  // announced: up to here; 0: none is.
  int64_t imported ABSL_GUARDED_BY(mutex) = 0;
  // What the shared document says; infinite future: there is none.
  absl::Time due_written ABSL_GUARDED_BY(mutex) = absl::InfiniteFuture();
  // Of the newest checkpoint that is kept, or is about to be.
  uint64_t signed_size ABSL_GUARDED_BY(mutex) = 0;
  // Up to which entry there is a snapshot, or will be soon; 0: none.
  int64_t snapshot_at ABSL_GUARDED_BY(mutex) = 0;
  // An estimate of what the state takes, and the sequence it was made at.
  size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  int64_t measured_at ABSL_GUARDED_BY(mutex) = -1;

  // Whether the state is none to decide on: not loaded, broken, or behind what
  // another server wrote. A damaged assembly needs nothing any more, nor one
  // whose log verifies only so far: that one is read only.
  bool NeedsReading() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  // Makes it one, unless another thread has meanwhile. Errors: the store's;
  // damage is remembered and is none. Where a log verifies up to some entry, the
  // state is that of this entry, its view says why it goes no further, and
  // nothing is written any more; nothing is ever repaired.
  // `build` is that of snapshots to start from.
  absl::Status Read(storage::EventStore& store, const std::string& build)
      ABSL_LOCKS_EXCLUDED(reading, mutex);
  // What is in memory is void, also what another thread is reading at this moment: whoever needs it
  // next reads what the store has by now.
  void GiveUp() ABSL_LOCKS_EXCLUDED(reading, mutex);

  // What a look at the state has to wait for.
  Ticket Newest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // What the entries and documents of `act`, which has just been applied to
  // `state`, change in the store.
  // `with_tree`: always, but for measurements.
  storage::AppendRequest AppendOf(assembly::Act& act, bool with_tree = true)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // Whether it may be forgotten: nothing is under way.
  bool Idle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

 private:
  absl::Mutex reading;  // held by the one thread that reads

  bool Foreign() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  bool ReadOnly() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  // Gives up the state and its tree, for as much of it as is true to be read on
  // from.
  Replayed Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  void Keep(Replayed read, int64_t snapshot) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
};

// About how many bytes a state takes.
size_t BytesOf(const assembly::State& state);

// Replays the entries behind `replayed` up to the log's end, and compares the
// tree that is stored beside them. Errors: kDataLoss, with everything up to the
// entry before replayed, and the store's.
absl::Status ReplayRest(storage::EventStore& store, Replayed& replayed);

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_LIVE_ASSEMBLY_H_
