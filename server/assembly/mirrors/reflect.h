// What an event changes in the mirrors and whom it tells.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_REFLECT_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_REFLECT_H_

#include "server/assembly/apply_internal.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Part of Apply(): called once for every event, after it has been applied.
// A position that is no block costs nothing here.
void Reflect(const Applying& a);

// Lets go of accounts of months that cannot change any more; part of Forget().
void ForgetMonths(State& state);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_REFLECT_H_
