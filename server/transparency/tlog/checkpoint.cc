#include "server/transparency/tlog/checkpoint.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/transparency/tlog/lines.h"

namespace assent::transparency {
namespace {

absl::Status NotACheckpoint(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("this is no checkpoint: ", why));
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
  if (!ReadDecimal(lines[1], checkpoint.size)) return NotACheckpoint("its size is no number");
  if (!ReadHash(lines[2], checkpoint.root)) return NotACheckpoint("its root is no hash");
  for (size_t i = 3; i < lines.size(); ++i) {
    if (lines[i].empty()) return NotACheckpoint("an extension is empty");
  }
  return checkpoint;
}

}  // namespace assent::transparency
