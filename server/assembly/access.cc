#include "server/assembly/access.h"

#include "server/assembly/names.h"
#include "server/assembly/times.h"

namespace assent::assembly {

int32_t FindToken(const State& state, absl::string_view hash, absl::Time now) {
  const auto found = state.token_by_hash.find(hash);
  if (found == state.token_by_hash.end()) return -1;
  return Works(state.tokens[found->second], now) ? found->second : -1;
}

v1::Token ViewToken(const State& state, int32_t index, int32_t reader) {
  const TokenState& token = state.tokens[index];
  v1::Token view;
  view.set_name(TokenName(state.id, index + 1));
  view.set_member(state.members[token.member].view.name());
  if (token.member == reader) view.set_label(token.label);
  for (int scope = v1::Token::SCOPE_READ; scope <= v1::Token::Scope_MAX; ++scope) {
    const auto one = static_cast<v1::Token::Scope>(scope);
    if ((token.scopes & ScopeBit(one)) != 0) view.add_scopes(one);
  }
  view.set_app(token.app);
  *view.mutable_create_time() = ToProto(token.created);
  if (token.expires != absl::InfiniteFuture()) {
    *view.mutable_expire_time() = ToProto(token.expires);
  }
  if (token.revoked == absl::InfiniteFuture()) return view;
  *view.mutable_revoke_time() = ToProto(token.revoked);
  if (token.revoked_by >= 0) view.set_revoked_by(state.members[token.revoked_by].view.name());
  return view;
}

}  // namespace assent::assembly
