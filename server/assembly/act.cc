#include "server/assembly/act.h"

#include <algorithm>
#include <utility>

#include "server/assembly/apply.h"
#include "server/assembly/signed_cover.h"
#include "server/assembly/times.h"

namespace assent::assembly {

// Events keep microseconds: what a rule sees must be what a replay sees.
Act::Act(State& state, Notary& notary, int32_t actor, absl::Time now, int32_t token)
    : state_(state),
      notary_(notary),
      actor_(actor),
      token_(token),
      now_(std::max(state.last_time, absl::FromUnixMicros(absl::ToUnixMicros(now)))) {}

AsRule::AsRule(Act& act, absl::Time when) : act_(act), before_(act.rule_time_) {
  act.rule_time_ = std::max(when, act.state_.last_time);
}

AsRule::~AsRule() { act_.rule_time_ = before_; }

std::string Act::NewLogKey() {
  LogKey key = notary_.NewLogKey();
  log_key_seed_ = std::move(key.seed);
  return key.public_key;
}

bool Act::BearsSignature() const {
  return signed_act_ != nullptr && !signature_logged_ && !rule_time_ && actor_ >= 0;
}

void Act::Emit(int32_t proposal, event::v1::Event event) {
  event.set_version(1);
  event.set_origin(state_.origin);
  event.set_sequence(state_.sequence + 1);
  event.set_time_us(ToMicros(std::max(event_time(), state_.last_time)));
  if (!rule_time_ && actor_ >= 0) {
    event.set_author(actor().id);
    if (token_ >= 0 && !state_.tokens[token_].app.empty()) event.set_app_token(token_ + 1);
  }
  if (event.has_assembly_founded()) event.set_origin(notary_.NewId());
  event.set_proposal(proposal);
  const bool bears_signature = BearsSignature();
  if (bears_signature) event.set_envelope(signed_act_->envelope);
  const Salts none;
  entries_.push_back(notary_.Seal(event, signed_act_ != nullptr ? signed_act_->salts : none));
  if (bears_signature) BeginCover(state_, signed_act_->payload, event.time_us());
  Apply(state_, event, &touched_);
  if (bears_signature) {
    NoteSigned(state_, signed_act_->payload, signed_act_->hash);
    signature_logged_ = true;
  }
  if (event.has_assembly_founded()) state_.view.set_genesis_hash(entries_.back().leaf_hash);
  if (event.has_assembly_founded() || event.has_log_key_rotated()) {
    state_.view.set_log_key(notary_.VerifierKey(state_.origin, state_.log_key));
  }
}

}  // namespace assent::assembly
