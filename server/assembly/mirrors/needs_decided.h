// What waits for a member in what was decided. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MIRRORS_NEEDS_DECIDED_H_
#define ASSENT_SERVER_ASSEMBLY_MIRRORS_NEEDS_DECIDED_H_

#include <cstdint>
#include <vector>

#include "assent/v1/need.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Adds what decisions in force ask of `member` (an index): reviews that are due, those
// that somebody would keep, and action points. By number. Cost: the decisions with
// action points, and those whose review is due.
void AskDecided(const State& state, int32_t member, absl::Time now, std::vector<v1::Need>& needs);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MIRRORS_NEEDS_DECIDED_H_
