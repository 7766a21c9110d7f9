#include "server/ledger/live_assembly.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/assembly/settle.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"
#include "server/ledger/derived.h"
#include "server/ledger/refusals.h"
#include "server/transparency/replay.h"

namespace assent::ledger {
namespace {

// Pages of a replay: few calls, little memory.
constexpr storage::ReadLimits kReplayPage{4096, 4 * 1024 * 1024};

}  // namespace

absl::Status ReplayRest(storage::EventStore& store, assembly::State& state) {
  while (true) {
    ASSENT_ASSIGN_OR_RETURN(
        const std::vector<storage::Entry> page,
        store.ReadLog(state.id, static_cast<uint64_t>(state.sequence), kReplayPage));
    if (page.empty()) return absl::OkStatus();
    for (const storage::Entry& entry : page) {
      if (entry.leaf_hash.empty()) {
        return absl::DataLossError(absl::StrCat("entry ", entry.sequence, ": it has no hash"));
      }
      ASSENT_RETURN_IF_ERROR(transparency::ReplayEntry(
          {entry.sequence, entry.leaf, entry.leaf_hash, entry.openings}, state, nullptr));
    }
  }
}

bool LiveAssembly::Foreign() { return state.sequence < durable.load(std::memory_order_acquire); }

bool LiveAssembly::NeedsReading() {
  return damage.ok() && (lineage == nullptr || lineage->broken() || Foreign());
}

assembly::State LiveAssembly::TakeState() {
  // What is under way was decided without what the other server wrote.
  if (lineage != nullptr && !Idle()) lineage->Break();
  const bool sound = lineage != nullptr && !lineage->broken();
  assembly::State taken = sound ? std::move(state) : assembly::State();
  taken.id = id;
  state = assembly::State();
  state.id = id;
  lineage = nullptr;
  newest = nullptr;
  replies.Forget();
  return taken;
}

absl::Status LiveAssembly::Read(storage::EventStore& store) {
  absl::MutexLock one_reads(&reading);
  assembly::State read;
  {
    absl::MutexLock lock(&mutex);
    if (!NeedsReading()) return absl::OkStatus();
    read = TakeState();
  }
  const absl::Status status = ReplayRest(store, read);
  absl::MutexLock lock(&mutex);
  if (status.ok()) {
    state = std::move(read);
    lineage = std::make_shared<Lineage>();
    // Of two servers the slower one's document stays: what matters is that
    // somebody looks. Reading it would cost every load; writing it again costs
    // the next act.
    due_written = absl::InfinitePast();
    measured_at = -1;
    return status;
  }
  if (!absl::IsDataLoss(status)) return error::StoreUnavailable(status);
  damage = error::AssemblyDamaged(id, status);
  base::Log(base::Severity::kError, "assembly_damaged",
            {{"assembly", id}, {"reason", status.message()}});
  return absl::OkStatus();
}

bool LiveAssembly::Idle() { return newest == nullptr || newest->settled(); }

Ticket LiveAssembly::Newest() { return Idle() ? Ticket() : Ticket{newest}; }

storage::AppendRequest LiveAssembly::AppendOf(assembly::Act& act) {
  storage::AppendRequest append;
  append.assembly = id;
  append.expected_sequence = static_cast<uint64_t>(state.sequence) - act.entries().size();
  uint64_t sequence = append.expected_sequence;
  append.entries.reserve(act.entries().size());
  for (assembly::SealedEntry& entry : act.entries()) {
    append.entries.push_back(
        {++sequence, std::move(entry.leaf), std::move(entry.leaf_hash), std::move(entry.openings)});
  }
  append.documents = DerivedWrites(state, act.touched());
  return append;
}

size_t BytesOf(const assembly::State& state) {
  // Rounded from the structs and what a map entry costs beside them.
  constexpr size_t kMember = sizeof(assembly::Member) + 700;
  constexpr size_t kInvitation = sizeof(assembly::Invitation) + 250;
  constexpr size_t kVoice = sizeof(assembly::VoicePosition) + 64;
  constexpr size_t kPoints = sizeof(assembly::DecidedPoints) + 2 * sizeof(assembly::ActionPointNow);
  constexpr size_t kStanding = sizeof(assembly::StandingState) + 64;
  constexpr size_t kMovement = sizeof(v1::PoolMovement) + 200;
  size_t bytes = sizeof(state) + 1000 + state.view.SpaceUsedLong() +
                 state.standings.size() * kStanding + state.movements.size() * kMovement +
                 state.members.size() * kMember + state.invitations.size() * kInvitation +
                 state.points.size() * (kPoints + 100);
  for (const auto& [month, account] : state.book.months) bytes += account.SpaceUsedLong();
  for (const auto& [id, notice] : state.book.notices) {
    bytes += sizeof(notice) + 64 + notice.places.capacity() * sizeof(int32_t);
  }
  for (const auto& [number, proposal] : state.proposals) {
    bytes += sizeof(proposal) + proposal.view.SpaceUsedLong() +
             static_cast<size_t>(proposal.positions.voices()) * kVoice;
    for (const auto& revision : proposal.revisions) bytes += revision.SpaceUsedLong();
    for (const auto& concern : proposal.concerns) bytes += concern.view.SpaceUsedLong();
    for (const auto& amendment : proposal.amendments) bytes += amendment.view.SpaceUsedLong();
    for (const auto& [voice, reason] : proposal.reasons) bytes += 64 + reason.size();
  }
  return bytes;
}

}  // namespace assent::ledger
