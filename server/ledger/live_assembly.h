// One assembly in memory: its state, ahead of the disk by what is under way,
// and what belongs to it. Loaded by replay at first touch; dropped and read
// again when its lineage is broken; caught up when another server has written.
//
// Everything but `id` and the two atomics is guarded by `mutex`, which is held
// for microseconds, except while loading.

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
#include "server/ledger/pending.h"
#include "server/ledger/replies.h"
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

  absl::Mutex mutex;
  assembly::State state ABSL_GUARDED_BY(mutex);
  std::shared_ptr<Lineage> lineage ABSL_GUARDED_BY(mutex);  // null: not loaded
  absl::Status damage ABSL_GUARDED_BY(mutex);
  std::shared_ptr<Write> newest ABSL_GUARDED_BY(mutex);  // null: nothing was written
  Replies replies ABSL_GUARDED_BY(mutex);
  // What the shared document says; infinite future: there is none.
  absl::Time due_written ABSL_GUARDED_BY(mutex) = absl::InfiniteFuture();
  // An estimate of what the state takes, and the sequence it was made at.
  size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  int64_t measured_at ABSL_GUARDED_BY(mutex) = -1;

  // Makes the state one to decide on: loads it, reads it again or catches up,
  // where needed. Errors: ASSEMBLY_DAMAGED, and the store's.
  absl::Status Prepare(storage::EventStore& store) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // What a look at the state has to wait for.
  Ticket Newest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // The member (an index) behind a token's hash. Error: ASSEMBLY_NOT_FOUND.
  absl::StatusOr<int32_t> MemberOf(absl::string_view token_hash)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // What the entries and documents of `act`, which has just been applied to
  // `state`, change in the store.
  storage::AppendRequest AppendOf(assembly::Act& act) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // Whether it may be forgotten: nothing is under way.
  bool Idle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

 private:
  absl::Status CatchUp(storage::EventStore& store) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
};

// About how many bytes a state takes.
size_t BytesOf(const assembly::State& state);

// Replays the entries behind `state` up to the log's end. Errors: kDataLoss,
// and the store's.
absl::Status ReplayRest(storage::EventStore& store, assembly::State& state);

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_LIVE_ASSEMBLY_H_
