#include "server/rpc/paging.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/refusals.h"

namespace assent::rpc {
namespace {

constexpr char kVersion = 1;
constexpr size_t kFingerprintBytes = 8;

std::string BigEndian(uint64_t value) {
  std::string bytes(kFingerprintBytes, '\0');
  for (size_t i = kFingerprintBytes; i-- > 0; value >>= 8)
    bytes[i] = static_cast<char>(value & 0xFF);
  return bytes;
}

absl::StatusOr<std::string> CursorOf(absl::string_view page_token, uint64_t query) {
  std::string bytes;
  if (page_token.size() > kMaxPageTokenBytes || !absl::WebSafeBase64Unescape(page_token, &bytes) ||
      bytes.size() <= 1 + kFingerprintBytes || bytes[0] != kVersion ||
      bytes.substr(1, kFingerprintBytes) != BigEndian(query)) {
    return refusal::PageTokenInvalid();
  }
  return bytes.substr(1 + kFingerprintBytes);
}

}  // namespace

std::string Page::NextToken(absl::string_view next) const {
  return absl::WebSafeBase64Escape(absl::StrCat(std::string(1, kVersion), BigEndian(query), next));
}

absl::StatusOr<int64_t> NumberCursor(const Page& page, int64_t otherwise) {
  if (page.cursor.empty()) return otherwise;
  int64_t number = 0;
  if (!absl::SimpleAtoi(page.cursor, &number) || number < 0) return refusal::PageTokenInvalid();
  return number;
}

absl::StatusOr<Page> ParsePage(int32_t page_size, absl::string_view page_token, uint64_t query) {
  if (page_size < 0) return refusal::PageSizeNegative();
  Page page;
  page.size = page_size == 0 ? kDefaultPageSize : std::min(page_size, kMaxPageSize);
  page.query = query;
  if (page_token.empty()) return page;
  ASSENT_ASSIGN_OR_RETURN(page.cursor, CursorOf(page_token, query));
  return page;
}

uint64_t FingerprintOf(const google::protobuf::Message& query) {
  // Parameters of 64-bit FNV-1a (Fowler, Noll, Vo).
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : absl::StrCat(query.GetTypeName(), "\n", query.SerializeAsString())) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace assent::rpc
