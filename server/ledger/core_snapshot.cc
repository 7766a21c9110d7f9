// What the core does for snapshots: when one is due, and how it is made, beside
// the acts and out of their way. Where the state in memory is small, it is copied:
// acts wait a millisecond, once in many thousands. Of a large one nobody waits for
// a copy: it is made from the last snapshot and the log behind it, which applies
// every entry a second time.

#include <string>
#include <utility>
#include <vector>

#include "server/base/log.h"
#include "server/base/status_macros.h"
#include "server/ledger/core.h"
#include "server/ledger/erasures.h"
#include "server/ledger/snapshots.h"

namespace assent::ledger {
namespace {

// A state of so many bytes is written half as often as a small one, and so on.
constexpr int64_t kLargeState = 64 * 1024 * 1024;
// Pieces that are written together.
constexpr size_t kPiecesAtOnce = 2;
// A state is copied for a snapshot up to so many times the size for a rehearsal, which anybody
// may ask for at any time.
constexpr size_t kTimesRehearsed = 4;

}  // namespace

void Ledger::Core::ConsiderSnapshot(LiveAssembly& assembly) {
  if (options_.build.empty() || options_.measure_without_checks) return;
  const int64_t grown = assembly.state.sequence - assembly.snapshot_at;
  const int64_t enough =
      options_.snapshot_every * (1 + static_cast<int64_t>(assembly.bytes) / kLargeState);
  if (grown < enough) return;
  const int64_t before = std::exchange(assembly.snapshot_at, assembly.state.sequence);
  const bool taken = snapshots_.Submit([this, id = assembly.id] {
    const absl::Status kept = KeepSnapshot(id);
    if (kept.ok()) return;
    base::Log(base::Severity::kWarning, "no_snapshot",
              {{"assembly", id}, {"reason", kept.message()}});
  });
  if (!taken) assembly.snapshot_at = before;
}

absl::StatusOr<Replayed> Ledger::Core::CopyDurable(const std::string& id) {
  const std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
  Replayed copied;
  const Outcome looked = Locked(*assembly, Patience::kRead, [&](LiveAssembly& locked) {
    locked.mutex.AssertHeld();
    const bool sound = locked.state.view.read_only_reason().empty();
    if (!sound || locked.bytes > options_.copied_bytes * kTimesRehearsed) return Outcome();
    copied = {locked.state, locked.tree};
    return Outcome{absl::OkStatus(), locked.Newest()};
  });
  ASSENT_RETURN_IF_ERROR(looked.status);
  // What the copy is ahead of the disk may come to nothing: then there is no snapshot now.
  ASSENT_RETURN_IF_ERROR(AwaitSettled(looked.ticket.write));
  return copied;
}

absl::Status Ledger::Core::KeepSnapshot(const std::string& id) {
  // Not while texts are erased: what was read before would be written after.
  const Erasures::Turn turn(erasures_, id);
  ASSENT_ASSIGN_OR_RETURN(Replayed replayed, CopyDurable(id));
  if (!replayed.state.founded()) {
    ASSENT_ASSIGN_OR_RETURN(replayed, LoadSnapshot(store_, id, options_.build));
    const int64_t before = replayed.state.sequence;
    ASSENT_RETURN_IF_ERROR(ReplayRest(store_, replayed));
    if (replayed.state.sequence == before || !replayed.state.founded()) return absl::OkStatus();
  }
  const int64_t sequence = replayed.state.sequence;
  Snapshot snapshot = MakeSnapshot(replayed, options_.build);
  replayed = Replayed();
  std::vector<storage::DocumentWrite> some;
  for (storage::DocumentWrite& piece : snapshot.pieces) {
    some.push_back(std::move(piece));
    if (some.size() < kPiecesAtOnce) continue;
    ASSENT_RETURN_IF_ERROR(KeepBeside(id, std::exchange(some, {})));
  }
  if (!some.empty()) ASSENT_RETURN_IF_ERROR(KeepBeside(id, std::exchange(some, {})));
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> others, OtherPieces(store_, id, sequence));
  some.push_back(std::move(snapshot.head));
  for (const std::string& other : others) some.push_back({other, std::nullopt});
  return KeepBeside(id, std::move(some));
}

}  // namespace assent::ledger
