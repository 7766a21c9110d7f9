#include "server/ledger/checkpoints.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/note.h"
#include "server/transparency/tlog/tree.h"

namespace assent::ledger {
namespace {

absl::StatusOr<std::string> RootOfFirst(storage::EventStore& store, absl::string_view assembly,
                                        uint64_t size) {
  return transparency::RootAt(
      size, [&](int level, uint64_t index) { return StoredNode(store, assembly, level, index); });
}

absl::Status OtherEntries(uint64_t size) {
  return absl::DataLossError(absl::StrCat("a checkpoint of ", size,
                                          " entries was signed, and these are not the ones it was "
                                          "signed for: the record was changed"));
}

absl::StatusOr<std::string> Seed(storage::EventStore& store, absl::string_view assembly) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> document,
                          store.GetDocument(assembly, kLogKeyDocument));
  // Not moved: GCC 12 warns of a short string where it has seen a size.
  const std::string seed = document.value_or("");
  if (seed.size() == transparency::kSeedBytes) return seed;
  return absl::DataLossError("the key that signs for the log is missing beside it");
}

// A size at which this seed signs: it changes with an entry.
absl::StatusOr<uint64_t> SizeFor(storage::EventStore& store, absl::string_view assembly,
                                 std::string& seed) {
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(seed, Seed(store, assembly));
    ASSENT_ASSIGN_OR_RETURN(const uint64_t size, store.LastSequence(assembly));
    ASSENT_ASSIGN_OR_RETURN(const std::string still, Seed(store, assembly));
    if (still == seed) return size;
  }
}

}  // namespace

absl::StatusOr<std::optional<SignedCheckpoint>> NewestCheckpoint(storage::EventStore& store,
                                                                 absl::string_view assembly) {
  ASSENT_ASSIGN_OR_RETURN(std::optional<std::string> bytes,
                          store.GetDocument(assembly, kCheckpointDocument));
  if (!bytes.has_value()) return std::optional<SignedCheckpoint>();
  const absl::StatusOr<transparency::Note> note = transparency::ParseNote(*bytes);
  if (!note.ok()) return absl::DataLossError("the newest checkpoint is damaged");
  auto checkpoint = transparency::ParseCheckpoint(note->text);
  if (!checkpoint.ok()) return absl::DataLossError("the newest checkpoint is damaged");
  return std::optional<SignedCheckpoint>(
      {checkpoint->size, std::move(checkpoint->root), *std::move(bytes)});
}

absl::StatusOr<SignedCheckpoint> CheckpointNow(storage::EventStore& store,
                                               absl::string_view assembly,
                                               const std::string& origin) {
  std::string seed;
  ASSENT_ASSIGN_OR_RETURN(const uint64_t size, SizeFor(store, assembly, seed));
  ASSENT_ASSIGN_OR_RETURN(std::string root, RootOfFirst(store, assembly, size));
  ASSENT_ASSIGN_OR_RETURN(std::optional<SignedCheckpoint> newest,
                          NewestCheckpoint(store, assembly));
  if (newest.has_value() && newest->size == size) {
    if (newest->root != root) return OtherEntries(size);
    return *std::move(newest);
  }
  transparency::Note note;
  note.text = transparency::Checkpoint{origin, size, root}.ToString();
  const transparency::VerifierKey key = {origin, transparency::KeyType::kEd25519,
                                         transparency::PublicKeyOf(seed)};
  note.signatures.push_back(transparency::SignNote(note.text, key, seed));
  return SignedCheckpoint{size, std::move(root), note.ToString()};
}

absl::Status CompareCheckpoint(storage::EventStore& store, absl::string_view assembly,
                               const SignedCheckpoint& checkpoint, const LogTree& tree) {
  if (checkpoint.size > tree.size()) {
    return absl::DataLossError(absl::StrCat("a checkpoint of ", checkpoint.size,
                                            " entries was signed, and the log ends with entry ",
                                            tree.size(), ": entries are gone"));
  }
  std::string root = tree.Root();
  if (checkpoint.size < tree.size()) {
    ASSENT_ASSIGN_OR_RETURN(root, RootOfFirst(store, assembly, checkpoint.size));
  }
  return root == checkpoint.root ? absl::OkStatus() : OtherEntries(checkpoint.size);
}

}  // namespace assent::ledger
