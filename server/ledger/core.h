// What a Ledger is made of, and the thread that tends it: deadlines, expired
// waits, the memory budget. See ledger.h.

#ifndef ASSENT_SERVER_LEDGER_CORE_H_
#define ASSENT_SERVER_LEDGER_CORE_H_

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/base/clock.h"
#include "server/base/limits.h"
#include "server/ledger/deadlines.h"
#include "server/ledger/erasures.h"
#include "server/ledger/foundings.h"
#include "server/ledger/ledger.h"
#include "server/ledger/live_assembly.h"
#include "server/ledger/roster.h"
#include "server/ledger/shown.h"
#include "server/ledger/watchers.h"
#include "server/ledger/worker_pool.h"
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
  Pending<Bytes> Show(const Access& access, uint64_t what, MakeView look);
  void SettleDue() ABSL_LOCKS_EXCLUDED(settling_);
  // See Ledger.
  absl::StatusOr<SignedCheckpoint> SignCheckpoint(const std::string& id);
  Pending<std::string> RootAt(const Access& access, const std::string& origin, int64_t size);
  absl::Status KeepBeside(const std::string& id, std::vector<storage::DocumentWrite> documents);
  Pending<v1::EraseTextResponse> EraseText(const Access& access,
                                           const v1::EraseTextRequest& request,
                                           const assembly::SignedAct* signed_act);
  absl::StatusOr<std::unique_ptr<Import>> BeginImport(absl::string_view checkpoint,
                                                      std::string reason);
  // See Erasures::WhenGone().
  void WhenErased(const std::string& id, Erasures::Told told);
  // Goes on with what was to be erased and is there still.
  void EraseWaiting() ABSL_LOCKS_EXCLUDED(settling_);
  // Signs for logs that grew some time ago and have no checkpoint since.
  void SignGrown();
  // See Watchers::Wait().
  void WaitFor(const std::string& assembly, int64_t sequence, absl::Time deadline,
               Watchers::Done done);
  bool RunWith(Patience patience, WorkerPool::Job job);
  void Flush();

  storage::EventStore& store() { return store_; }
  const base::Clock& clock() const { return clock_; }
  Writer& writer() { return writer_; }
  Watchers& watchers() { return watchers_; }
  Foundings& foundings() { return foundings_; }
  Shown& shown() { return shown_; }
  transparency::Notary& notary() { return notary_; }

 private:
  // Threads that wait for the store; limits.h says how many calls may wait for them.
  static constexpr size_t kLookUpThreads = 2;
  static constexpr size_t kReadThreads = 2;
  static constexpr size_t kSnapshotThreads = 1;
  static constexpr size_t kRehearsalThreads = 1;
  // Whoever erases waits for files to be written anew: one job of an assembly at a time.
  static constexpr size_t kErasingThreads = 2;

  // A request with its id, and what is kept of it.
  struct Named {
    RequestIdentity identity;
    std::optional<Replies::Kept> kept;
  };
  // Who acts, and the token they came with (indexes); -1: nobody yet, or none.
  struct Actor {
    int32_t member = -1;
    int32_t token = -1;
  };
  using Task = absl::FunctionRef<Outcome(LiveAssembly&)>;

  // The same again, with this much patience.
  static Outcome Postponed(Patience needs) {
    return {absl::UnavailableError("not read"), {nullptr, needs}};
  }
  // Runs `task` on the assembly, which may not exist: then it is not kept.
  Outcome OnAssembly(const std::string& id, Task task);
  // Runs `task` under the lock of an assembly whose state is one to decide on;
  // reads that state first, without the lock, if patience allows it.
  Outcome Locked(LiveAssembly& assembly, Patience patience, Task task);

  // Of a token as presented.
  std::string HashOf(const std::string& token);
  // The steps of Execute(). With a request_id: looks up what is kept, without
  // the lock.
  Outcome ExecuteNamed(LiveAssembly& assembly, const Command& command,
                       const std::string& token_hash);
  Outcome DecideOnce(LiveAssembly& assembly, const Command& command, const std::string& token_hash,
                     const Named* named) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // Decides on a copy: says what would happen.
  Outcome Rehearse(LiveAssembly& assembly, const Command& command, const std::string& token_hash);
  Outcome RehearseFounding(const Command& command);
  // A state to rehearse on, and what has to be durable before it may be shown.
  Outcome Copy(LiveAssembly& assembly, Patience patience, assembly::State& copy);
  // The answer to a repeated request; nullopt: it is a new one.
  std::optional<Outcome> Repeated(LiveAssembly& assembly, const Command& command,
                                  const Named& named) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  Outcome Decide(LiveAssembly& assembly, const Command& command, Actor actor, const Named* named)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // What the refusal is where there is no assembly, or the caller has no business in it.
  static absl::Status NotThere(Entrance entrance);
  // Whoever a token with that hash stands for. ASSEMBLY_NOT_FOUND, SCOPE_MISSING.
  absl::StatusOr<Actor> MemberOf(const assembly::State& state, absl::string_view token_hash,
                                 v1::Token::Scope scope) const;
  absl::StatusOr<Actor> ActorOf(const assembly::State& state, const Command& command,
                                absl::string_view token_hash) const;
  // As a member, of whom it gives the index, once what fell due is settled.
  using Seat = absl::FunctionRef<absl::Status(LiveAssembly&, int32_t, absl::Time)>;
  Outcome Sit(const Access& access, Seat seat);
  Outcome SitIn(LiveAssembly& assembly, const Access& access, const std::string& token_hash,
                Seat seat) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // Hands what `act` did to the writer; null: it did nothing. `named` comes
  // with `reply`.
  std::shared_ptr<Write> Store(LiveAssembly& assembly, assembly::Act& act, const Named* named,
                               const std::string& reply)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // Has the texts erased that an act says are, once that is durable.
  void EraseAfter(Write& write, const std::string& id, int64_t sequence);
  // Settles what fell due, unless nothing can be written any more: then the
  // state stays what is durable. Null: nothing had to be written.
  std::shared_ptr<Write> Settle(LiveAssembly& assembly)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  void SettleOne(const std::string& assembly, absl::Time now);
  // Destroys what there is of an assembly that has ended, here and in the store, and tells
  // those who watch it. Tries again later where that cannot be done now.
  void Destroy(const std::shared_ptr<LiveAssembly>& assembly, absl::Time now);
  // After a load and every so often: the deadline, and the memory it takes.
  void TakeStock(LiveAssembly& assembly) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);

  // Has a snapshot kept, if the log has grown enough since the last one.
  void ConsiderSnapshot(LiveAssembly& assembly) ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  absl::Status KeepSnapshot(const std::string& id);
  // The state in memory, once all of it is durable; not founded: it is large, or read only.
  absl::StatusOr<Replayed> CopyDurable(const std::string& id);

  // While it is this thread's turn to erase, no other snapshot is made.
  absl::Status DropSnapshot(const std::string& id);
  // What follows from the log, once texts beside it are gone: no file holds them any more.
  absl::Status DeriveAnew(const std::string& id);
  // Takes what the log says is erased out of everything that is stored. Waits, and goes on
  // where it was interrupted.
  absl::Status EraseNoted(const std::string& id);
  // The same on a thread of its own lane, unless that is under way, and again for what is
  // noted meanwhile.
  void StartErasing(const std::string& id);
  // A checkpoint, and what has to be durable before it may be shown.
  struct Made {
    SignedCheckpoint checkpoint;
    Ticket ticket;
  };
  absl::StatusOr<Made> MakeCheckpoint(const std::string& id);
  // The one that was signed before a log was found not to verify.
  absl::StatusOr<SignedCheckpoint> LastSound(const std::string& id, uint64_t verified,
                                             const std::string& reason);
  // Documents that go down behind everything decided before.
  std::shared_ptr<Write> Beside(LiveAssembly& assembly,
                                std::vector<storage::DocumentWrite> documents,
                                std::vector<storage::DocumentWrite> shared_documents = {})
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(assembly.mutex);
  // Logs that grew since the last checkpoint, and when each began to.
  void NoteGrowth(absl::string_view id);

  // Whether anybody waits for the store.
  bool Waiting();
  void Tend();

  storage::EventStore& store_;
  const base::Clock& clock_;
  const Options options_;
  transparency::Notary notary_;
  Roster roster_;
  Deadlines deadlines_;
  Erasures erasures_;
  Foundings foundings_;
  Watchers watchers_;
  Shown shown_;
  absl::Mutex roots_mutex_;
  // Roots that signed acts have named, of durable entries; by origin and size.
  absl::flat_hash_map<std::pair<std::string, int64_t>, std::string> roots_
      ABSL_GUARDED_BY(roots_mutex_);
  absl::Mutex grown_mutex_;
  absl::flat_hash_map<std::string, absl::Time> grown_ ABSL_GUARDED_BY(grown_mutex_);

  std::unique_ptr<storage::Subscription> subscription_;  // uses what stands above
  Writer writer_;

  // One settles at a time, so that who returns from SettleDue finds nothing half settled.
  absl::Mutex settling_;
  absl::Mutex tend_mutex_;
  bool ending_ ABSL_GUARDED_BY(tend_mutex_) = false;
  std::thread tender_;

  // Last, so that they end first. Several lanes, so that nobody who looks up a
  // reply waits behind a log that is read, nor that behind a rehearsal, nor anybody behind an
  // erasure.
  WorkerPool look_ups_{kLookUpThreads, kMaxLookUps};
  WorkerPool reads_{kReadThreads, kMaxReads};
  WorkerPool rehearsals_{kRehearsalThreads, kMaxRehearsals};
  WorkerPool erasing_{kErasingThreads, kMaxErasing};
  WorkerPool snapshots_{kSnapshotThreads, kMaxSnapshots};
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_CORE_H_
