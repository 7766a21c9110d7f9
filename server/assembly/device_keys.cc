// Adding and ending signing keys. The first one that a member has comes with their
// token alone, as the token is all that they have; from then on a stolen token adds none.

#include <algorithm>

#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/keys.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

absl::Status CheckMayAdd(const Act& act) {
  const std::vector<int32_t>& mine = act.actor().keys;
  if (!mine.empty() && act.signed_act() == nullptr) return error::KeyNeedsKey();
  const auto signing = std::count_if(mine.begin(), mine.end(),
                                     [&](int32_t index) { return Signs(act.state().keys[index]); });
  return signing < kMaxDeviceKeys ? absl::OkStatus() : error::TooManyKeys();
}

}  // namespace

absl::StatusOr<v1::AddDeviceKeyResponse> Decide(Act& act, const v1::AddDeviceKeyRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  ASSENT_RETURN_IF_ERROR(CheckText(request.label(), "label", kLabelBounds));
  ASSENT_RETURN_IF_ERROR(CheckMayAdd(act));
  ASSENT_RETURN_IF_ERROR(CheckNewKey(act.state(), act.notary(), request.public_key()));
  const int32_t index = static_cast<int32_t>(act.state().keys.size());
  Event event;
  event::v1::DeviceKeyAdded& added = *event.mutable_device_key_added();
  added.set_number(index + 1);
  added.set_public_key(request.public_key());
  added.mutable_label()->set_content(request.label());
  act.Emit(0, std::move(event));
  v1::AddDeviceKeyResponse response;
  *response.mutable_key() = ViewKey(act.state(), index, act.actor_index());
  response.set_sequence(act.state().sequence);
  return response;
}

absl::StatusOr<v1::RevokeDeviceKeyResponse> Decide(Act& act,
                                                   const v1::RevokeDeviceKeyRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts name,
                          ParseName(request.name(), kDeviceKeyPattern, "name"));
  const DeviceKeyState* const key = FindKey(act.state(), name.number);
  if (key == nullptr || key->member != act.actor_index()) return error::KeyNotFound();
  if (!Signs(*key)) return error::KeyEnded();
  Event event;
  event.mutable_device_key_revoked()->set_number(name.number);
  act.Emit(0, std::move(event));
  v1::RevokeDeviceKeyResponse response;
  *response.mutable_key() = ViewKey(act.state(), name.number - 1, act.actor_index());
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
