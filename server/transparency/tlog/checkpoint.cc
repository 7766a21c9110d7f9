#include "server/transparency/tlog/checkpoint.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/tlog/base64.h"

namespace assent::transparency {
namespace {

constexpr absl::string_view kReceiptMark = "c2sp.org/tlog-proof@v1";
constexpr size_t kMaxProofHashes = 63;

absl::Status NotACheckpoint(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("this is no checkpoint: ", why));
}
absl::Status NotAReceipt(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("this is no receipt: ", why));
}

// A decimal number as it is written: no sign, no zero before it.
bool ParseDecimal(absl::string_view text, uint64_t& number) {
  return absl::SimpleAtoi(text, &number) && absl::StrCat(number) == text;
}

bool ParseHash(absl::string_view text, std::string& hash) {
  return DecodeBase64(text, hash) && hash.size() == kHashBytes;
}

}  // namespace

std::string Checkpoint::ToString() const {
  return absl::StrCat(origin, "\n", size, "\n", absl::Base64Escape(root), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  if (!absl::ConsumeSuffix(&text, "\n")) return NotACheckpoint("it does not end with a line break");
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() < 3) return NotACheckpoint("it has fewer than three lines");
  Checkpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  if (checkpoint.origin.empty()) return NotACheckpoint("it has no origin");
  if (!ParseDecimal(lines[1], checkpoint.size)) return NotACheckpoint("its size is no number");
  if (!ParseHash(lines[2], checkpoint.root)) return NotACheckpoint("its root is no hash");
  for (size_t i = 3; i < lines.size(); ++i) {
    if (lines[i].empty()) return NotACheckpoint("an extension is empty");
  }
  return checkpoint;
}

std::string Receipt::ToString() const {
  std::string bytes = absl::StrCat(kReceiptMark, "\nindex ", index, "\n");
  for (const std::string& hash : proof) absl::StrAppend(&bytes, absl::Base64Escape(hash), "\n");
  return absl::StrCat(bytes, "\n", checkpoint.ToString());
}

absl::StatusOr<Receipt> ParseReceipt(absl::string_view bytes) {
  const size_t end = bytes.find("\n\n");
  if (end == absl::string_view::npos) return NotAReceipt("it has no empty line");
  const std::vector<absl::string_view> lines = absl::StrSplit(bytes.substr(0, end), '\n');
  if (lines[0] != kReceiptMark) return NotAReceipt("it does not say that it is one");
  Receipt receipt;
  absl::string_view index = lines.size() > 1 ? lines[1] : "";
  if (!absl::ConsumePrefix(&index, "index ") || !ParseDecimal(index, receipt.index)) {
    return NotAReceipt("its second line is no index");
  }
  if (lines.size() > 2 + kMaxProofHashes) return NotAReceipt("its proof is too long");
  for (size_t i = 2; i < lines.size(); ++i) {
    if (!ParseHash(lines[i], receipt.proof.emplace_back())) {
      return NotAReceipt("a line of its proof is no hash");
    }
  }
  ASSENT_ASSIGN_OR_RETURN(receipt.checkpoint, ParseNote(bytes.substr(end + 2)));
  return receipt;
}

}  // namespace assent::transparency
