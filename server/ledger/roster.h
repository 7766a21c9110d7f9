// The assemblies in memory, by id, under a budget of bytes: beyond it those
// that nobody has used for longest, holds or writes are forgotten; their next
// use loads them again. Thread-safe.
//
// Locks: the roster's own may be held when an assembly's is taken, never the
// other way round.

#ifndef ASSENT_SERVER_LEDGER_ROSTER_H_
#define ASSENT_SERVER_LEDGER_ROSTER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/ledger/live_assembly.h"

namespace assent::ledger {

class Roster {
 public:
  explicit Roster(size_t budget_bytes) : budget_(budget_bytes) {}

  // The assembly, loaded or not. While somebody holds it, it stays.
  std::shared_ptr<LiveAssembly> Get(const std::string& assembly);
  // Null if it is not in memory.
  std::shared_ptr<LiveAssembly> Find(absl::string_view assembly);

  // Takes note of what the assembly's state takes now.
  void Measure(LiveAssembly& assembly) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  bool over_budget() const { return bytes_.load(std::memory_order_relaxed) > budget_; }
  size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

  // Forgets idle assemblies until a tenth of the budget is free.
  void Trim();
  // Forgets an assembly that does not exist, so that guessing names fills no
  // memory; gives up `assembly`.
  void Drop(std::shared_ptr<LiveAssembly> assembly);
  // Forgets an assembly that is no more, whoever still holds it.
  void Forget(const std::shared_ptr<LiveAssembly>& assembly);

 private:
  std::vector<std::shared_ptr<LiveAssembly>> TakeIdle(size_t target);

  const size_t budget_;
  std::atomic<size_t> bytes_{0};
  std::atomic<uint64_t> uses_{0};
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<LiveAssembly>> assemblies_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_ROSTER_H_
