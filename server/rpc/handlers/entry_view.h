// Entries as the API shows them: the exact bytes, and what can be read out of them.

#ifndef ASSENT_SERVER_RPC_HANDLERS_ENTRY_VIEW_H_
#define ASSENT_SERVER_RPC_HANDLERS_ENTRY_VIEW_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "assent/v1/entry.pb.h"
#include "server/ledger/ledger.h"
#include "server/transparency/replay.h"

namespace assent::event::v1 {
class Event;
}  // namespace assent::event::v1

namespace assent::rpc {

// Makes entries for one reader. Whoever reads gets every leaf and every hash, or the log could not
// be checked; but the texts of a draft are only for those who bring it, so as long as it is one,
// its openings are left out for all others. Likewise those of a position that the rule hides until
// the close; a hidden position that was replaced stays its author's.
//
// Not thread-safe; for one page or message. Waits for the disk.
class EntryViewer {
 public:
  // `member_name` is the reader's resource name.
  EntryViewer(storage::EventStore& store, std::string assembly, std::string member_name,
              bool show_json)
      : store_(store),
        assembly_(std::move(assembly)),
        member_name_(std::move(member_name)),
        show_json_(show_json) {}

  // kDataLoss: the entry's bytes are damaged.
  absl::StatusOr<v1::Entry> View(const storage::Entry& entry);
  // Whether the reader gets the entry's texts.
  absl::StatusOr<bool> ShowsTexts(const storage::Entry& entry);

 private:
  absl::StatusOr<bool> MayReadTextsOf(const event::v1::Event& event);
  // What an app's token, by number, says that the app is called.
  absl::StatusOr<std::string> AppOf(int32_t token);
  absl::StatusOr<bool> MayReadTexts(int32_t proposal);
  // Whether the texts of a position or ballot that was hidden may be read: by whoever gave it,
  // and once it has been opened by everybody.
  absl::StatusOr<bool> MayReadHidden(const event::v1::Event& event);
  using Opened = absl::flat_hash_set<int64_t>;
  template <typename Message>
  absl::Status AddOpened(absl::string_view kind, int32_t proposal, Opened& opened);

  storage::EventStore& store_;
  const std::string assembly_;
  const std::string member_name_;
  const bool show_json_;
  absl::flat_hash_map<int32_t, bool> may_read_;  // by proposal
  // By proposal: the entries of positions and ballots that are hidden no longer.
  absl::flat_hash_map<int32_t, Opened> opened_;
  absl::flat_hash_map<int32_t, std::string> apps_;  // by token
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_ENTRY_VIEW_H_
