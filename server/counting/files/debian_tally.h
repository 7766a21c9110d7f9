// Debian's tally lines (.debian.txt): each a ballot "213-", or "71 213-" for 71 of it. The place is
// the option, the letter its rank: 1 to 9, then A for 10 and so on; "-" is unranked, below all.
// A line of Debian's own sheets, "V: 213- 5ac31e" with the voter's code behind it, is one ballot.
// Lines that start with # are notes; "# Option 2: a name" names an option.

#ifndef ASSENT_SERVER_COUNTING_FILES_DEBIAN_TALLY_H_
#define ASSENT_SERVER_COUNTING_FILES_DEBIAN_TALLY_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"

namespace assent::counting::files {

// Options are as many as the first ballot has places. Errors say line and column.
absl::StatusOr<Election> ReadDebianTally(std::string_view text);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_DEBIAN_TALLY_H_
