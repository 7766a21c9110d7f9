#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/base64.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/lines.h"

namespace assent::transparency {
namespace {

constexpr absl::string_view kReceiptMark = "c2sp.org/tlog-proof@v1";

absl::Status NotAReceipt(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("this is no receipt: ", why));
}

}  // namespace

std::string Receipt::ToString() const {
  std::string bytes = absl::StrCat(kReceiptMark, "\n");
  if (!extra.empty()) absl::StrAppend(&bytes, "extra ", absl::Base64Escape(extra), "\n");
  absl::StrAppend(&bytes, "index ", index, "\n");
  for (const std::string& hash : proof) absl::StrAppend(&bytes, absl::Base64Escape(hash), "\n");
  return absl::StrCat(bytes, "\n", checkpoint.ToString());
}

absl::StatusOr<Receipt> ParseReceipt(absl::string_view bytes) {
  const size_t end = bytes.find("\n\n");
  if (end == absl::string_view::npos) return NotAReceipt("it has no empty line");
  std::vector<absl::string_view> lines = absl::StrSplit(bytes.substr(0, end), '\n');
  if (lines[0] != kReceiptMark) return NotAReceipt("it does not say that it is one");
  Receipt receipt;
  if (absl::string_view extra = lines.size() > 1 ? lines[1] : "";
      absl::ConsumePrefix(&extra, "extra ")) {
    if (!DecodeBase64(extra, receipt.extra) || extra.empty()) {
      return NotAReceipt("what it says beside is no base64");
    }
    lines.erase(lines.begin() + 1);
  }
  absl::string_view index = lines.size() > 1 ? lines[1] : "";
  if (!absl::ConsumePrefix(&index, "index ") || !ReadDecimal(index, receipt.index)) {
    return NotAReceipt("its second line is no index");
  }
  if (lines.size() > 2 + kMaxProofHashes) return NotAReceipt("its proof is too long");
  for (size_t i = 2; i < lines.size(); ++i) {
    if (!ReadHash(lines[i], receipt.proof.emplace_back())) {
      return NotAReceipt("a line of its proof is no hash");
    }
  }
  ASSENT_ASSIGN_OR_RETURN(receipt.checkpoint, ParseNote(bytes.substr(end + 2)));
  return receipt;
}

}  // namespace assent::transparency
