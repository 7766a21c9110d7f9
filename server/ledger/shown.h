// Answers that were made of a state, as bytes, for as long as they are still right: of many who
// read the same, the first has it made, and the others get the same bytes. Few, small and young:
// what nobody asks for any more is forgotten within seconds (Expire()), and takes no room of the
// states.
//
// Thread-safe.

#ifndef ASSENT_SERVER_LEDGER_SHOWN_H_
#define ASSENT_SERVER_LEDGER_SHOWN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/base/limits.h"
#include "server/ledger/pending.h"
#include "server/ledger/writer.h"

namespace assent::ledger {

class Shown {
 public:
  // What an answer was made of. A state is its lineage, of which no two are alike as long as one of
  // them is held, and how much of the log it knows.
  struct Of {
    std::shared_ptr<const Lineage> lineage;
    int64_t sequence = 0;
    uint64_t what = 0;  // which answer: as whoever makes them numbers them

    bool operator==(const Of& other) const = default;
  };

  // Null: none that is right at `now`.
  Bytes Find(const Of& of, absl::Time now);
  // Keeps `answer`, right from `now` on and before `until`. In the place of another one, if need
  // be; not at all where it is long.
  void Keep(Of of, absl::Time now, absl::Time until, Bytes answer);
  // Forgets what is right no more at `now`.
  void Expire(absl::Time now);

 private:
  struct Place {
    Of of;
    absl::Time from = absl::InfiniteFuture();
    absl::Time until = absl::InfinitePast();
    Bytes answer;

    bool IsRight(absl::Time now) const { return from <= now && now < until; }
  };

  static size_t PlaceOf(const Of& of);

  absl::Mutex mutex_;
  std::array<Place, kMaxShown> places_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_SHOWN_H_
