#include "server/transparency/tlog/witness.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/base/status_macros.h"
#include "server/transparency/tlog/lines.h"

namespace assent::transparency {
namespace {

absl::Status NotARequest(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("this is no request to a witness: ", why));
}

}  // namespace

std::string WitnessRequest::ToString() const {
  std::string bytes = absl::StrCat("old ", old_size, "\n");
  for (const std::string& hash : proof) absl::StrAppend(&bytes, absl::Base64Escape(hash), "\n");
  return absl::StrCat(bytes, "\n", checkpoint.ToString());
}

absl::StatusOr<WitnessRequest> ParseWitnessRequest(absl::string_view bytes) {
  const size_t end = bytes.find("\n\n");
  if (end == absl::string_view::npos) return NotARequest("it has no empty line");
  const std::vector<absl::string_view> lines = absl::StrSplit(bytes.substr(0, end), '\n');
  WitnessRequest request;
  absl::string_view old = lines[0];
  if (!absl::ConsumePrefix(&old, "old ") || !ReadDecimal(old, request.old_size)) {
    return NotARequest("its first line is not the old size");
  }
  if (lines.size() > 1 + kMaxProofHashes) return NotARequest("its proof is too long");
  for (size_t i = 1; i < lines.size(); ++i) {
    if (!ReadHash(lines[i], request.proof.emplace_back())) {
      return NotARequest("a line of its proof is no hash");
    }
  }
  ASSENT_ASSIGN_OR_RETURN(request.checkpoint, ParseNote(bytes.substr(end + 2)));
  return request;
}

absl::Status CheckExtends(const WitnessRequest& request, const Checkpoint& now,
                          const std::optional<Checkpoint>& last) {
  if (now.size < request.old_size) return NotARequest("its checkpoint is before its old size");
  if (!last || last->size == 0) {
    return request.proof.empty() ? absl::OkStatus()
                                 : NotARequest("it proves something of an empty log");
  }
  if (now.size > last->size) {
    return VerifyConsistency(last->size, now.size, last->root, now.root, request.proof);
  }
  if (!request.proof.empty()) return NotARequest("it proves something where nothing has changed");
  return now.root == last->root ? absl::OkStatus()
                                : absl::DataLossError(absl::StrCat("there are two histories of ",
                                                                   now.size, " entries"));
}

absl::StatusOr<WitnessAnswer> ParseWitnessAnswer(absl::string_view bytes, absl::string_view text) {
  WitnessAnswer answer;
  uint64_t size = 0;
  if (ReadDecimal(absl::StripSuffix(bytes, "\n"), size)) {
    answer.conflict = size;
    return answer;
  }
  ASSENT_ASSIGN_OR_RETURN(Note note, ParseNote(absl::StrCat(text, "\n", bytes)));
  // An empty line in the answer would pass for the end of another text.
  if (note.text != text) return absl::InvalidArgumentError("this is no answer of a witness");
  answer.signatures = std::move(note.signatures);
  return answer;
}

}  // namespace assent::transparency
