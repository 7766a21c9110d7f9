// Which reader a file of ballots has, by the end of its name. A new format is a file here, and a
// row in any.cc.

#ifndef ASSENT_SERVER_COUNTING_FILES_ANY_H_
#define ASSENT_SERVER_COUNTING_FILES_ANY_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"
#include "server/counting/files/text.h"

namespace assent::counting::files {

// How winners are told.
enum class Names {
  kNames,    // as the file has them, numbers where it has none
  kNumbers,  // Debian's options
  kIds,      // Pabulib's projects
};

struct Read {
  Election election;
  Names names = Names::kNames;
};

// What is said of files with more than kMostBytes, which need not be read to the end.
absl::Status TooManyBytes();

struct ReadOptions {
  // Of CSV and BLT, which else pass over it and refuse it; elsewhere it is refused.
  std::optional<Repeated> repeated;
};

// Text that is no UTF-8 is taken for Latin-1, as old files are. kInvalidArgument: the text is too
// long (limits.h), no format of ours has this ending, or, with
// line and column, the text is none of that format.
absl::StatusOr<Read> ReadBallots(std::string_view name, std::string_view text,
                                 const ReadOptions& options = {});

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_ANY_H_
