// Whether events of meetings and temperature checks can be what they say; part of
// CheckPossible() (possible.h).

#ifndef ASSENT_SERVER_TRANSPARENCY_POSSIBLE_MEETINGS_H_
#define ASSENT_SERVER_TRANSPARENCY_POSSIBLE_MEETINGS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "assent/event/v1/event.pb.h"
#include "server/assembly/state.h"

namespace assent::transparency {

// Whether the event has a body that CheckMeetingBody() looks at.
bool IsMeetingBody(const event::v1::Event& event);

// `author` is a member index; -1: nobody. kDataLoss, with a sentence. Of a
// temperature check, expects that its proposal is open or has just ended.
absl::Status CheckMeetingBody(const assembly::State& state, const event::v1::Event& event,
                              int32_t author);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_POSSIBLE_MEETINGS_H_
