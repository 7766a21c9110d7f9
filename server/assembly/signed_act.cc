#include "server/assembly/signed_act.h"

#include "absl/strings/numbers.h"
#include "server/assembly/errors.h"
#include "server/assembly/keys.h"
#include "server/base/limits.h"

namespace assent::assembly {

int32_t ProposalIn(absl::string_view name) {
  constexpr absl::string_view kCollection = "/proposals/";
  const size_t at = name.find(kCollection);
  if (at == absl::string_view::npos) return 0;
  name.remove_prefix(at + kCollection.size());
  int32_t number = 0;
  return absl::SimpleAtoi(name.substr(0, name.find('/')), &number) ? number : 0;
}

absl::Status CheckNextSigned(const State& state, const v1::ActPayload& payload, int32_t member,
                             int32_t proposal, absl::string_view rule_hash) {
  const DeviceKeyState* const key = FindKey(state, payload.key());
  if (key == nullptr || key->member != member || !Signs(*key)) return error::SignatureInvalid();
  if (payload.key_sequence() != key->acts + 1 || payload.previous() != key->last_act) {
    return error::ActOutOfOrder(key->acts);
  }
  const int64_t seen = payload.seen_size();
  if (seen < 1 || seen > state.sequence || state.sequence - seen > kMaxUnseenEntries) {
    return error::ActStale();
  }
  const auto found = state.proposals.find(proposal);
  // What has ended is forgotten, with its rule; whether anything can still be done about it
  // is for the act itself to say.
  const bool forgotten =
      found == state.proposals.end() && proposal >= 1 && proposal <= state.last_proposal;
  if (forgotten) return absl::OkStatus();
  if (found != state.proposals.end() && seen < found->second.moved) return error::ActStale();
  return payload.rule_hash() == rule_hash ? absl::OkStatus() : error::RuleChanged();
}

void NoteSigned(State& state, const v1::ActPayload& payload, absl::string_view hash) {
  DeviceKeyState& key = state.keys[payload.key() - 1];
  key.acts = payload.key_sequence();
  key.last_act = std::string(hash);
}

}  // namespace assent::assembly
