// What the ledger answers: a response, and when it may be shown. Decisions run
// ahead of the disk, replies do not (architecture, decision 3): a response, a
// refusal too, is shown to nobody before its ticket is durable.

#ifndef ASSENT_SERVER_LEDGER_PENDING_H_
#define ASSENT_SERVER_LEDGER_PENDING_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace assent::ledger {

class Write;

// Who asks: the assembly (its id, not its resource name) and the bearer token
// as presented; empty: none.
struct Access {
  std::string assembly;
  std::string token;
};

// Everything that a look at an assembly has seen, on its way to the disk.
// Default constructed: durable already. Cheap to copy, from any thread.
struct Ticket {
  std::shared_ptr<Write> write;
};

// A response, or the refusal, with the ticket to wait for before showing it.
template <typename Response>
struct Pending {
  absl::StatusOr<Response> response;
  Ticket ticket;
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_PENDING_H_
