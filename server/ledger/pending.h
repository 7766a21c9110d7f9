// What the ledger answers: a response, and when it may be shown. Decisions run
// ahead of the disk, replies do not (architecture, decision 3): a response, a
// refusal too, is shown to nobody before its ticket is durable.

#ifndef ASSENT_SERVER_LEDGER_PENDING_H_
#define ASSENT_SERVER_LEDGER_PENDING_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "assent/v1/access.pb.h"

namespace assent::ledger {

class Write;

// What the store may be asked for while a thread waits for the answer. A disk
// can take its time: the threads that take acts, and the writer, wait for
// nothing.
enum class Patience {
  kNone,
  kLookUp,    // one document: what was answered to a repeated request
  kRead,      // the log of an assembly that is not in memory
  kRehearse,  // a log that is in memory already, for a rehearsal in a large assembly
};

// Who asks: the assembly (its id, not its resource name) and the bearer token
// as presented; empty: none. How long this thread may take, and what the token has
// to be good for; SCOPE_UNSPECIFIED: any token of a member will do.
struct Access {
  std::string assembly;
  std::string token;
  Patience patience = Patience::kRehearse;
  v1::Token::Scope scope = v1::Token::SCOPE_UNSPECIFIED;

  Access With(Patience other) const { return {assembly, token, other, scope}; }
};

// Everything that a look at an assembly has seen, on its way to the disk.
// Default constructed: durable already. Cheap to copy, from any thread.
struct Ticket {
  std::shared_ptr<Write> write;
  // More than the access had: the question is open, the answer that comes with
  // the ticket is none, and the same call has to be made again with this much.
  // Ledger::Run() does that.
  Patience needs = Patience::kNone;
  // An assembly (its id) whose texts have to be gone as well, as far as its record says
  // by now that they are erased; empty: none.
  std::string erases{};
};

// An encoded message, for any number of answers.
using Bytes = std::shared_ptr<const std::string>;

// A response, or the refusal, with the ticket to wait for before showing it.
template <typename Response>
struct Pending {
  absl::StatusOr<Response> response;
  Ticket ticket;
};

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_PENDING_H_
