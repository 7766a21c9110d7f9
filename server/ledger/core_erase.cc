// Erasing texts: first the record says so, then they go: from beside the log, from
// memory, from documents and the index of words, and from the store's files. Whatever
// stops half way goes on later (erasures.h).

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assent/event/v1/text.pb.h"
#include "server/assembly/decide.h"
#include "server/assembly/settle.h"
#include "server/base/log.h"
#include "server/base/status_macros.h"
#include "server/ledger/core.h"
#include "server/ledger/erasures.h"
#include "server/ledger/rebuild.h"
#include "server/ledger/refusals.h"
#include "server/ledger/snapshots.h"
#include "server/transparency/erasure.h"
#include "server/transparency/replay.h"

namespace assent::ledger {
namespace {

// An entry with the texts that are there, and those that are to go.
struct Texts {
  event::v1::Event event;
  std::vector<int32_t> going;
};

absl::StatusOr<Texts> TextsOf(const storage::Entry& entry, int32_t index) {
  Texts texts;
  ASSENT_ASSIGN_OR_RETURN(texts.event, transparency::OpenEntry(entry.leaf, entry.openings));
  event::v1::Openings there;
  if (!there.ParseFromString(entry.openings)) {
    return absl::DataLossError("the bytes beside it are no openings");
  }
  for (const event::v1::Opening& opening : there.openings()) {
    if (index == -1 || opening.index() == index) texts.going.push_back(opening.index());
  }
  return texts;
}

}  // namespace

absl::Status Ledger::Core::DropSnapshot(const std::string& id) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<std::string> pieces,
                          OtherPieces(store_, id, /*sequence=*/0));
  if (pieces.empty()) return absl::OkStatus();
  std::vector<storage::DocumentWrite> writes;
  for (const std::string& piece : pieces) writes.push_back({piece, std::nullopt});
  return KeepBeside(id, std::move(writes));
}

absl::Status Ledger::Core::DeriveAnew(const std::string& id) {
  // First, or whoever looks while the rest is worked out has the texts in memory again, from where
  // they would get into what is written next.
  ASSENT_RETURN_IF_ERROR(DropSnapshot(id));
  absl::Status rebuilt = absl::AbortedError("not tried");
  for (int attempt = 0; attempt < kMaxAttempts && absl::IsAborted(rebuilt); ++attempt) {
    const std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
    // What is in memory has the texts: it is read again, without them, and what
    // was decided on it is decided again.
    assembly->GiveUp();
    writer_.Flush();
    int64_t ends_at = 0;
    rebuilt = RebuildOne(store_, id, ends_at);
  }
  ASSENT_RETURN_IF_ERROR(rebuilt);
  return store_.Scrub(id);
}

absl::Status Ledger::Core::EraseNoted(const std::string& id) {
  const Erasures::Turn turn(erasures_, id);
  const std::optional<int64_t> newest = erasures_.Newest(id);
  if (!newest) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const Erased erased, FindErased(store_, id));
  for (const Going& going : erased.entries) {
    ASSENT_RETURN_IF_ERROR(store_.ReplaceOpenings(id, going.sequence, going.staying));
  }
  // Also where none is left: a server may have stopped half way.
  const bool all = erased.newest >= *newest;
  if (!erased.entries.empty() || all) ASSENT_RETURN_IF_ERROR(DeriveAnew(id));
  const std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
  const Outcome noted = Locked(*assembly, Patience::kRead, [&](LiveAssembly& locked) {
    locked.mutex.AssertHeld();
    if (!erasures_.Done(id, erased.newest) || !locked.state.founded()) return Outcome();
    return Outcome{absl::OkStatus(),
                   Ticket{Beside(locked, {}, {ErasureDocument(id, std::nullopt)})}};
  });
  return noted.status;
}

void Ledger::Core::StartErasing(const std::string& id) {
  if (!erasures_.Begin(id)) return;
  const bool taken = erasing_.Submit([this, id] {
    const absl::Status erased = EraseNoted(id);
    const bool again = erasures_.End(id);
    if (!erased.ok()) {
      base::Log(base::Severity::kError, "texts_not_erased",
                {{"assembly", id}, {"reason", erased.message()}});
      return erasures_.Tell(
          id, absl::IsAborted(erased) ? error::Contended() : error::StoreUnavailable(erased));
    }
    erasures_.Tell(id, absl::OkStatus());
    // What came meanwhile is done in one further pass, behind the other assemblies.
    if (again) StartErasing(id);
  });
  if (taken) return;
  // Where too many wait, it is tried again.
  erasures_.End(id);
  erasures_.Tell(id, error::StoreUnavailable(absl::UnavailableError(
                         "too many assemblies erase texts at this moment, and these go later")));
}

void Ledger::Core::EraseWaiting() {
  if (!writer_.Health().ok()) return;
  // So that who has asked for it knows, once it returns, that all of it is on its way.
  absl::MutexLock lock(&settling_);
  for (const std::string& id : erasures_.TakeDue(clock_.Now())) StartErasing(id);
}

void Ledger::Core::EraseAfter(Write& write, const std::string& id, int64_t sequence) {
  // Before it is durable, so that nobody who erases meanwhile takes it for done.
  erasures_.Note(id, sequence);
  write.WhenSettled([this, id, sequence](const absl::Status& status) {
    status.ok() ? StartErasing(id) : erasures_.TakeBack(id, sequence);
  });
}

Pending<v1::EraseTextResponse> Ledger::Core::EraseText(const Access& access,
                                                       const v1::EraseTextRequest& request,
                                                       const assembly::SignedAct* signed_act) {
  // Whoever has no business here is not told what there is.
  Outcome seen =
      See(access, [](const assembly::State&, int32_t, absl::Time) { return absl::OkStatus(); });
  if (!seen.status.ok()) return {std::move(seen.status), std::move(seen.ticket)};
  if (access.patience < Patience::kLookUp) {
    return {absl::UnavailableError("not looked up"), {nullptr, Patience::kLookUp}};
  }
  const auto sequence = static_cast<uint64_t>(request.entry());
  if (request.entry() < 1 || request.index() < -1) return {transparency::error::TextNotFound(), {}};
  const auto row = store_.ReadLog(access.assembly, sequence - 1, {.max_items = 1});
  if (!row.ok()) return {error::StoreUnavailable(row.status()), {}};
  if (row->empty()) return {transparency::error::TextNotFound(), {}};
  const absl::StatusOr<Texts> texts = TextsOf(row->front(), request.index());
  if (!texts.ok()) return {error::AssemblyDamaged(access.assembly, texts.status()), {}};
  v1::EraseTextResponse response;
  const auto decide = [&](assembly::Act& act) -> absl::Status {
    if (signed_act != nullptr) act.Sign(*signed_act);
    assembly::Settle(act);
    if (act.actor().view.state() == v1::Member::STATE_LEFT) return error::AssemblyNotFound();
    ASSENT_RETURN_IF_ERROR(assembly::CheckSigned(act, request));
    ASSENT_ASSIGN_OR_RETURN(response, transparency::EraseTexts(act, texts->event, texts->going));
    return absl::OkStatus();
  };
  Outcome outcome = Execute({access, Entrance::kMember, request, request.request_id(),
                             request.validate_only(), response, decide});
  if (!outcome.status.ok()) return {std::move(outcome.status), std::move(outcome.ticket)};
  if (!request.validate_only()) outcome.ticket.erases = access.assembly;
  return {std::move(response), std::move(outcome.ticket)};
}

void Ledger::Core::WhenErased(const std::string& id, Erasures::Told told) {
  erasures_.WhenGone(id, std::move(told));
  // The pass that its entry began may have failed before anybody asked.
  StartErasing(id);
}

}  // namespace assent::ledger
