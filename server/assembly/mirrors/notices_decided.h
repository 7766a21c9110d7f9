// Who has to be told of what becomes of a decision, of an appeal, and of roles. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTICES_DECIDED_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTICES_DECIDED_H_

#include "server/assembly/apply_internal.h"
#include "server/assembly/mirrors/notifier.h"

namespace assent::assembly {

// Makes the notices of such an event, which has been applied; of others none. The
// proposal may be forgotten.
void NotifyDecided(const Applying& a, Notifier& notifier);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_NOTICES_DECIDED_H_
