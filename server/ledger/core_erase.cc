// Erasing texts: first the record says so, then they go: from beside the log, from
// memory, from documents and the index of words, and from the store's files.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "assent/event/v1/text.pb.h"
#include "server/assembly/canonical.h"
#include "server/assembly/settle.h"
#include "server/base/status_macros.h"
#include "server/ledger/core.h"
#include "server/ledger/rebuild.h"
#include "server/ledger/refusals.h"
#include "server/transparency/erasure.h"
#include "server/transparency/replay.h"

namespace assent::ledger {
namespace {

// The openings that are there, and those that are to go.
struct Texts {
  event::v1::Event event;
  std::vector<int32_t> going;
  std::string staying;  // serialised openings
};

absl::StatusOr<Texts> TextsOf(const storage::Entry& entry, int32_t index) {
  Texts texts;
  ASSENT_ASSIGN_OR_RETURN(texts.event, transparency::OpenEntry(entry.leaf, ""));
  event::v1::Openings there;
  event::v1::Openings staying;
  if (!there.ParseFromString(entry.openings)) {
    return absl::DataLossError("the bytes beside it are no openings");
  }
  for (const event::v1::Opening& opening : there.openings()) {
    if (index == -1 || opening.index() == index) {
      texts.going.push_back(opening.index());
    } else {
      *staying.add_openings() = opening;
    }
  }
  if (staying.openings_size() > 0) texts.staying = assembly::CanonicalBytes(staying);
  return texts;
}

}  // namespace

absl::Status Ledger::Core::Remove(const std::string& id, uint64_t sequence,
                                  const std::string& openings) {
  ASSENT_RETURN_IF_ERROR(store_.ReplaceOpenings(id, sequence, openings));
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

absl::StatusOr<v1::EraseTextResponse> Ledger::Core::EraseText(const Access& access,
                                                              const v1::EraseTextRequest& request) {
  const auto sequence = static_cast<uint64_t>(request.entry());
  if (request.entry() < 1 || request.index() < -1) return transparency::error::TextNotFound();
  // One at a time from the look at the row to its writing: two erasures in one entry would
  // otherwise write back what the other took out.
  absl::MutexLock lock(&erasing_);
  const auto row = store_.ReadLog(access.assembly, sequence - 1, {.max_items = 1});
  if (!row.ok()) return error::StoreUnavailable(row.status());
  if (row->empty()) return transparency::error::TextNotFound();
  const absl::StatusOr<Texts> texts = TextsOf(row->front(), request.index());
  if (!texts.ok()) return error::AssemblyDamaged(access.assembly, texts.status());
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    v1::EraseTextResponse response;
    const Outcome outcome =
        Execute({access, Entrance::kMember, request, request.request_id(), request.validate_only(),
                 response, [&](assembly::Act& act) -> absl::Status {
                   assembly::Settle(act);
                   if (act.actor().view.state() == v1::Member::STATE_LEFT)
                     return error::AssemblyNotFound();
                   ASSENT_ASSIGN_OR_RETURN(
                       response, transparency::EraseTexts(act, texts->event, texts->going));
                   return absl::OkStatus();
                 }});
    ASSENT_RETURN_IF_ERROR(outcome.status);
    const absl::Status settled = AwaitSettled(outcome.ticket.write);
    if (absl::IsAborted(settled)) continue;
    ASSENT_RETURN_IF_ERROR(settled);
    if (request.validate_only()) return response;
    const absl::Status removed = Remove(access.assembly, sequence, texts->staying);
    if (absl::IsAborted(removed)) return error::Contended();
    if (!removed.ok()) return error::StoreUnavailable(removed);
    return response;
  }
  return error::Contended();
}

}  // namespace assent::ledger
