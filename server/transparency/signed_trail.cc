#include "server/transparency/signed_trail.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/assembly/canonical.h"
#include "server/assembly/keys.h"
#include "server/assembly/signed_act.h"
#include "server/base/status_macros.h"
#include "server/transparency/asked_for.h"
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

std::string RuleHash(const assembly::State& state, int32_t proposal) {
  const auto found = state.proposals.find(proposal);
  if (found == state.proposals.end()) return "";
  if (found->second.view.state() == v1::Proposal::STATE_DRAFT) return "";
  return Sha256({assembly::CanonicalBytes(found->second.rule())});
}

// The first key of one who has none.
bool MayBeUnsigned(const Event& event, const assembly::State& state, int32_t author) {
  return event.has_device_key_added() && state.members[author].keys.empty();
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

absl::Status SignedTrail::Open(const Event& event, const assembly::State& state,
                               const LoggedAct& act) {
  const v1::ActPayload& payload = act.payload;
  const auto envelope = ReadEnvelope(event.envelope());
  const assembly::DeviceKeyState& key = state.keys[payload.key() - 1];
  if (!envelope.ok() || !IsSignedBy(*envelope, key.public_key)) {
    return Wrong("its envelope is not signed by the key that it names");
  }
  if (state.view.charter().signing() == v1::SIGNING_OFF) return Wrong("nothing is signed here");
  ASSENT_ASSIGN_OR_RETURN(const AskedFor asked, AskedFor::In(payload));
  const int32_t proposal = assembly::ProposalIn(asked.subject());
  const absl::Status next =
      assembly::CheckNextSigned(state, payload, key.member, proposal, RuleHash(state, proposal));
  if (!next.ok()) return Wrong(absl::StrCat("its envelope: ", std::string(next.message())));
  cover_ = Cover();
  cover_->author = event.author();
  cover_->time_us = event.time_us();
  cover_->type = payload.type();
  cover_->has_stance = absl::EndsWith(payload.type(), ".TakePositionRequest");
  cover_->stance = asked.stance();
  cover_->in_advance = asked.in_advance();
  for (const v1::TextCommitment& text : payload.texts()) {
    cover_->commitments.insert(text.commitment());
  }
  seen_.emplace(payload.seen_size(), Seen{payload.seen_root(), event.sequence()});
  return asked.Fits(event, state.id, cover_->commitments);
}

// A stance that is hidden is one of the texts; one that is not is in the request.
absl::Status SignedTrail::CheckPosition(const Event& event) {
  if (!event.has_position_taken() || !cover_ || !cover_->has_stance) return absl::OkStatus();
  cover_->has_stance = false;
  if (event.position_taken().stance() != cover_->stance) {
    return Wrong("it takes another stance than the one that was signed");
  }
  if (event.position_taken().in_advance() != cover_->in_advance) {
    return Wrong("it is left before the call, or is not, against what was signed");
  }
  return CheckSignedTexts(event, cover_->commitments);
}

absl::Status SignedTrail::Close(const Event& next) {
  const bool same = cover_ && next.envelope().empty() && next.time_us() == cover_->time_us &&
                    (next.author().empty() || next.author() == cover_->author);
  if (same || !cover_) return absl::OkStatus();
  const bool whole = !cover_->has_stance;
  cover_.reset();
  return whole ? absl::OkStatus() : Wrong("before it, a position that was signed is missing");
}

bool SignedTrail::MayBeBare(const Event& event, const assembly::State& state) {
  const int32_t author = AuthorOf(event, state);
  if (author < 0) return true;
  const bool same = event.author() == bare_author_ && event.time_us() == bare_time_us_;
  const bool required = state.view.charter().signing() == v1::SIGNING_REQUIRED;
  if (!same && required) return MayBeUnsigned(event, state, author);
  bare_author_ = event.author();
  bare_time_us_ = event.time_us();
  return true;
}

absl::Status SignedTrail::Check(const Event& event, const assembly::State& state) {
  ASSENT_RETURN_IF_ERROR(Close(event));
  ASSENT_ASSIGN_OR_RETURN(const std::optional<LoggedAct> act, ReadLoggedAct(event, state));
  if (act) ASSENT_RETURN_IF_ERROR(Open(event, state, *act));
  ASSENT_RETURN_IF_ERROR(CheckPosition(event));
  if (cover_ || MayBeBare(event, state)) return absl::OkStatus();
  return Wrong("its author has not signed it, and here they have to");
}

absl::Status SignedTrail::Finish() const {
  if (cover_ && cover_->has_stance)
    return Wrong("a position that was signed is missing at the end");
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
