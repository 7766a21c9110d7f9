// Texts that the record says are erased, and that may be there still: the note that they
// have to go, kept as a shared document beside the logs in the batch that erases them and
// until no file holds them any more, so that a server that stops half way goes on at its
// next start:
//
//   erase/{assembly}   the sequence of the newest entry that erases texts, decimal

#ifndef ASSENT_SERVER_LEDGER_ERASURES_H_
#define ASSENT_SERVER_LEDGER_ERASURES_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/event_store.h"

namespace assent::ledger {

// nullopt: they are gone.
storage::DocumentWrite ErasureDocument(absl::string_view assembly, std::optional<int64_t> sequence);

// Whether an entry says that texts are erased. Looks at the bytes only: every entry that is
// written is asked.
bool ErasesTexts(absl::string_view leaf);

// Openings beside one entry, of which some have to go.
struct Going {
  uint64_t sequence = 0;
  std::string staying;  // serialised openings, or empty
};

// What a log says of texts that are erased.
struct Erased {
  std::vector<Going> entries;  // where there are openings of such, ascending
  int64_t newest = 0;          // entry that erases texts; 0: none
};

// Reads all of the log. Errors: the store's; kDataLoss for bytes that are no entry.
absl::StatusOr<Erased> FindErased(storage::EventStore& store, const std::string& assembly);

// The openings of `openings` (as they are stored) without those of these indexes.
// kDataLoss if they are none.
absl::StatusOr<std::string> Without(absl::string_view openings,
                                    const absl::flat_hash_set<int32_t>& indexes);

// The writes that take out what shared documents keep of the founding of an assembly that
// ends (foundings.h). Errors: the store's.
absl::StatusOr<std::vector<storage::DocumentWrite>> WithoutFoundings(storage::EventStore& store,
                                                                     absl::string_view assembly);

// Assemblies with texts that have to go, and who waits until they are gone: all that an
// assembly has by then go in one pass, and one pass at a time. Thread-safe.
class Erasures {
 public:
  using Told = absl::AnyInvocable<void(absl::Status) &&>;

  // Reads all of the store's. Errors: the store's; kDataLoss for a document that is none.
  absl::Status Read(storage::EventStore& store);

  // That entry erases texts; it may be on its way to the disk.
  void Note(const std::string& assembly, int64_t sequence);
  // The newest entry; nullopt: nothing has to go.
  std::optional<int64_t> Newest(const std::string& assembly) const;
  // What entries up to that one erase is gone. False: others have been noted since.
  bool Done(const std::string& assembly, int64_t sequence);
  // That entry is in no log after all.
  void TakeBack(const std::string& assembly, int64_t sequence);

  // Whether a pass may begin: something has to go, and none is under way. End() ends it: true if
  // another was to begin meanwhile, which has to be made now.
  bool Begin(const std::string& assembly);
  bool End(const std::string& assembly);
  // Runs `told` once what is noted by now is gone, on this thread if it is already; or
  // with the error of a pass that failed meanwhile.
  void WhenGone(const std::string& assembly, Told told);
  // Tells those who waited for what is gone; where a pass has failed, all.
  void Tell(const std::string& assembly, const absl::Status& status);
  // Those to try now. Each is due again a minute later, until it is done.
  std::vector<std::string> TakeDue(absl::Time now);

  // One at a time erases in an assembly: waits until nobody else does.
  class Turn {
   public:
    Turn(Erasures& erasures, const std::string& assembly);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Erasures& erasures_;
    const std::string assembly_;
  };

 private:
  struct Waiting {
    std::set<int64_t> sequences;  // never empty
    absl::Time again = absl::InfinitePast();
  };
  struct Asking {
    int64_t up_to = 0;
    Told told;
  };

  void Drop(const std::string& assembly, int64_t from, int64_t up_to)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<std::string> turns_ ABSL_GUARDED_BY(mutex_);
  // Under way, and whether another was to begin meanwhile.
  absl::flat_hash_map<std::string, bool> passes_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::vector<Asking>> asking_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_ERASURES_H_
