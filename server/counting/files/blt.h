// BLT (.blt), the format of most programs for single transferable votes: "CANDIDATES SEATS", then
// "-2 -5" for who has withdrawn, then ballots "COUNT 3 1 2=4 - 5 0", each with 0 at its end, then
// 0, then the names in quotes, one of each candidate, and the title. "=" joins candidates ranked
// alike,
// "-" is a place left empty, a word in brackets before a ballot names it. # begins a note.

#ifndef ASSENT_SERVER_COUNTING_FILES_BLT_H_
#define ASSENT_SERVER_COUNTING_FILES_BLT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"

namespace assent::counting::files {

// Errors say line and column.
absl::StatusOr<Election> ReadBlt(std::string_view text);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_BLT_H_
