// Elections as files, for other programs and for whoever counts again. Both write equal ballots as
// one, in an order of their own, so that a file does not say who voted when; ballots that nobody
// cast are left out. What is read again is the same election but for that. Pure and thread-safe.

#ifndef ASSENT_SERVER_COUNTING_FILES_WRITE_H_
#define ASSENT_SERVER_COUNTING_FILES_WRITE_H_

#include <string>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"

namespace assent::counting::files {

// For an election that CheckElection lets through, whose texts are UTF-8. Candidates whose ids are
// empty or alike get their numbers for ids, all of them. Ends with a line break.
std::string WriteJson(const Election& election);

// The same; the order of the lot and ids are lost, since BLT has numbers, and stand as names where
// there are none. Line breaks in names become blanks. kInvalidArgument: these are no rankings, or
// there is nobody to rank, or a place was overvoted, for which BLT has no sign.
absl::StatusOr<std::string> WriteBlt(const Election& election);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_WRITE_H_
