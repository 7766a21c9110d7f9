// What is kept of decisions: what became of their action points. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_MEMORY_H_
#define ASSENT_SERVER_ASSEMBLY_MEMORY_H_

#include <cstdint>

#include "assent/v1/proposal.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// The action point without its task. Expects that it exists.
v1::ActionPoint ViewActionPoint(const State& state, int32_t decision, int32_t number);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_MEMORY_H_
