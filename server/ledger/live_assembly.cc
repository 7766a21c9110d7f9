#include "server/ledger/live_assembly.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/assembly/settle.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"
#include "server/ledger/checkpoints.h"
#include "server/ledger/derived.h"
#include "server/ledger/import.h"
#include "server/ledger/refusals.h"
#include "server/transparency/replay.h"

namespace assent::ledger {
namespace {

// Pages of a replay: few calls, little memory.
constexpr storage::ReadLimits kReplayPage{4096, 4 * 1024 * 1024};

}  // namespace

absl::Status ReplayRest(storage::EventStore& store, Replayed& replayed) {
  storage::ReadLimits limits = kReplayPage;
  assembly::State& state = replayed.state;
  while (true) {
    const absl::StatusOr<std::vector<storage::Entry>> page =
        store.ReadLog(state.id, static_cast<uint64_t>(state.sequence), limits);
    if (absl::IsDataLoss(page.status()) && limits.max_items > 1) {
      limits.max_items = 1;  // as far as the entry that is damaged
      continue;
    }
    ASSENT_RETURN_IF_ERROR(page.status());
    if (page->empty()) return absl::OkStatus();
    for (const storage::Entry& entry : *page) {
      if (entry.leaf_hash.empty()) {
        return absl::DataLossError(absl::StrCat("entry ", entry.sequence, ": it has no hash"));
      }
      ASSENT_RETURN_IF_ERROR(transparency::ReplayEntry(
          {entry.sequence, entry.leaf, entry.leaf_hash, entry.openings}, state, nullptr));
      ASSENT_RETURN_IF_ERROR(replayed.tree.Compare(entry));
    }
  }
}

namespace {

// Replays, from the snapshot where nothing is known yet, and compares what comes of
// it with the newest checkpoint that was signed before.
absl::Status ReplayAndCompare(storage::EventStore& store, const std::string& build,
                              Replayed& replayed, int64_t& snapshot) {
  const std::string id = replayed.state.id;
  if (replayed.state.sequence == 0) {
    ASSENT_ASSIGN_OR_RETURN(replayed, LoadSnapshot(store, id, build));
    snapshot = replayed.state.sequence;
  }
  const auto newest = NewestCheckpoint(store, id);
  ASSENT_RETURN_IF_ERROR(ReplayRest(store, replayed));
  ASSENT_RETURN_IF_ERROR(newest.status());
  if (!newest->has_value()) return absl::OkStatus();
  return CompareCheckpoint(store, id, **newest, replayed.tree);
}

}  // namespace

bool LiveAssembly::Foreign() {
  return std::max(state.sequence, imported) < durable.load(std::memory_order_acquire);
}

bool LiveAssembly::ReadOnly() { return !state.view.read_only_reason().empty(); }

bool LiveAssembly::NeedsReading() {
  return damage.ok() && !ReadOnly() && (lineage == nullptr || lineage->broken() || Foreign());
}

Replayed LiveAssembly::Take() {
  // What is under way was decided without what the other server wrote.
  if (lineage != nullptr && !Idle()) lineage->Break();
  const bool sound = lineage != nullptr && !lineage->broken();
  Replayed taken;
  if (sound) taken = {std::move(state), std::move(tree)};
  taken.state.id = id;
  state = assembly::State();
  state.id = id;
  tree = LogTree();
  lineage = nullptr;
  newest = nullptr;
  signed_size = 0;
  replies.Forget();
  return taken;
}

void LiveAssembly::Keep(Replayed read, int64_t snapshot) {
  snapshot_at = snapshot;
  state = std::move(read.state);
  tree = std::move(read.tree);
  lineage = std::make_shared<Lineage>();
  // Of two servers the slower one's document stays: what matters is that
  // somebody looks. Reading it would cost every load; writing it again costs
  // the next act.
  due_written = absl::InfinitePast();
  measured_at = -1;
}

void LiveAssembly::GiveUp() {
  absl::MutexLock nobody_reads(&reading);
  absl::MutexLock lock(&mutex);
  if (lineage != nullptr) lineage->Break();
}

absl::Status LiveAssembly::Read(storage::EventStore& store, const std::string& build) {
  absl::MutexLock one_reads(&reading);
  Replayed read;
  int64_t snapshot = 0;
  {
    absl::MutexLock lock(&mutex);
    if (!NeedsReading()) return absl::OkStatus();
    read = Take();
    if (read.state.sequence > 0) snapshot = snapshot_at;
  }
  // Before the question, so that whatever ends an import is news.
  const int64_t seen = durable.load(std::memory_order_acquire);
  const absl::StatusOr<bool> importing =
      read.state.sequence == 0 ? IsImporting(store, id) : absl::StatusOr<bool>(false);
  absl::Status status = importing.status();
  if (status.ok() && !*importing) status = ReplayAndCompare(store, build, read, snapshot);
  if (!status.ok() && !absl::IsDataLoss(status)) return error::StoreUnavailable(status);
  if (!status.ok()) {
    base::Log(base::Severity::kError,
              read.state.founded() ? "assembly_read_only" : "assembly_damaged",
              {{"assembly", id}, {"reason", status.message()}});
    read.state.view.set_read_only_reason(std::string(status.message()));
  }
  absl::MutexLock lock(&mutex);
  imported = status.ok() && *importing ? seen : 0;
  if (status.ok() || read.state.founded()) {
    Keep(std::move(read), snapshot);
  } else {
    damage = error::AssemblyDamaged(id, status);
  }
  return absl::OkStatus();
}

bool LiveAssembly::Idle() { return newest == nullptr || newest->settled(); }

Ticket LiveAssembly::Newest() { return Idle() ? Ticket() : Ticket{newest}; }

storage::AppendRequest LiveAssembly::AppendOf(assembly::Act& act, bool with_tree) {
  storage::AppendRequest append;
  append.assembly = id;
  append.expected_sequence = static_cast<uint64_t>(state.sequence) - act.entries().size();
  uint64_t sequence = append.expected_sequence;
  append.entries.reserve(act.entries().size());
  for (assembly::SealedEntry& entry : act.entries()) {
    std::string subtrees = with_tree ? tree.Append(entry.leaf_hash) : std::string();
    append.entries.push_back({++sequence, std::move(entry.leaf), std::move(entry.leaf_hash),
                              std::move(entry.openings), std::move(subtrees)});
  }
  append.documents = DerivedWrites(state, act.touched());
  if (act.log_key_seed()) {
    append.documents.push_back({std::string(kLogKeyDocument), act.log_key_seed()});
  }
  return append;
}

size_t BytesOf(const assembly::State& state) {
  // Rounded from the structs and what a map entry costs beside them.
  constexpr size_t kMember = sizeof(assembly::Member) + 700;
  constexpr size_t kInvitation = sizeof(assembly::Invitation) + 250;
  constexpr size_t kToken = sizeof(assembly::TokenState) + 250;
  constexpr size_t kKey = sizeof(assembly::DeviceKeyState) + 250;
  constexpr size_t kApplication = sizeof(assembly::ApplicationState) + 300;
  constexpr size_t kVoice = sizeof(assembly::VoicePosition) + 64;
  constexpr size_t kPoints = sizeof(assembly::DecidedPoints) + 2 * sizeof(assembly::ActionPointNow);
  constexpr size_t kStanding = sizeof(assembly::StandingState) + 64;
  constexpr size_t kMovement = sizeof(v1::PoolMovement) + 200;
  size_t bytes = sizeof(state) + 1000 + state.view.SpaceUsedLong() +
                 state.standings.size() * kStanding + state.movements.size() * kMovement +
                 state.members.size() * kMember + state.invitations.size() * kInvitation +
                 state.points.size() * (kPoints + 100) + state.tokens.size() * kToken +
                 state.applications.size() * kApplication + state.keys.size() * kKey;
  for (const auto& application : state.applications) bytes += application.view.SpaceUsedLong();
  for (const auto& [month, account] : state.book.months) bytes += account.SpaceUsedLong();
  bytes += state.book.outbox.Bytes();
  for (const auto& [number, meeting] : state.meetings) {
    bytes += sizeof(meeting) + 64 + meeting.view.SpaceUsedLong() +
             meeting.people.size() * sizeof(int32_t) +
             (meeting.hands.size() + meeting.round.size()) * sizeof(assembly::Hand);
  }
  for (const auto& [name, unit] : state.units) {
    bytes += sizeof(unit) + 100 + (unit.members.size() + unit.choices.size()) * 48;
  }
  for (const auto& [number, proposal] : state.proposals) {
    bytes += sizeof(proposal) + proposal.view.SpaceUsedLong() +
             static_cast<size_t>(proposal.positions.voices()) * kVoice;
    for (const auto& revision : proposal.revisions) bytes += revision.SpaceUsedLong();
    for (const auto& concern : proposal.concerns) bytes += concern.view.SpaceUsedLong();
    for (const auto& amendment : proposal.amendments) bytes += amendment.view.SpaceUsedLong();
    for (const auto& mandate : proposal.mandates) bytes += mandate.view.SpaceUsedLong() + 64;
    for (const auto& [voice, reason] : proposal.reasons) bytes += 64 + reason.size();
  }
  return bytes;
}

}  // namespace assent::ledger
