// The one way in which the state of an assembly changes.

#ifndef ASSENT_SERVER_ASSEMBLY_APPLY_H_
#define ASSENT_SERVER_ASSEMBLY_APPLY_H_

#include "assent/event/v1/event.pb.h"
#include "server/assembly/documents.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// Applies one event, which must be the next one of this log: a gap or an event
// that this state cannot have brought forth stops the program (a log that was
// read from a disk is checked first: see transparency/replay.h). Adds the
// documents that it changed to `touched`, unless that is null.
//
// An event whose texts were erased applies all the same, with empty texts: no
// outcome depends on words.
void Apply(State& state, const event::v1::Event& event, Touched* touched);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_APPLY_H_
