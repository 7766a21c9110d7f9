// Requests that may be repeated: which request_ids an assembly knows, and what
// it answered. What was lately decided is known from memory, the rest from the
// assembly's documents, which are not derived from the log and survive a
// rebuild:
//
//   request/{name}              when (8 bytes, microseconds, big-endian) ‖ box
//   request_time/{when}/{name}  empty; {when}: sixteen hex digits of the same
//
// {name} and box: transparency/reply_box.h. A reply that is old enough goes
// away with a later one, a few at a time.
//
// The documents are looked up without the assembly's lock, which must not wait
// for a disk:
//
//   under the lock     question = replies.Ask(now)
//   without it         kept = Replies::LookUp(store, assembly, identity, question)
//   under it again     replies.Covers(kept): memory still knows whatever was
//                      decided since the question; else ask again. Find(), Keep()
//
// Not thread-safe: guarded by the assembly's lock, but for LookUp().

#ifndef ASSENT_SERVER_LEDGER_REPLIES_H_
#define ASSENT_SERVER_LEDGER_REPLIES_H_

#include <cstdint>
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

  // `caller`: what only they could know a hash of (their token's); empty: the
  // request itself says who calls.
  static RequestIdentity Of(const google::protobuf::Message& request, const std::string& request_id,
                            absl::string_view caller);
};

class Replies {
 public:
  struct Known {
    std::string reply;  // a serialised response
    Ticket ticket;
  };

  struct Question {
    uint64_t forgotten;
    // Whether to look for replies that are too old.
    bool purge;
  };
  // What the documents say.
  struct Kept {
    Question question;
    std::optional<std::string> reply;  // closed
    std::vector<std::string> oldest;   // keys below request_time/
  };

  Question Ask(absl::Time now) const { return {forgotten_, now >= purge_after_}; }
  // Errors: the store's.
  static absl::StatusOr<Kept> LookUp(storage::EventStore& store, const std::string& assembly,
                                     const RequestIdentity& identity, Question question);
  bool Covers(const Kept& kept) const { return kept.question.forgotten == forgotten_; }

  // What was answered to this request; nullopt: it is new. Error:
  // REQUEST_ID_REUSED.
  absl::StatusOr<std::optional<Known>> Find(const RequestIdentity& identity,
                                            const Kept& kept) const;

  // Adds to `documents` what keeps the reply, and the removal of some that are
  // older than `for_how_long`.
  void Keep(const RequestIdentity& identity, const Kept& kept, const std::string& reply,
            absl::Time now, absl::Duration for_how_long,
            std::vector<storage::DocumentWrite>& documents);
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

  absl::flat_hash_map<std::string, OnItsWay> under_way_;  // by name
  std::deque<std::string> order_;                         // of under_way_
  uint64_t forgotten_ = 0;  // how often something was dropped from under_way_
  absl::Time purge_after_ = absl::InfinitePast();
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_REPLIES_H_
