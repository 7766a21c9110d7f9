// Deadlines. They do not depend on a timer being punctual: before the core
// looks at a command, and before a read is answered, everything that fell due
// is settled as of the moment it fell due. Intervals are half-open: an act at
// the very moment of an end is too late.

#ifndef ASSENT_SERVER_ASSEMBLY_SETTLE_H_
#define ASSENT_SERVER_ASSEMBLY_SETTLE_H_

#include <algorithm>

#include "absl/time/time.h"
#include "server/assembly/act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Emits, in nobody's name and in order of time, what fell due up to and
// including act.now(). Cost: what fell due, nothing else.
void Settle(Act& act);

// Lets go of ended proposals to which nothing can happen at `now` any more, and
// of closed meetings; part of Settle().
void Forget(State& state, absl::Time now);

// When something falls due next; infinite: never.
absl::Time NextDue(const State& state);

// Whether the assembly has come to its end at `now`, by its own decision: it is nobody's
// to read or write any more, and its data are destroyed.
inline bool HasEnded(const State& state, absl::Time now) { return state.ends <= now; }

// The next moment at which somebody has to look at it: something falls due, or it ends.
inline absl::Time NextMoment(const State& state) { return std::min(NextDue(state), state.ends); }

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_SETTLE_H_
