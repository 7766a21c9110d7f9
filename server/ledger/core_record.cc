// What the core does for the record beside deciding: checkpoints, and documents
// that stand beside the log.

#include <utility>

#include "server/base/limits.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"
#include "server/ledger/core.h"
#include "server/ledger/log_tree.h"
#include "server/ledger/refusals.h"
#include "server/transparency/tlog/tree.h"

namespace assent::ledger {
namespace {

static_assert(storage::kMaxLeafBytes == kMaxLeafBytes, "what is sealed can be stored");

// An error of the store, as callers are told.
absl::Status ForCallers(const std::string& assembly, const absl::Status& status) {
  return absl::IsDataLoss(status) ? error::AssemblyDamaged(assembly, status)
                                  : error::StoreUnavailable(status);
}

}  // namespace

// Members sign what they saw last: many acts name the same few roots.
Pending<std::string> Ledger::Core::RootAt(const Access& access, const std::string& origin,
                                          int64_t size) {
  const std::pair<std::string, int64_t> key(origin, size);
  {
    absl::MutexLock lock(&roots_mutex_);
    const auto known = roots_.find(key);
    if (known != roots_.end()) return {known->second, {}};
  }
  if (access.patience < Patience::kLookUp) {
    return {absl::UnavailableError("not looked up"), {nullptr, Patience::kLookUp}};
  }
  const absl::StatusOr<uint64_t> last = store_.LastSequence(access.assembly);
  if (!last.ok()) return {ForCallers(access.assembly, last.status()), {}};
  if (size < 1 || static_cast<uint64_t>(size) > *last) return {"", {}};
  const absl::StatusOr<std::string> root = transparency::RootAt(
      static_cast<uint64_t>(size),
      [&](int level, uint64_t index) { return StoredNode(store_, access.assembly, level, index); });
  if (!root.ok()) return {ForCallers(access.assembly, root.status()), {}};
  absl::MutexLock lock(&roots_mutex_);
  if (roots_.size() >= kMaxRoots) roots_.clear();
  roots_[key] = *root;
  return {*root, {}};
}

std::shared_ptr<Write> Ledger::Core::Beside(LiveAssembly& assembly,
                                            std::vector<storage::DocumentWrite> documents,
                                            std::vector<storage::DocumentWrite> shared_documents) {
  storage::AppendRequest append;
  append.assembly = assembly.id;
  append.expected_sequence = static_cast<uint64_t>(assembly.state.sequence);
  append.documents = std::move(documents);
  append.shared_documents = std::move(shared_documents);
  auto write = std::make_shared<Write>(std::move(append), assembly.lineage);
  assembly.newest = write;
  writer_.Add(write);
  return write;
}

absl::StatusOr<SignedCheckpoint> Ledger::Core::LastSound(const std::string& id, uint64_t verified,
                                                         const std::string& reason) {
  const auto newest = NewestCheckpoint(store_, id);
  if (!newest.ok() || !newest->has_value() || (*newest)->size > verified) {
    return error::AssemblyReadOnly(id, reason);
  }
  return **newest;
}

absl::StatusOr<Ledger::Core::Made> Ledger::Core::MakeCheckpoint(const std::string& id) {
  const std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
  std::string origin;
  std::string read_only;
  uint64_t verified = 0;
  const Outcome looked = Locked(*assembly, Patience::kRead, [&](LiveAssembly& locked) {
    locked.mutex.AssertHeld();
    origin = locked.state.origin;
    read_only = locked.state.view.read_only_reason();
    verified = locked.tree.size();
    return Outcome();
  });
  ASSENT_RETURN_IF_ERROR(looked.status);
  if (!read_only.empty()) {
    ASSENT_ASSIGN_OR_RETURN(SignedCheckpoint last, LastSound(id, verified, read_only));
    return Made{std::move(last), {}};
  }
  absl::StatusOr<SignedCheckpoint> now = CheckpointNow(store_, id, origin);
  if (!now.ok()) return ForCallers(id, now.status());
  Made made{*std::move(now), {}};
  const Outcome kept = Locked(*assembly, Patience::kRead, [&](LiveAssembly& locked) {
    locked.mutex.AssertHeld();
    // Of two that are made at a time the larger one stays.
    if (made.checkpoint.size <= locked.signed_size) {
      return Outcome{absl::OkStatus(), locked.Newest()};
    }
    locked.signed_size = made.checkpoint.size;
    const storage::DocumentWrite document = {std::string(kCheckpointDocument),
                                             made.checkpoint.note};
    return Outcome{absl::OkStatus(), Ticket{Beside(locked, {document})}};
  });
  ASSENT_RETURN_IF_ERROR(kept.status);
  made.ticket = kept.ticket;
  return made;
}

absl::StatusOr<SignedCheckpoint> Ledger::Core::SignCheckpoint(const std::string& id) {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    ASSENT_RETURN_IF_ERROR(writer_.Admit());
    ASSENT_ASSIGN_OR_RETURN(Made made, MakeCheckpoint(id));
    const absl::Status kept = AwaitSettled(made.ticket.write);
    if (kept.ok()) return std::move(made.checkpoint);
    if (!absl::IsAborted(kept)) return kept;
  }
  return error::Contended();
}

absl::Status Ledger::Core::KeepBeside(const std::string& id,
                                      std::vector<storage::DocumentWrite> documents) {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    ASSENT_RETURN_IF_ERROR(writer_.Admit());
    const std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
    const Outcome kept = Locked(*assembly, Patience::kRead, [&](LiveAssembly& locked) {
      locked.mutex.AssertHeld();
      if (!locked.state.founded()) return Outcome{error::AssemblyNotFound(), {}};
      const std::string& reason = locked.state.view.read_only_reason();
      if (!reason.empty()) return Outcome{error::AssemblyReadOnly(id, reason), {}};
      return Outcome{absl::OkStatus(), Ticket{Beside(locked, documents)}};
    });
    ASSENT_RETURN_IF_ERROR(kept.status);
    const absl::Status status = AwaitSettled(kept.ticket.write);
    if (!absl::IsAborted(status)) return status;
  }
  return error::Contended();
}

void Ledger::Core::NoteGrowth(absl::string_view id) {
  const absl::Time now = clock_.Now();
  absl::MutexLock lock(&grown_mutex_);
  grown_.try_emplace(id, now);
}

void Ledger::Core::SignGrown() {
  const absl::Time before = clock_.Now() - options_.checkpoint_every;
  std::vector<std::string> grown;
  {
    absl::MutexLock lock(&grown_mutex_);
    for (const auto& [id, since] : grown_) {
      if (grown.size() == kMaxSignedAtOnce) break;
      if (since <= before) grown.push_back(id);
    }
    for (const std::string& id : grown) grown_.erase(id);
  }
  if (!writer_.Health().ok()) return;
  for (const std::string& id : grown) {
    const absl::Status made = MakeCheckpoint(id).status();
    if (made.ok()) continue;
    base::Log(base::Severity::kWarning, "no_checkpoint",
              {{"assembly", id}, {"reason", made.message()}});
  }
}

}  // namespace assent::ledger
