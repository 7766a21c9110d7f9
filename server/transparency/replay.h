// From the bytes of a log back to the state of its assembly: what the ledger
// does when it loads one and what a member does offline with an export. The
// bytes are foreign here: whatever they are, they are refused with what is
// wrong and where, or applied; they never stop the program.
//
// All refusals are kDataLoss. Pure; the caller owns the state.

#ifndef ASSENT_SERVER_TRANSPARENCY_REPLAY_H_
#define ASSENT_SERVER_TRANSPARENCY_REPLAY_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/documents.h"
#include "server/assembly/state.h"

namespace assent::transparency {

// An entry as it was stored or exported.
struct LogEntry {
  uint64_t sequence = 0;
  absl::string_view leaf;
  absl::string_view leaf_hash;  // empty: nothing to compare with
  absl::string_view openings;   // may lack what was erased
};

// The event of an entry, with the texts of which there are openings. Refused:
// bytes that are no event, texts in the leaf itself, an opening that does not
// fit its commitment, is out of order or opens nothing.
absl::StatusOr<event::v1::Event> OpenEntry(absl::string_view leaf, absl::string_view openings);

// The same into an event that is empty, wherever it lies; half of it after a refusal.
absl::Status OpenEntryInto(absl::string_view leaf, absl::string_view openings,
                           event::v1::Event& event);

// Whether ReplayEntry() would apply it: the same refusals. Like it, forgets
// proposals in `state` that ended before the entry's time.
absl::Status CheckEntry(const LogEntry& entry, assembly::State& state);

// Applies the next entry of the log to `state`, which is empty (but for its
// id) before the first. Beyond OpenEntry() refused: another format version,
// origin, sequence number or version of rule semantics than belongs there,
// time that runs backwards, a wrong leaf hash, and an event that cannot follow
// from this state because what it is about does not exist. After a refusal the
// state is as before. `touched` as for assembly::Apply().
absl::Status ReplayEntry(const LogEntry& entry, assembly::State& state, assembly::Touched* touched);

// ReplayEntry() of an entry that OpenEntryInto() has opened: so that many can be opened
// while others are applied.
absl::Status ReplayOpened(const LogEntry& entry, const event::v1::Event& event,
                          assembly::State& state, assembly::Touched* touched);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_REPLAY_H_
