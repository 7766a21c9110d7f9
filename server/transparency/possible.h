// Whether an event of a foreign log can be applied at all: whether what it
// names exists. It does not ask whether a member was allowed to do it, only
// whether assembly::Apply() can go on from there. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_POSSIBLE_H_
#define ASSENT_SERVER_TRANSPARENCY_POSSIBLE_H_

#include "absl/status/status.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/state.h"

namespace assent::transparency {

// OK, or kDataLoss with what does not exist. Expects that the event's place in
// the log (sequence, time, origin) has been checked.
absl::Status CheckPossible(const event::v1::Event& event, const assembly::State& state);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_POSSIBLE_H_
