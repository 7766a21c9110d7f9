// A store that was brought back from an older copy: entries that members may have
// seen are gone, and the logs go on with others. That is a fork, and it is
// declared in each log, where members see it, and not hidden.

#ifndef ASSENT_SERVER_LEDGER_RESTORED_H_
#define ASSENT_SERVER_LEDGER_RESTORED_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/base/clock.h"
#include "server/base/entropy.h"
#include "storage/event_store.h"

namespace assent::ledger {

// Writes the declaration into every log, for `reason`, an operator's words (1 to
// 2,000 bytes); `done` is told of each and where it ended before. No ledger may be
// open on the store meanwhile. Forgets checkpoints of entries that are gone. Stops
// at the first error: kInvalidArgument, ASSEMBLY_DAMAGED, or the store's.
absl::Status DeclareForks(
    storage::EventStore& store, const base::Clock& clock, const base::EntropySource& entropy,
    const std::string& reason,
    absl::FunctionRef<void(absl::string_view assembly, int64_t sequence)> done);

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_RESTORED_H_
