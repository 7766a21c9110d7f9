// When something falls due, by assembly: what the thread of deadlines sleeps
// by. Kept as shared documents beside the logs, so that a start needs no
// replay:
//
//   due/{assembly}   microseconds since the epoch, decimal
//
// A deadline is only a reason to look: what has fallen due is up to
// assembly::Settle(). Thread-safe.

#ifndef ASSENT_SERVER_LEDGER_DEADLINES_H_
#define ASSENT_SERVER_LEDGER_DEADLINES_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/event_store.h"

namespace assent::ledger {

// The document that says when `assembly` is due; infinite: none.
storage::DocumentWrite DueDocument(absl::string_view assembly, absl::Time due);

class Deadlines {
 public:
  // Reads all of the store's. Errors: the store's; kDataLoss for a document
  // that is none.
  absl::Status Read(storage::EventStore& store);

  // Replaces what is known of the assembly; infinite: nothing is due.
  void Set(const std::string& assembly, absl::Time due);
  // Infinite: nothing.
  absl::Time Next() const;
  // Takes out the assemblies that are due at `now`, earliest first. Each is
  // given back, by Set() or by Retry(): a deadline is never forgotten.
  std::vector<std::string> TakeDue(absl::Time now);
  // What was due could not be settled: it is due again after a second, and
  // after twice as long each time until Set(), up to a minute.
  void Retry(const std::string& assembly, absl::Time now);

 private:
  void Put(const std::string& assembly, absl::Time due) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  absl::btree_set<std::pair<absl::Time, std::string>> by_time_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, absl::Time> by_assembly_ ABSL_GUARDED_BY(mutex_);
  // How long the last Retry() waits, of those that have failed.
  absl::flat_hash_map<std::string, absl::Duration> delays_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_DEADLINES_H_
