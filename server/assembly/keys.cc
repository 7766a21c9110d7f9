#include "server/assembly/keys.h"

#include <algorithm>

#include "server/assembly/errors.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"

namespace assent::assembly {

absl::Status CheckNewKey(const State& state, Notary& notary, const std::string& public_key) {
  if (!notary.IsSigningKey(public_key)) return error::KeyInvalid();
  const bool asked_for = std::any_of(
      state.application_due.begin(), state.application_due.end(),
      [&](const auto& due) { return state.applications[due.second - 1].public_key == public_key; });
  return asked_for || state.key_by_bytes.contains(public_key) ? error::KeyTaken()
                                                              : absl::OkStatus();
}

v1::DeviceKey ViewKey(const State& state, int32_t index, int32_t reader) {
  const DeviceKeyState& key = state.keys[index];
  v1::DeviceKey view;
  view.set_name(DeviceKeyName(state.id, index + 1));
  view.set_member(state.members[key.member].view.name());
  view.set_public_key(key.public_key);
  if (key.member == reader) view.set_label(key.label);
  *view.mutable_create_time() = ToProto(key.created);
  if (!Signs(key)) *view.mutable_revoke_time() = ToProto(key.revoked);
  view.set_acts(key.acts);
  view.set_last_act(key.last_act);
  return view;
}

}  // namespace assent::assembly
