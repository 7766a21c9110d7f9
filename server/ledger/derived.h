// What entries change beside the log: the documents that assembly::Apply()
// touched, and for decisions and the statements on them the postings of their
// words (server/search/postings.h). Replaying a log gives the same.

#ifndef ASSENT_SERVER_LEDGER_DERIVED_H_
#define ASSENT_SERVER_LEDGER_DERIVED_H_

#include <vector>

#include "server/assembly/documents.h"
#include "server/assembly/state.h"
#include "storage/event_store.h"

namespace assent::ledger {

// The puts and deletes, each key once, as of `state`, which the entries that
// touched them have led to. Cost: the texts of decisions that have just been
// made are cut into words here (some 100 ns a byte), once each.
std::vector<storage::DocumentWrite> DerivedWrites(const assembly::State& state,
                                                  const assembly::Touched& touched);

}  // namespace assent::ledger

#endif  // ASSENT_SERVER_LEDGER_DERIVED_H_
