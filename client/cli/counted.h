// The result of a count, for programs and for people.

#ifndef ASSENT_CLIENT_CLI_COUNTED_H_
#define ASSENT_CLIENT_CLI_COUNTED_H_

#include <string>
#include <vector>

#include "server/counting/files/any.h"
#include "server/counting/result.h"

namespace assent::cli {

// {"method", "winners", "unfilled", "rounds", "ties", "figures", "ranking", "matrix", "paths"}:
// candidates by name, as Names has it; numbers that can be fractions are strings. Matrix and paths
// are there for methods that look at pairs, in the order of "candidates". Ends with a line break.
std::string JsonOf(const std::string& method, const counting::files::Read& read,
                   const counting::Result& result);
// A line for each round, then the winners: what, who, figures.
std::vector<std::vector<std::string>> RowsOf(const counting::files::Read& read,
                                             const counting::Result& result);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_COUNTED_H_
