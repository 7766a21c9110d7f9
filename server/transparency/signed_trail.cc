#include "server/transparency/signed_trail.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/assembly/keys.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/tree.h"

namespace assent::transparency {
namespace {

using event::v1::Event;

absl::Status Wrong(absl::string_view what) { return absl::DataLossError(what); }

int32_t AuthorOf(const Event& event, const assembly::State& state) {
  const auto found = state.member_by_id.find(event.author());
  return found == state.member_by_id.end() ? -1 : found->second;
}

// The first key of one who has none.
bool MayBeUnsigned(const Event& event, const assembly::State& state, int32_t author) {
  return event.has_device_key_added() && state.members[author].keys.empty();
}

bool HasKey(const assembly::State& state, int32_t member) {
  const std::vector<int32_t>& keys = state.members[member].keys;
  return std::any_of(keys.begin(), keys.end(),
                     [&](int32_t index) { return assembly::Signs(state.keys[index]); });
}

}  // namespace

absl::StatusOr<std::optional<LoggedAct>> ReadLoggedAct(const Event& event,
                                                       const assembly::State& state) {
  if (event.envelope().empty()) return std::nullopt;
  const absl::StatusOr<v1::Envelope> envelope = ReadEnvelope(event.envelope());
  if (!envelope.ok()) return Wrong("its envelope is none");
  absl::StatusOr<v1::ActPayload> payload = ReadPayload(*envelope);
  if (!payload.ok()) return Wrong("its envelope holds no act");
  if (payload->origin() != state.origin) return Wrong("its envelope is for another log");
  const int32_t author = AuthorOf(event, state);
  const assembly::DeviceKeyState* const key = assembly::FindKey(state, payload->key());
  if (author < 0 || payload->member() != event.author() || key == nullptr ||
      key->member != author || !assembly::Signs(*key)) {
    return Wrong("its envelope is by another member than its author, or by no key of theirs");
  }
  if (payload->key_sequence() != key->acts + 1 || payload->previous() != key->last_act) {
    return Wrong("its envelope does not follow the one before it");
  }
  return LoggedAct{*std::move(payload), EnvelopeHash(event.envelope())};
}

absl::Status SignedTrail::CheckSigned(const Event& event, const assembly::State& state,
                                      const LoggedAct& act) {
  const v1::ActPayload& payload = act.payload;
  const auto envelope = ReadEnvelope(event.envelope());
  const assembly::DeviceKeyState& key = state.keys[payload.key() - 1];
  if (!envelope.ok() || !IsSignedBy(*envelope, key.public_key)) {
    return Wrong("its envelope is not signed by the key that it names");
  }
  ++share_.acts;
  seen_.emplace(payload.seen_size(), Seen{payload.seen_root(), event.sequence()});
  return absl::OkStatus();
}

absl::Status SignedTrail::CheckBare(const Event& event, const assembly::State& state) {
  const int32_t author = AuthorOf(event, state);
  if (author < 0) return absl::OkStatus();
  // Of an act that began before signatures were required: the one that brought the rule.
  const bool same = event.author() == bare_author_ && event.time_us() == bare_time_us_;
  if (same) return absl::OkStatus();
  if (state.view.charter().signing() == v1::SIGNING_REQUIRED) {
    return MayBeUnsigned(event, state, author)
               ? absl::OkStatus()
               : Wrong("its author has not signed it, and here they have to");
  }
  bare_author_ = event.author();
  bare_time_us_ = event.time_us();
  if (!HasKey(state, author)) return absl::OkStatus();
  if (++share_.bare == 1) share_.first_bare = event.sequence();
  return absl::OkStatus();
}

absl::Status SignedTrail::Finish() const {
  Frontier tree;
  const auto hashes = [&](uint64_t i) { return leaf_hashes_.substr(i * kHashBytes, kHashBytes); };
  for (const auto& [size, seen] : seen_) {
    while (tree.size() < static_cast<uint64_t>(size)) tree.Append(hashes(tree.size()));
    if (tree.Root() == seen.root) continue;
    return Wrong(absl::StrCat("entry ", seen.entry, ": whoever signed it saw another log"));
  }
  return absl::OkStatus();
}

}  // namespace assent::transparency
