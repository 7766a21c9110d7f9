// Requests that may be repeated: which request_ids an assembly knows, and what
// it answered. What is on its way to the disk is known from memory, the rest
// from the assembly's documents, which are not derived from the log and survive
// a rebuild:
//
//   request/{name}              when (8 bytes, microseconds, big-endian) ‖ box
//   request_time/{when}/{name}  empty; {when}: sixteen hex digits of the same
//
// {name} and box: transparency/reply_box.h. A reply that is old enough goes
// away with a later one, a few at a time.
//
// Not thread-safe: guarded by the assembly's lock.

#ifndef ASSENT_SERVER_LEDGER_REPLIES_H_
#define ASSENT_SERVER_LEDGER_REPLIES_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/ledger/pending.h"
#include "server/ledger/writer.h"
#include "storage/event_store.h"

namespace assent::ledger {

// Prefixes of the documents that a rebuild keeps.
inline constexpr absl::string_view kReplyPrefix = "request/";
inline constexpr absl::string_view kReplyTimePrefix = "request_time/";

// 8-4-4-4-12 hex digits.
bool IsUuid(absl::string_view text);

// A request with its id, as its caller would have to repeat it.
struct RequestIdentity {
  std::string name;
  std::string key;

  // `caller`: member id or empty.
  static RequestIdentity Of(const google::protobuf::Message& request, const std::string& request_id,
                            const std::string& caller);
};

class Replies {
 public:
  struct Known {
    std::string reply;  // a serialised response
    Ticket ticket;
  };

  // What was answered to this request; nullopt: it is new. Errors: the store's,
  // REQUEST_ID_REUSED.
  absl::StatusOr<std::optional<Known>> Find(storage::EventStore& store, const std::string& assembly,
                                            const RequestIdentity& identity);

  // Adds to `documents` what keeps the reply, and the removal of some that are
  // older than `kept`.
  void Keep(storage::EventStore& store, const std::string& assembly,
            const RequestIdentity& identity, const std::string& reply, absl::Time now,
            absl::Duration kept, std::vector<storage::DocumentWrite>& documents);
  // `write` brings that reply to the disk.
  void UnderWay(const RequestIdentity& identity, std::string reply, std::shared_ptr<Write> write);
  // What is under way is void.
  void Forget();

 private:
  struct OnItsWay {
    std::string key;
    std::string reply;
    std::shared_ptr<Write> write;
  };

  void DropSettled();
  void Purge(storage::EventStore& store, const std::string& assembly, absl::Time before,
             std::vector<storage::DocumentWrite>& documents);

  absl::flat_hash_map<std::string, OnItsWay> under_way_;  // by name
  std::deque<std::string> order_;                         // of under_way_
  absl::Time purge_after_ = absl::InfinitePast();
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_REPLIES_H_
