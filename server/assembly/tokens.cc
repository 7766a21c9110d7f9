// Further tokens of a member: for their devices, and for apps that act for them.

#include <algorithm>

#include "server/assembly/access.h"
#include "server/assembly/checks.h"
#include "server/assembly/decide.h"
#include "server/assembly/errors.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"

namespace assent::assembly {

using event::v1::Event;

namespace {

// The scopes asked for, as bits. VALUE_INVALID, FIELD_REQUIRED, SCOPE_TOO_WIDE.
absl::StatusOr<uint32_t> ScopesOf(const Act& act, const v1::CreateTokenRequest& request) {
  uint32_t scopes = 0;
  for (const int scope : request.scopes()) {
    if (scope == v1::Token::SCOPE_UNSPECIFIED || !v1::Token::Scope_IsValid(scope)) {
      return error::ValueInvalid("scopes", "READ, ACT, RECORD and ACCESS");
    }
    scopes |= ScopeBit(static_cast<v1::Token::Scope>(scope));
  }
  if (scopes == 0) return error::FieldRequired("scopes");
  if (!request.app().empty() && (scopes & ScopeBit(v1::Token::SCOPE_ACCESS)) != 0) {
    return error::ValueInvalid("scopes", "an app cannot have ACCESS: it would let itself in again");
  }
  const bool within = act.token() == nullptr || (scopes & ~act.token()->scopes) == 0;
  return within ? absl::StatusOr<uint32_t>(scopes) : error::ScopeTooWide();
}

// Infinite: until it is revoked.
absl::StatusOr<absl::Time> ExpiryOf(const Act& act, const v1::CreateTokenRequest& request) {
  if (!request.has_valid_for()) {
    return request.app().empty() ? absl::InfiniteFuture() : act.now() + kAppTokenLife;
  }
  const absl::Duration valid = ToDuration(request.valid_for());
  if (!IsValid(request.valid_for()) || valid <= absl::ZeroDuration() || valid > kMaxTokenLife) {
    return error::ValueInvalid("valid_for", "more than nothing and at most 366 days");
  }
  return act.now() + valid;
}

absl::Status CheckRoom(const Act& act) {
  const std::vector<int32_t>& mine = act.actor().tokens;
  const auto working = std::count_if(mine.begin(), mine.end(), [&](int32_t index) {
    return Works(act.state().tokens[index], act.now());
  });
  return working < kMaxTokens ? absl::OkStatus() : error::TooManyTokens();
}

}  // namespace

absl::StatusOr<v1::CreateTokenResponse> Decide(Act& act, const v1::CreateTokenRequest& request) {
  ASSENT_RETURN_IF_ERROR(ParseName(request.parent(), kAssemblyPattern, "parent").status());
  ASSENT_RETURN_IF_ERROR(CheckText(request.label(), "label", kLabelBounds));
  if (!request.app().empty() && !IsHandle(request.app())) return error::HandleInvalid("app");
  ASSENT_ASSIGN_OR_RETURN(const uint32_t scopes, ScopesOf(act, request));
  ASSENT_ASSIGN_OR_RETURN(const absl::Time expires, ExpiryOf(act, request));
  ASSENT_RETURN_IF_ERROR(CheckRoom(act));

  const Secret secret = act.notary().NewToken();
  const int32_t index = static_cast<int32_t>(act.state().tokens.size());
  Event event;
  event::v1::TokenCreated& created = *event.mutable_token_created();
  created.set_number(index + 1);
  created.set_token_hash(secret.hash);
  for (int scope = v1::Token::SCOPE_READ; scope <= v1::Token::Scope_MAX; ++scope) {
    const auto one = static_cast<v1::Token::Scope>(scope);
    if ((scopes & ScopeBit(one)) != 0) created.add_scopes(one);
  }
  created.set_expire_time_us(ToMicros(expires));
  created.mutable_label()->set_content(request.label());
  created.set_app(request.app());
  act.Emit(0, std::move(event));

  v1::CreateTokenResponse response;
  *response.mutable_token() = ViewToken(act.state(), index, act.actor_index());
  response.set_secret(secret.text);
  response.set_sequence(act.state().sequence);
  return response;
}

// Others' devices are none of the caller's business: not even that they are there.
absl::StatusOr<v1::RevokeTokenResponse> Decide(Act& act, const v1::RevokeTokenRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const NameParts name, ParseName(request.name(), kTokenPattern, "name"));
  if (name.number > static_cast<int32_t>(act.state().tokens.size())) return error::TokenNotFound();
  const TokenState& token = act.state().tokens[name.number - 1];
  const bool mine = token.member == act.actor_index();
  const bool anybodys = !token.app.empty() && !act.actor().view.guest();
  if (!mine && !anybodys) return error::TokenNotFound();
  if (!Works(token, act.now())) return error::TokenEnded();
  Event event;
  event.mutable_token_revoked()->set_number(name.number);
  act.Emit(0, std::move(event));
  v1::RevokeTokenResponse response;
  *response.mutable_token() = ViewToken(act.state(), name.number - 1, act.actor_index());
  response.set_sequence(act.state().sequence);
  return response;
}

}  // namespace assent::assembly
