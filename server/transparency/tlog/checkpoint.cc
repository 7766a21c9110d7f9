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

absl::Status NotACheckpoint(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("this is no checkpoint: ", why));
}

// A decimal number as it is written: no sign, no zero before it.
bool ParseDecimal(absl::string_view text, uint64_t& number) {
  return absl::SimpleAtoi(text, &number) && absl::StrCat(number) == text;
}

// Not inline: GCC 12 then warns of a copy that there is not.
[[gnu::noinline]] bool ParseHash(absl::string_view text, std::string& hash) {
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

}  // namespace assent::transparency
