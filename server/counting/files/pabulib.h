// Pabulib's files of shared budgets (.pb, pabulib.org/format): sections META, PROJECTS and VOTES of
// lines with semicolons, each with a line of column names. Votes are approvals ("3,9"), cumulative
// or scored (a further column of points), or ordinal (the best first).

#ifndef ASSENT_SERVER_COUNTING_FILES_PABULIB_H_
#define ASSENT_SERVER_COUNTING_FILES_PABULIB_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"

namespace assent::counting::files {

// Election::unit is 10, 100, … where budget or costs have digits behind the point. What the file
// says of votes and selection is not read: it is counted anew. Errors say line and column.
absl::StatusOr<Election> ReadPabulib(std::string_view text);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_PABULIB_H_
