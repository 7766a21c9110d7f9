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

absl::Status Ledger::Core::DeriveAnew(const std::string& id) {
  absl::Status rebuilt = absl::AbortedError("not tried");
  for (int attempt = 0; attempt < kAttempts && absl::IsAborted(rebuilt); ++attempt) {
    const std::shared_ptr<LiveAssembly> assembly = roster_.Get(id);
    {
      // What is in memory has the texts: it is read again, without them, and what
      // was decided on it is decided again.
      absl::MutexLock lock(&assembly->mutex);
      if (assembly->lineage != nullptr) assembly->lineage->Break();
    }
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
  if (!newest) return absl::OkStatus();  // somebody else has just done it
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
  // Where too many wait, it is tried again.
  (void)erasing_.Submit([this, id] {
    const absl::Status erased = EraseNoted(id);
    if (erased.ok()) return;
    base::Log(base::Severity::kError, "texts_not_erased",
              {{"assembly", id}, {"reason", erased.message()}});
  });
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
    status.ok() ? StartErasing(id) : (void)erasures_.Done(id, sequence);
  });
}

absl::StatusOr<v1::EraseTextResponse> Ledger::Core::EraseText(
    const Access& access, const v1::EraseTextRequest& request,
    const assembly::SignedAct* signed_act) {
  const auto sequence = static_cast<uint64_t>(request.entry());
  if (request.entry() < 1 || request.index() < -1) return transparency::error::TextNotFound();
  const auto row = store_.ReadLog(access.assembly, sequence - 1, {.max_items = 1});
  if (!row.ok()) return error::StoreUnavailable(row.status());
  if (row->empty()) return transparency::error::TextNotFound();
  const absl::StatusOr<Texts> texts = TextsOf(row->front(), request.index());
  if (!texts.ok()) return error::AssemblyDamaged(access.assembly, texts.status());
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    v1::EraseTextResponse response;
    const auto decide = [&](assembly::Act& act) -> absl::Status {
      if (signed_act != nullptr) act.Sign(*signed_act);
      assembly::Settle(act);
      if (act.actor().view.state() == v1::Member::STATE_LEFT) return error::AssemblyNotFound();
      ASSENT_RETURN_IF_ERROR(assembly::CheckSigned(act, request));
      ASSENT_ASSIGN_OR_RETURN(response,
                              transparency::EraseTexts(act, texts->event, texts->going));
      return absl::OkStatus();
    };
    const Outcome outcome = Execute({access, Entrance::kMember, request, request.request_id(),
                                     request.validate_only(), response, decide});
    ASSENT_RETURN_IF_ERROR(outcome.status);
    const absl::Status settled = AwaitSettled(outcome.ticket.write);
    if (absl::IsAborted(settled)) continue;
    ASSENT_RETURN_IF_ERROR(settled);
    if (request.validate_only()) return response;
    const absl::Status removed = EraseNoted(access.assembly);
    if (absl::IsAborted(removed)) return error::Contended();
    if (!removed.ok()) return error::StoreUnavailable(removed);
    return response;
  }
  return error::Contended();
}

}  // namespace assent::ledger
