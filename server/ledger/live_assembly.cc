#include "server/ledger/live_assembly.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "server/assembly/documents.h"
#include "server/assembly/settle.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"
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

absl::Status LiveAssembly::Prepare(storage::EventStore& store) {
  ASSENT_RETURN_IF_ERROR(damage);
  const bool foreign = state.sequence < durable.load(std::memory_order_acquire);
  if (lineage != nullptr && !lineage->broken() && !foreign) return absl::OkStatus();
  // What is under way was decided without what the other server wrote.
  if (foreign && !Idle()) lineage->Break();
  if (lineage == nullptr || lineage->broken()) {
    state = assembly::State();
    state.id = id;
    lineage = std::make_shared<Lineage>();
    newest = nullptr;
    replies.Forget();
  }
  const absl::Status status = CatchUp(store);
  if (status.ok()) return status;
  lineage = nullptr;  // another try reads from the beginning
  if (!absl::IsDataLoss(status)) return error::StoreUnavailable(status);
  damage = error::AssemblyDamaged(id, status);
  base::Log(base::Severity::kError, "assembly_damaged",
            {{"assembly", id}, {"reason", status.message()}});
  return damage;
}

absl::Status LiveAssembly::CatchUp(storage::EventStore& store) {
  ASSENT_RETURN_IF_ERROR(ReplayRest(store, state));
  // Of two servers the slower one's document stays: what matters is that
  // somebody looks. Reading it would cost every load; writing it again costs
  // the next act.
  due_written = absl::InfinitePast();
  measured_at = -1;
  return absl::OkStatus();
}

bool LiveAssembly::Idle() { return newest == nullptr || newest->settled(); }

Ticket LiveAssembly::Newest() { return Idle() ? Ticket() : Ticket{newest}; }

absl::StatusOr<int32_t> LiveAssembly::MemberOf(absl::string_view token_hash) {
  const auto found = state.member_by_token.find(token_hash);
  if (found == state.member_by_token.end() ||
      state.members[found->second].view.state() == v1::Member::STATE_LEFT) {
    return error::AssemblyNotFound();
  }
  return found->second;
}

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
  append.documents.reserve(act.touched().size() + 2);
  for (const assembly::DocumentRef& ref : act.touched()) {
    append.documents.push_back(
        {assembly::DocumentKey(state, ref), assembly::DocumentValue(state, ref)});
  }
  return append;
}

size_t BytesOf(const assembly::State& state) {
  // Rounded from the structs and what a map entry costs beside them.
  constexpr size_t kMember = sizeof(assembly::Member) + 700;
  constexpr size_t kInvitation = sizeof(assembly::Invitation) + 250;
  constexpr size_t kVoice = sizeof(assembly::VoicePosition) + 64;
  size_t bytes = sizeof(state) + 1000 + state.view.SpaceUsedLong() +
                 state.members.size() * kMember + state.invitations.size() * kInvitation;
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
