// Takes in a log that was exported elsewhere: verifies and replays it entry by entry,
// and writes it with everything that follows from it. Then the log goes on here: its
// next two entries declare that it does, and give it the key that signs for it from
// there on, because the former one stays where it was.
//
// All or nothing. Until the last batch is durable there is a shared document
//
//   importing/{assembly}   empty
//
// and the assembly does not exist for anybody (live_assembly.h); what does not come to
// its end is taken back, at the latest by the next start.
//
// What is looked at: that the entries are those that the checkpoint was signed for,
// that each can follow from those before it, and that the key is the log's. Whether
// every outcome follows from the rules (verify.h) is for whoever imports to look at,
// and for every member afterwards.
//
// Three threads, each a step ahead of the next: one opens the entries of a piece (parses
// them, hashes them, compares their texts with what they commit to), one replays the
// piece before, one writes the batch before that. Memory: the assembly's state, two
// pieces and two batches, however long the log.

#ifndef ASSENT_SERVER_LEDGER_IMPORT_H_
#define ASSENT_SERVER_LEDGER_IMPORT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "assent/v1/assembly.pb.h"
#include "server/assembly/documents.h"
#include "server/base/clock.h"
#include "server/ledger/snapshots.h"
#include "server/ledger/worker_pool.h"
#include "server/transparency/notary.h"
#include "server/transparency/tlog/checkpoint.h"
#include "storage/event_store.h"

namespace assent::ledger {

// Whether an import of that assembly has begun and not ended. Errors: the store's.
absl::StatusOr<bool> IsImporting(storage::EventStore& store, absl::string_view assembly);

// Takes back every import that was interrupted. No import may be under way. Errors: the
// store's.
absl::Status TakeBackImports(storage::EventStore& store);

struct Imported {
  v1::Assembly assembly;
  int64_t entries = 0;   // that were brought
  int64_t sequence = 0;  // of the newest entry
};

// Not thread-safe. Store, clock and notary outlive it. All functions wait for the store.
class Import {
 public:
  // `done` is told of the assembly once it is there, and when something of it falls due.
  using Done = absl::AnyInvocable<void(const std::string& assembly, absl::Time due) &&>;

  // `checkpoint`: a signed note; `reason`: for members to read, 1 to kMaxReasonBytes.
  // LOG_NOT_VERIFIED, REASON_REQUIRED.
  static absl::StatusOr<std::unique_ptr<Import>> Begin(storage::EventStore& store,
                                                       const base::Clock& clock,
                                                       transparency::Notary& notary,
                                                       absl::string_view checkpoint,
                                                       std::string reason, Done done);
  // Takes back what was not finished.
  ~Import();
  Import(const Import&) = delete;
  Import& operator=(const Import&) = delete;

  // The next `count` entries, as in tile/entries/N and openings/N of an export
  // (bundles.h). LOG_NOT_VERIFIED names the entry; ASSEMBLY_EXISTS; STORE_UNAVAILABLE;
  // these may be of an earlier piece. After an error all that is left is to destroy it.
  absl::Status Add(uint64_t count, absl::string_view entries, absl::string_view openings);

  // After the last. Further: LOG_HIDES_POSITIONS.
  absl::StatusOr<Imported> Finish();

 private:
  Import(storage::EventStore& store, const base::Clock& clock, transparency::Notary& notary,
         transparency::Note note, transparency::Checkpoint checkpoint, std::string reason,
         Done done);

  struct Piece;

  // Of the piece that is under way.
  absl::Status AwaitReplayed();
  void Replay(const Piece& piece);
  absl::Status ReplayAll(const Piece& piece);
  // After the founding: whose log it is, and that it is not here yet.
  absl::Status Claim();
  void Follow(const assembly::Touched& touched);
  // Adds to the page the documents that wait.
  void WriteDocuments(const assembly::Touched& touched);
  absl::Status CheckSigned();
  absl::Status CheckNothingHidden();
  // The entries that say where the log goes on.
  void GoOn();
  // Hands the page to the writing thread, once that is done with the one before.
  absl::Status HandOver();
  absl::Status AwaitWritten();

  storage::EventStore& store_;
  const base::Clock& clock_;
  transparency::Notary& notary_;
  const transparency::Note note_;
  const transparency::Checkpoint checkpoint_;
  const std::string reason_;
  Done done_;

  uint64_t opened_ = 0;  // entries

  // Of the replaying thread, while it has a piece.
  Replayed replayed_;
  storage::AppendRequest page_;
  size_t page_bytes_ = 0;
  // Documents that have changed with the page and may still; written with it.
  assembly::Touched later_;
  bool claimed_ = false;  // the log is ours to write, or to take back
  bool finished_ = false;

  absl::Mutex mutex_;
  absl::Status replay_ ABSL_GUARDED_BY(mutex_);   // of the pieces so far
  absl::Status written_ ABSL_GUARDED_BY(mutex_);  // of the pages so far
  WorkerPool writing_{1, 1};                      // these last: they use the rest
  WorkerPool replaying_{1, 1};
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_IMPORT_H_
