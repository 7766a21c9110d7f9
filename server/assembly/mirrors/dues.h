// What will happen by itself, and when. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_DUES_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_DUES_H_

#include <vector>

#include "absl/time/time.h"
#include "assent/v1/need.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Everything with a moment of its own, in order of time, then of proposals; for
// every open proposal at least what falls due next (State::due).
std::vector<v1::Due> DuesOf(const State& state, absl::Time now);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_DUES_H_
