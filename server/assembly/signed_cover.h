// Which entries a signed act covers: the envelope stands in its first one. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_SIGNED_COVER_H_
#define ASSENT_SERVER_ASSEMBLY_SIGNED_COVER_H_

#include <cstdint>

#include "server/assembly/signed_act.h"
#include "server/assembly/state.h"

namespace assent::assembly {

// The act begins with an entry of that time, which is about to be applied.
inline void BeginCover(State& state, const v1::ActPayload& payload, int64_t time_us) {
  state.covered = {state.keys[payload.key() - 1].member, time_us, payload.key()};
}

// The number of the key with which `author` (a member index) has signed what they do at
// that time; 0: they have not.
inline int32_t CoveringKey(const State& state, int32_t author, int64_t time_us) {
  const SignedCover& covered = state.covered;
  return author >= 0 && covered.member == author && covered.time_us == time_us ? covered.key : 0;
}

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_SIGNED_COVER_H_
