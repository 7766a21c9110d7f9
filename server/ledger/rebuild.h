// Everything beside the logs can be thrown away and worked out again. Rebuild()
// does that, for `assentd rebuild`; CompareDocuments() says whether it would
// change anything. Kept as they are: replies to repeated requests and the
// record's key, checkpoints and cosignatures, which no log holds.
//
// No ledger may be open on the store meanwhile; an append by another server
// makes that assembly's rebuild fail with kAborted.

#ifndef ASSENT_SERVER_LEDGER_REBUILD_H_
#define ASSENT_SERVER_LEDGER_REBUILD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/base/build_id.h"
#include "storage/event_store.h"

namespace assent::ledger {

// Replays each assembly's log and replaces its documents, and its deadline, by
// what follows from it; `done` is told of each assembly. Stops at the first
// error: ASSEMBLY_DAMAGED, or the store's; assemblies before it are done. Needs
// memory for all documents of the largest assembly.
absl::Status Rebuild(storage::EventStore& store,
                     absl::FunctionRef<void(absl::string_view assembly, int64_t sequence)> done);

// The same for one assembly, also beside a ledger: kAborted if its log has grown
// meanwhile. `sequence` is where it ends.
absl::Status RebuildOne(storage::EventStore& store, const std::string& assembly, int64_t& sequence);

// The keys of documents that differ from what follows from the assembly's log,
// are missing or too many, each with one of these words; empty: none. A snapshot
// of `build` is compared with the state that the log leads to. Errors as above.
absl::StatusOr<std::vector<std::string>> CompareDocuments(
    storage::EventStore& store, absl::string_view assembly,
    absl::string_view build = base::BuildId());

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_REBUILD_H_
