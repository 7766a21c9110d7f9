#include "server/rpc/access.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "server/base/limits.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

constexpr absl::string_view kScheme = "bearer ";

bool IsTokenText(absl::string_view text) {
  if (text.empty() || text.size() > kMaxTokenBytes) return false;
  for (const char c : text) {
    if (!absl::ascii_isgraph(c)) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> BearerToken(const grpc::ServerContextBase& call) {
  const auto [first, last] = call.client_metadata().equal_range("authorization");
  if (first == last) return refusal::TokenMissing();
  if (std::next(first) != last) return refusal::TokenMalformed();
  absl::string_view value(first->second.data(), first->second.size());
  if (!absl::StartsWithIgnoreCase(value, kScheme)) return refusal::TokenMalformed();
  value = absl::StripAsciiWhitespace(value.substr(kScheme.size()));
  if (!IsTokenText(value)) return refusal::TokenMalformed();
  return std::string(value);
}

}  // namespace assent::rpc
