// What a Ledger is made of, and the thread that tends it: deadlines, expired
// waits, the memory budget. See ledger.h.

#ifndef ASSENT_SERVER_LEDGER_CORE_H_
#define ASSENT_SERVER_LEDGER_CORE_H_

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/base/clock.h"
#include "server/ledger/deadlines.h"
#include "server/ledger/foundings.h"
#include "server/ledger/ledger.h"
#include "server/ledger/live_assembly.h"
#include "server/ledger/roster.h"
#include "server/ledger/watchers.h"
#include "server/ledger/writer.h"
#include "server/transparency/notary.h"
#include "storage/event_store.h"

namespace assent::ledger {

class Ledger::Core {
 public:
  Core(storage::EventStore& store, const base::Clock& clock, base::EntropySource entropy,
       const Options& options);
  ~Core();

  // Reads the deadlines, then starts tending.
  absl::Status Start();

  Outcome Execute(const Command& command);
  Outcome See(const Access& access, LookAt look);
  void SettleDue();

  storage::EventStore& store() { return store_; }
  const base::Clock& clock() const { return clock_; }
  Writer& writer() { return writer_; }
  Watchers& watchers() { return watchers_; }
  Foundings& foundings() { return foundings_; }
  transparency::Notary& notary() { return notary_; }

 private:
  // The steps of Execute(), under the assembly's lock.
  Outcome ExecuteIn(LiveAssembly& assembly, const Command& command, const std::string& token_hash)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // Decides on a copy: says what would happen.
  Outcome Rehearse(LiveAssembly& assembly, const Command& command, int32_t actor)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // The answer to a repeated request; nullopt: it is a new one.
  std::optional<Outcome> Repeated(LiveAssembly& assembly, const Command& command,
                                  const RequestIdentity& identity)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  Outcome Decide(LiveAssembly& assembly, const Command& command, int32_t actor,
                 const RequestIdentity* identity) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  Outcome SeeIn(LiveAssembly& assembly, const std::string& token_hash, LookAt look)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  absl::Status Prepare(LiveAssembly& assembly) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // Hands what `act` did to the writer; null: it did nothing. `identity` comes
  // with `reply`.
  std::shared_ptr<Write> Store(LiveAssembly& assembly, assembly::Act& act,
                               const RequestIdentity* identity, const std::string& reply)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // Settles what fell due, unless nothing can be written any more: then the
  // state stays what is durable. Null: nothing had to be written.
  std::shared_ptr<Write> Settle(LiveAssembly& assembly)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  void SettleOne(const std::string& assembly, absl::Time now);
  // After a load and every so often: the deadline, and the memory it takes.
  void TakeStock(LiveAssembly& assembly) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);

  void Tend();

  storage::EventStore& store_;
  const base::Clock& clock_;
  const Options options_;
  transparency::Notary notary_;
  Roster roster_;
  Deadlines deadlines_;
  Foundings foundings_;
  Watchers watchers_;
  std::unique_ptr<storage::Subscription> subscription_;
  Writer writer_;

  absl::Mutex tend_mutex_;
  bool ending_ ABSL_GUARDED_BY(tend_mutex_) = false;
  std::thread tender_;
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_CORE_H_
