#include <string>
#include <utility>
#include <vector>

#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/handlers/entry_view.h"
#include "server/rpc/handlers/feeds.h"

namespace assent::rpc {
namespace {

constexpr storage::ReadLimits kOneMessage = {.max_items = kMaxEntriesPerUpdate,
                                             .max_bytes = kMaxEntriesUpdateBytes};

class EntryFeed final : public Feed<v1::WatchEntriesResponse> {
 public:
  EntryFeed(FeedParts parts, const v1::WatchEntriesRequest& request)
      : Feed(std::move(parts), request.after_sequence()),
        parent_(assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent")),
        show_json_(request.show_json()) {}

  void FindNext(GiveNext give) override {
    if (!parent_.ok()) return std::move(give)(parent_.status());
    Look<std::string>(
        [this](const assembly::State& state, int32_t reader,
               absl::Time) -> absl::StatusOr<std::string> {
          ASSENT_RETURN_IF_ERROR(CheckNotAhead(state.sequence));
          return state.members[reader].view.name();
        },
        [this](std::string reader, GiveNext give_seen) {
          std::move(give_seen)(MessageFor(std::move(reader)));
        },
        std::move(give));
  }

 private:
  Next MessageFor(std::string reader) {
    ASSENT_ASSIGN_OR_RETURN(
        const std::vector<storage::Entry> entries,
        ledger().store().ReadLog(parent_->assembly, static_cast<uint64_t>(told()), kOneMessage));
    if (entries.empty()) return ledger::Bytes();
    EntryViewer viewer(ledger().store(), parent_->assembly, std::move(reader), show_json_);
    v1::WatchEntriesResponse message;
    for (const storage::Entry& entry : entries) {
      ASSENT_ASSIGN_OR_RETURN(*message.add_entries(), viewer.View(entry));
    }
    SetTold(static_cast<int64_t>(entries.back().sequence));
    message.set_sequence(told());
    return Encode(message);
  }

  const absl::StatusOr<assembly::NameParts> parent_;
  const bool show_json_;
};

}  // namespace

std::shared_ptr<Feed<v1::WatchEntriesResponse>> MakeEntryFeed(
    FeedParts parts, const v1::WatchEntriesRequest& request) {
  return std::make_shared<EntryFeed>(std::move(parts), request);
}

}  // namespace assent::rpc
