// Tokens and keys, from the state: there is no document of a device's. Applications, from
// documents.

#include "server/assembly/access.h"

#include <algorithm>
#include <string>

#include "server/assembly/keys.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/documents.h"
#include "server/rpc/filter.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/paging.h"

namespace assent::rpc {
namespace {

// Tokens behind the first `first` that the reader may see, as many as one page takes and one call
// may examine.
v1::ListTokensResponse TokensAfter(const assembly::State& state, int32_t reader, const Page& page,
                                   int64_t first) {
  v1::ListTokensResponse response;
  const int64_t size = static_cast<int64_t>(state.tokens.size());
  const int64_t end = std::min<int64_t>(size, first + static_cast<int64_t>(kMaxDocumentsExamined));
  int64_t next = std::min(first, size);
  while (next < end && static_cast<size_t>(response.tokens_size()) < page.size) {
    const int32_t index = static_cast<int32_t>(next++);
    const assembly::TokenState& token = state.tokens[index];
    if (token.member != reader && token.app.empty()) continue;
    *response.add_tokens() = assembly::ViewToken(state, index, reader);
  }
  if (next < size) response.set_next_page_token(page.NextToken(std::to_string(next)));
  response.set_sequence(state.sequence);
  return response;
}

// Likewise keys; `member`: only of this one (a resource name), empty: all.
v1::ListDeviceKeysResponse KeysAfter(const assembly::State& state, int32_t reader, const Page& page,
                                     int64_t first, const std::string& member) {
  v1::ListDeviceKeysResponse response;
  const int64_t size = static_cast<int64_t>(state.keys.size());
  const int64_t end = std::min<int64_t>(size, first + static_cast<int64_t>(kMaxDocumentsExamined));
  int64_t next = std::min(first, size);
  while (next < end && static_cast<size_t>(response.keys_size()) < page.size) {
    const int32_t index = static_cast<int32_t>(next++);
    const assembly::Member& owner = state.members[state.keys[index].member];
    if (!member.empty() && owner.view.name() != member) continue;
    *response.add_keys() = assembly::ViewKey(state, index, reader);
  }
  if (next < size) response.set_next_page_token(page.NextToken(std::to_string(next)));
  response.set_sequence(state.sequence);
  return response;
}

}  // namespace

absl::StatusOr<v1::ListTokensResponse> ListTokens(const v1::ListTokensRequest& request,
                                                  Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const int64_t first, NumberCursor(page, 0));
  return context.Await(
      context.ledger().Inspect(context.AccessTo(parent.assembly),
                               [&](const assembly::State& state, int32_t reader,
                                   absl::Time) -> absl::StatusOr<v1::ListTokensResponse> {
                                 return TokensAfter(state, reader, page, first);
                               }));
}

absl::StatusOr<v1::ListDeviceKeysResponse> ListDeviceKeys(const v1::ListDeviceKeysRequest& request,
                                                          Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(const int64_t first, NumberCursor(page, 0));
  return context.Await(
      context.ledger().Inspect(context.AccessTo(parent.assembly),
                               [&](const assembly::State& state, int32_t reader,
                                   absl::Time) -> absl::StatusOr<v1::ListDeviceKeysResponse> {
                                 return KeysAfter(state, reader, page, first, request.member());
                               }));
}

absl::StatusOr<v1::ListApplicationsResponse> ListApplications(
    const v1::ListApplicationsRequest& request, Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  ASSENT_ASSIGN_OR_RETURN(const Page page, ParsePage(request));
  ASSENT_ASSIGN_OR_RETURN(
      const size_t last,
      context.Await(context.ledger().Inspect(
          context.AccessTo(parent.assembly),
          [](const assembly::State& state, int32_t, absl::Time) -> absl::StatusOr<size_t> {
            return state.applications.size();
          })));
  v1::ListApplicationsResponse response;
  ASSENT_ASSIGN_OR_RETURN(const FieldFilter filter,
                          FieldFilter::Parse<v1::Application>(request.filter(), {"state", "kind"}));
  const auto keep = [&](v1::Application& application) { return filter.Keeps(application); };
  ASSENT_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      NumberedPage<v1::Application>(context.store(), parent.assembly, "application",
                                    {.last = static_cast<int32_t>(last), .only = {}},
                                    {page, keep, *response.mutable_applications()}));
  response.set_sequence(context.reader().sequence);
  return response;
}

}  // namespace assent::rpc
