// The keys that members sign their acts with, one for each device. A key is known by
// its bytes for good: one that ended never signs again, for nobody. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_KEYS_H_
#define ASSENT_SERVER_ASSEMBLY_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "assent/v1/access.pb.h"
#include "server/assembly/notary.h"
#include "server/assembly/state.h"

namespace assent::assembly {

inline bool Signs(const DeviceKeyState& key) { return key.revoked == absl::InfiniteFuture(); }

// Null: there is no key of that number.
inline const DeviceKeyState* FindKey(const State& state, int32_t number) {
  if (number < 1 || number > static_cast<int32_t>(state.keys.size())) return nullptr;
  return &state.keys[number - 1];
}

// Whether these bytes may become somebody's key: KEY_INVALID; KEY_TAKEN also where
// somebody who applied would come in with them.
absl::Status CheckNewKey(const State& state, Notary& notary, const std::string& public_key);

// A key as `reader` (a member index) may see it: its label only if it is theirs.
v1::DeviceKey ViewKey(const State& state, int32_t index, int32_t reader);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_KEYS_H_
