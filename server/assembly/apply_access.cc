// Events of tokens, of applications, and of an assembly's end.

#include <algorithm>
#include <utility>
#include <vector>

#include "server/assembly/access.h"
#include "server/assembly/apply_internal.h"
#include "server/assembly/names.h"
#include "server/assembly/times.h"

namespace assent::assembly {

void GiveToken(const Applying& a, TokenState token) {
  State& state = a.state;
  const int32_t index = static_cast<int32_t>(state.tokens.size());
  token.created = a.time;
  state.token_by_hash[token.hash] = index;
  state.members[token.member].tokens.push_back(index);
  if (!token.app.empty()) a.TouchAssembly(DocumentKind::kToken, index + 1);
  state.tokens.push_back(std::move(token));
}

void GiveFirstToken(const Applying& a, int32_t member, const std::string& hash) {
  TokenState token;
  token.member = member;
  token.scopes = kAllScopes;
  token.hash = hash;
  GiveToken(a, std::move(token));
}

namespace {

void EndToken(const Applying& a, int32_t index) {
  TokenState& token = a.state.tokens[index];
  if (token.revoked != absl::InfiniteFuture()) return;
  token.revoked = a.time;
  token.revoked_by = a.author;
  a.state.token_by_hash.erase(token.hash);
  if (!token.app.empty()) a.TouchAssembly(DocumentKind::kToken, index + 1);
}

}  // namespace

void EndTokens(const Applying& a, int32_t member) {
  for (const int32_t index : a.state.members[member].tokens) EndToken(a, index);
}

void Apply(const Applying& a, const event::v1::TokenCreated& created) {
  TokenState token;
  token.member = a.author;
  for (const int scope : created.scopes()) {
    token.scopes |= ScopeBit(static_cast<v1::Token::Scope>(scope));
  }
  token.hash = created.token_hash();
  token.label = created.label().content();
  token.app = created.app();
  token.expires = FromMicros(created.expire_time_us(), absl::InfiniteFuture());
  GiveToken(a, std::move(token));
}

void Apply(const Applying& a, const event::v1::TokenRevoked& revoked) {
  EndToken(a, revoked.number() - 1);
}

void GiveKey(const Applying& a, DeviceKeyState key) {
  State& state = a.state;
  if (state.key_by_bytes.contains(key.public_key))
    return;  // of a forged log: it stays whose it was
  const int32_t index = static_cast<int32_t>(state.keys.size());
  key.created = a.time;
  state.key_by_bytes[key.public_key] = index;
  state.members[key.member].keys.push_back(index);
  state.keys.push_back(std::move(key));
}

// What a member signed with before they lost it opens the way to no new key.
void EndKeys(const Applying& a, int32_t member) {
  std::vector<int32_t>& keys = a.state.members[member].keys;
  for (const int32_t index : keys) {
    absl::Time& revoked = a.state.keys[index].revoked;
    revoked = std::min(revoked, a.time);
  }
  keys.clear();
}

void GiveKeyOfApplication(const Applying& a, int32_t member, int32_t application) {
  const auto& applications = a.state.applications;
  if (application < 1 || application > static_cast<int32_t>(applications.size())) return;
  DeviceKeyState key;
  key.member = member;
  key.public_key = applications[application - 1].public_key;
  if (!key.public_key.empty()) GiveKey(a, std::move(key));
}

void Apply(const Applying& a, const event::v1::DeviceKeyAdded& added) {
  DeviceKeyState key;
  key.member = a.author;
  key.public_key = added.public_key();
  key.label = added.label().content();
  GiveKey(a, std::move(key));
}

void Apply(const Applying& a, const event::v1::DeviceKeyRevoked& revoked) {
  a.state.keys[revoked.number() - 1].revoked = a.time;
}

namespace {

// Moves what falls due, and shows it.
void SetTimes(const Applying& a, int32_t number, absl::Time effect, absl::Time expires) {
  ApplicationState& application = a.state.applications[number - 1];
  a.state.application_due.erase({application.due(), number});
  application.effect = effect;
  application.expires = expires;
  const bool due = application.due() != absl::InfiniteFuture();
  if (application.pending() && due) a.state.application_due.insert({application.due(), number});
  application.view.clear_effect_time();
  application.view.clear_expire_time();
  if (effect != absl::InfiniteFuture()) {
    *application.view.mutable_effect_time() = ToProto(effect);
  }
  if (expires != absl::InfiniteFuture()) {
    *application.view.mutable_expire_time() = ToProto(expires);
  }
  a.TouchAssembly(DocumentKind::kApplication, number);
}

void Close(const Applying& a, int32_t number, v1::Application::State state) {
  ApplicationState& application = a.state.applications[number - 1];
  application.view.set_state(state);
  SetTimes(a, number, absl::InfiniteFuture(), absl::InfiniteFuture());
}

}  // namespace

void Apply(const Applying& a, const event::v1::ApplicationMade& made) {
  ApplicationState application;
  application.member_id = made.member();
  application.token_hash = made.token_hash();
  application.public_key = made.public_key();
  v1::Application& view = application.view;
  view.set_name(ApplicationName(a.state.id, made.number()));
  view.set_kind(made.kind());
  view.set_reason(made.reason().content());
  view.set_supporters_needed(made.supporters_needed());
  view.set_state(made.effect_time_us() == 0 ? v1::Application::STATE_WAITING
                                            : v1::Application::STATE_ANNOUNCED);
  *view.mutable_create_time() = ToProto(a.time);
  if (made.kind() == v1::Application::KIND_REENTRY) {
    const v1::Member& member = a.state.members[a.member(made.member())].view;
    view.set_member(member.name());
    view.set_handle(member.handle());
  } else {
    view.set_handle(made.handle().content());
  }
  a.state.applications.push_back(std::move(application));
  SetTimes(a, made.number(), FromMicros(made.effect_time_us(), absl::InfiniteFuture()),
           FromMicros(made.expire_time_us(), absl::InfiniteFuture()));
}

void Apply(const Applying& a, const event::v1::ApplicationSupported& supported) {
  ApplicationState& application = a.state.applications[supported.number() - 1];
  if (application.supporters.insert(a.author).second) {
    application.view.add_supporters(a.author_name());
  }
  if (supported.effect_time_us() == 0) {
    return a.TouchAssembly(DocumentKind::kApplication, supported.number());
  }
  application.view.set_state(v1::Application::STATE_ANNOUNCED);
  SetTimes(a, supported.number(), absl::FromUnixMicros(supported.effect_time_us()),
           absl::InfiniteFuture());
}

void Apply(const Applying& a, const event::v1::ApplicationObjected& objected) {
  v1::Application& view = a.state.applications[objected.number() - 1].view;
  view.set_objector(a.author_name());
  view.set_objection(objected.reason().content());
  Close(a, objected.number(), v1::Application::STATE_REFUSED);
}

void Apply(const Applying& a, const event::v1::ApplicationSettled& settled) {
  Close(a, settled.number(), settled.state());
  ApplicationState& application = a.state.applications[settled.number() - 1];
  if (settled.state() != v1::Application::STATE_ADMITTED) return;
  application.view.set_member(MemberName(a.state.id, application.member_id));
  // Whoever becomes a member gets their token as they join, in the entry after this.
  if (application.view.kind() != v1::Application::KIND_REENTRY) return;
  const int32_t member = a.member(application.member_id);
  EndTokens(a, member);
  EndKeys(a, member);
  GiveFirstToken(a, member, application.token_hash);
  GiveKeyOfApplication(a, member, settled.number());
}

void Apply(const Applying& a, const event::v1::EndingAnnounced& announced) {
  a.state.ends = absl::FromUnixMicros(announced.end_time_us());
  a.state.ending_decision = a.event.proposal();
  *a.state.view.mutable_end_time() = ToProto(a.state.ends);
  a.TouchAssembly(DocumentKind::kAssembly);
}

void Apply(const Applying& a, const event::v1::EndingCancelled&) {
  a.state.ends = absl::InfiniteFuture();
  a.state.ending_decision = 0;
  a.state.view.clear_end_time();
  a.TouchAssembly(DocumentKind::kAssembly);
}

}  // namespace assent::assembly
