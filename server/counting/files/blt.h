// BLT (.blt), the format of most programs for single transferable votes: "CANDIDATES SEATS", then
// "-2 -5" for who has withdrawn, then ballots "COUNT 3 1 2=4 - 5 0", each with 0 at its end, then
// 0, then the names in quotes, one of each candidate, and the title. "=" joins candidates ranked
// alike, "-" is a place left empty, # begins a note.
//
// Before the ballots may stand what Droop's files have in brackets: [nick ann bo cy] names for
// ballots to use, [tie 3 1 2] who is drawn first, [withdrawn 2 5]. A name in round brackets may
// stand before a ballot: then either COUNT follows, or, as Droop has it, at once the ranking. A
// file whose ballots can be read both ways is refused where they would all begin with 1; else it is
// Droop's.

#ifndef ASSENT_SERVER_COUNTING_FILES_BLT_H_
#define ASSENT_SERVER_COUNTING_FILES_BLT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {

// Errors say line and column.
absl::StatusOr<Election> ReadBlt(std::string_view text, Repeated repeated = Repeated::kRefuse);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_BLT_H_
