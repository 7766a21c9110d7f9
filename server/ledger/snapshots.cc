#include "server/ledger/snapshots.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/assembly/snapshot/archive.h"
#include "server/assembly/snapshot/snapshot.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"

namespace assent::ledger {
namespace {

constexpr absl::string_view kHead = "snapshot/head";
// Of a piece: an append of some of them stays small beside those of acts.
constexpr size_t kPieceBytes = 1024 * 1024;
constexpr storage::ReadLimits kPage{4, 4 * kPieceBytes};

struct Head {
  std::string build;
  int64_t sequence = 0;
  std::string root;  // of the log's tree up to there
  std::string hash;  // SHA-256 of all pieces, one behind the other
};

template <typename A>
void Each(A& archive, typename A::template Is<Head>& value) {
  auto& [build, sequence, root, hash] = value;
  archive(build, sequence, root, hash);
}

std::string PiecesOf(int64_t sequence) {
  return absl::StrFormat("%s%020d/", kSnapshotPrefix, sequence);
}

// Nullopt: there is none of this build.
absl::StatusOr<std::optional<Head>> ReadHead(storage::EventStore& store,
                                             const std::string& assembly, absl::string_view build) {
  ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                          store.GetDocument(assembly, kHead));
  if (!bytes.has_value()) return std::optional<Head>();
  Head head;
  assembly::snapshot::Reader reader(*bytes);
  reader(head);
  const bool fits = reader.AtEnd() && head.build == build && head.sequence > 0;
  return fits ? std::optional<Head>(std::move(head)) : std::nullopt;
}

absl::StatusOr<std::string> ReadPieces(storage::EventStore& store, const std::string& assembly,
                                       const std::string& prefix) {
  std::string bytes;
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store.ScanDocuments(assembly, prefix, after, kPage));
    if (page.empty()) return bytes;
    after = page.back().key;
    for (const storage::Document& piece : page) bytes += piece.value;
  }
}

absl::StatusOr<Replayed> Load(storage::EventStore& store, const std::string& assembly,
                              absl::string_view build) {
  Replayed none;
  none.state.id = assembly;
  ASSENT_ASSIGN_OR_RETURN(const std::optional<Head> head, ReadHead(store, assembly, build));
  if (!head.has_value()) return none;
  Replayed replayed;
  ASSENT_ASSIGN_OR_RETURN(replayed.tree,
                          LogTree::Stored(store, assembly, static_cast<uint64_t>(head->sequence)));
  if (replayed.tree.Root() != head->root) return none;
  ASSENT_ASSIGN_OR_RETURN(const std::string bytes,
                          ReadPieces(store, assembly, PiecesOf(head->sequence)));
  if (transparency::Sha256({bytes}) != head->hash) return none;
  if (!assembly::DecodeState(bytes, replayed.state)) return none;
  const bool fits = replayed.state.id == assembly && replayed.state.sequence == head->sequence;
  return fits ? std::move(replayed) : std::move(none);
}

}  // namespace

Snapshot MakeSnapshot(const Replayed& replayed, absl::string_view build) {
  const std::string bytes = assembly::EncodeState(replayed.state);
  const int64_t sequence = replayed.state.sequence;
  const std::string prefix = PiecesOf(sequence);
  Snapshot snapshot;
  for (size_t at = 0; at < bytes.size(); at += kPieceBytes) {
    snapshot.pieces.push_back(
        {absl::StrFormat("%s%08d", prefix, at / kPieceBytes), bytes.substr(at, kPieceBytes)});
  }
  assembly::snapshot::Writer writer;
  writer(Head{std::string(build), sequence, replayed.tree.Root(), transparency::Sha256({bytes})});
  snapshot.head = {std::string(kHead), std::move(writer).Finish()};
  return snapshot;
}

absl::StatusOr<Replayed> LoadSnapshot(storage::EventStore& store, const std::string& assembly,
                                      absl::string_view build) {
  Replayed none;
  none.state.id = assembly;
  if (build.empty()) return none;
  absl::StatusOr<Replayed> loaded = Load(store, assembly, build);
  // The log may be whole all the same; if it is not, that shows when it is replayed.
  return absl::IsDataLoss(loaded.status()) ? none : std::move(loaded);
}

absl::StatusOr<std::vector<std::string>> OtherPieces(storage::EventStore& store,
                                                     absl::string_view assembly, int64_t sequence) {
  const std::string kept = PiecesOf(sequence);
  std::vector<std::string> others;
  std::string after;
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(const std::vector<storage::Document> page,
                            store.ScanDocuments(assembly, kSnapshotPrefix, after, kPage));
    if (page.empty()) return others;
    after = page.back().key;
    for (const storage::Document& piece : page) {
      if (piece.key != kHead && !absl::StartsWith(piece.key, kept)) others.push_back(piece.key);
    }
  }
}

}  // namespace assent::ledger
