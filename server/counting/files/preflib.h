// PrefLib's files of preferences (preflib.github.io/PrefLib-Jekyll/format): lines "# NAME: value",
// (or only "# 3: a name" for each alternative, or the lines without names of before 2022), then
// lines "COUNT: 2,1,{3,4}". .soc .soi .toc .toi are rankings: ties in braces, who is missing is
// below all. .cat are categories, the best first: each place of a line is a category, with who is
// in it, in braces where they are several or none.

#ifndef ASSENT_SERVER_COUNTING_FILES_PREFLIB_H_
#define ASSENT_SERVER_COUNTING_FILES_PREFLIB_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"

namespace assent::counting::files {

// Errors say line and column.
absl::StatusOr<Election> ReadPrefLibRankings(std::string_view text);
// Two categories: the first is approval. More: scores, from their names where these are numbers,
// moved up where one is below 0; else the last is 0, the one before it 1, and so on.
absl::StatusOr<Election> ReadPrefLibCategories(std::string_view text);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_PREFLIB_H_
