// Snapshots of long logs: the state up to some entry, beside the log, so that an
// assembly with a million entries opens without reading them all. They follow
// from the log, are thrown away with every rebuild and erasure, and used only by
// the build that made them: another one might apply events differently.
//
// A snapshot is some documents with a piece each, and a head that is written
// after them and says what they have to be. Whatever does not fit is no error:
// then the log is replayed from its first entry. That its tree is the log's is
// compared with the hashes in the log's rows; entries before it are not read
// again at a start (`assent verify` reads them all).

#ifndef ASSENT_SERVER_LEDGER_SNAPSHOTS_H_
#define ASSENT_SERVER_LEDGER_SNAPSHOTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/assembly/state.h"
#include "server/ledger/log_tree.h"
#include "storage/event_store.h"

namespace assent::ledger {

inline constexpr absl::string_view kSnapshotPrefix = "snapshot/";

// What a log says, up to some entry.
struct Replayed {
  assembly::State state;
  LogTree tree;
};

// One snapshot, as it is written: the pieces first, the head once they are durable.
struct Snapshot {
  std::vector<storage::DocumentWrite> pieces;
  storage::DocumentWrite head;
};

Snapshot MakeSnapshot(const Replayed& replayed, absl::string_view build);

// The snapshot of that build which stands beside the log; with nothing in it
// (sequence 0) if there is none that fits. Errors: the store's, but for damage.
absl::StatusOr<Replayed> LoadSnapshot(storage::EventStore& store, const std::string& assembly,
                                      absl::string_view build);

// Keys of pieces beside those of the snapshot up to `sequence`: of older ones, and of
// some that were never finished.
absl::StatusOr<std::vector<std::string>> OtherPieces(storage::EventStore& store,
                                                     absl::string_view assembly, int64_t sequence);

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_SNAPSHOTS_H_
