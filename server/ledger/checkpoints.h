// The checkpoints of one log (server/transparency/tlog/checkpoint.h): made from
// what is durable, and the newest one kept in a document beside the log, so that
// a log that lost entries, or has others, is noticed at the next start.
//
// A row never changes, so there is one root for each size; whatever would lead
// to a second one is refused, never signed.
//
// Thread-safe, being without state. Functions wait for the store.

#ifndef ASSENT_SERVER_LEDGER_CHECKPOINTS_H_
#define ASSENT_SERVER_LEDGER_CHECKPOINTS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/ledger/log_tree.h"
#include "storage/event_store.h"

namespace assent::ledger {

inline constexpr absl::string_view kCheckpointDocument = "record/checkpoint";

struct SignedCheckpoint {
  uint64_t size = 0;
  std::string root;
  std::string note;  // C2SP signed note, with the log's signature alone
};

// The one that was kept; nullopt: none was signed yet. Errors: kDataLoss if the
// document is none; the store's.
absl::StatusOr<std::optional<SignedCheckpoint>> NewestCheckpoint(storage::EventStore& store,
                                                                 absl::string_view assembly);

// Of the log as it is durable now: the newest one again, or one that is signed
// here and has yet to be kept. Errors: kDataLoss if the newest one is of other
// entries, or the key is missing; the store's.
absl::StatusOr<SignedCheckpoint> CheckpointNow(storage::EventStore& store,
                                               absl::string_view assembly,
                                               const std::string& origin);

// kDataLoss unless the checkpoint is of this tree or of its beginning.
absl::Status CompareCheckpoint(storage::EventStore& store, absl::string_view assembly,
                               const SignedCheckpoint& checkpoint, const LogTree& tree);

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_CHECKPOINTS_H_
