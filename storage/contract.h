// The parts of the contract in event_store.h that every backend keeps in the
// same way, written once: its bounds, which appends of a batch may be written,
// and when a read has returned enough. Pure functions; no threads, no I/O.

#ifndef ASSENT_STORAGE_CONTRACT_H_
#define ASSENT_STORAGE_CONTRACT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/event_store.h"

namespace assent::storage {

// kInvalidArgument if the argument oversteps its bound in event_store.h.
absl::Status CheckAssembly(absl::string_view assembly);
absl::Status CheckKey(absl::string_view key);
absl::Status CheckLimits(const ReadLimits& limits);
absl::Status CheckAppend(const AppendRequest& append);

// Last sequences by assembly; the ids point into the batch.
using Heads = absl::flat_hash_map<absl::string_view, uint64_t>;

struct Admission {
  // One for each append, in order; the OK ones are to be written.
  std::vector<absl::Status> statuses;
  // Where the logs of those that bring entries will end.
  Heads heads;
};

// Decides which appends of a batch may be written, each on top of those before
// it. `last_sequence` says where a log ends now, and is asked once for each
// assembly; its errors become those of the appends that needed it.
Admission Admit(const std::vector<AppendRequest>& batch,
                absl::FunctionRef<absl::StatusOr<uint64_t>(absl::string_view)> last_sequence);

// The replacement of all documents of an assembly, as the append that it
// amounts to once the old ones are gone.
AppendRequest ReplacementAppend(absl::string_view assembly, uint64_t expected_sequence,
                                std::vector<Document> documents,
                                std::vector<DocumentWrite> shared_documents);

absl::Status NoSuchEntry(absl::string_view assembly, uint64_t sequence);
// What an entry counts for against the bytes of a read or an append.
size_t EntryBytes(const Entry& entry);

// Counts what one read returns against its limits.
class ReadBudget {
 public:
  explicit ReadBudget(const ReadLimits& limits) : limits_(limits) {}

  // Whether one more item of this size may be returned; the first always may.
  bool Take(size_t bytes);

 private:
  const ReadLimits limits_;
  size_t items_ = 0;
  size_t bytes_ = 0;
};

}  // namespace assent::storage

#endif  // ASSENT_STORAGE_CONTRACT_H_
