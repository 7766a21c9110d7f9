// Pages of lists, the same for every list: `page_size` is 50 if 0 and at most 1000, and a
// `page_token` carries a cursor (where the page before ended, in the list's own terms) together
// with a fingerprint of the query it belongs to, so that it is refused under another parent, filter
// or order. A token holds nothing that is secret or trusted: whoever forges one reads from
// elsewhere in a list that they may read anyway.
//
// Token: base64url of  version 1 (1 byte) ‖ fingerprint (8 bytes, big-endian) ‖ cursor.
//
// Pure functions.

#ifndef ASSENT_SERVER_RPC_PAGING_H_
#define ASSENT_SERVER_RPC_PAGING_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace assent::rpc {

struct Page {
  size_t size = 0;
  std::string cursor;  // empty: the first page
  uint64_t query = 0;  // fingerprint

  // The token of the page that goes on behind `cursor`.
  std::string NextToken(absl::string_view cursor) const;
};

// Reads the fields page_size and page_token of a list request; the query is all of its other fields
// but at_least_sequence. PAGE_SIZE_NEGATIVE, PAGE_TOKEN_INVALID.
template <typename Request>
absl::StatusOr<Page> ParsePage(const Request& request);

// A cursor that is a number; PAGE_TOKEN_INVALID if it is none. `otherwise` on the first page.
absl::StatusOr<int64_t> NumberCursor(const Page& page, int64_t otherwise);

// ---------------------------------------------------------------------------

absl::StatusOr<Page> ParsePage(int32_t page_size, absl::string_view page_token, uint64_t query);

// FNV-1a over the message's type and bytes: the same in every process and version.
uint64_t FingerprintOf(const google::protobuf::Message& query);

template <typename Request>
absl::StatusOr<Page> ParsePage(const Request& request) {
  Request query = request;
  query.clear_page_size();
  query.clear_page_token();
  if constexpr (requires { query.clear_at_least_sequence(); }) query.clear_at_least_sequence();
  return ParsePage(request.page_size(), request.page_token(), FingerprintOf(query));
}

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_PAGING_H_
