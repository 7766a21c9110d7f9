// What a token opens: whose it is, whether it works, and its scopes. Tokens are known
// by their hashes; the ledger asks here for every call, the rules for what tokens do
// to tokens. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_ACCESS_H_
#define ASSENT_SERVER_ASSEMBLY_ACCESS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "assent/v1/access.pb.h"
#include "server/assembly/state.h"

namespace assent::assembly {

constexpr uint32_t ScopeBit(v1::Token::Scope scope) { return uint32_t{1} << scope; }

// Of the token that somebody becomes a member with, or comes back in with.
inline constexpr uint32_t kAllScopes =
    ScopeBit(v1::Token::SCOPE_READ) | ScopeBit(v1::Token::SCOPE_ACT) |
    ScopeBit(v1::Token::SCOPE_RECORD) | ScopeBit(v1::Token::SCOPE_ACCESS);

inline bool Works(const TokenState& token, absl::Time now) {
  return now < token.revoked && now < token.expires;
}

// The token (an index) with that hash that works at `now`; -1: there is none. Tokens
// of those who have left do not work.
int32_t FindToken(const State& state, absl::string_view hash, absl::Time now);

// A token as `reader` (a member index) may see it: its label only if it is theirs.
v1::Token ViewToken(const State& state, int32_t index, int32_t reader);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_ACCESS_H_
