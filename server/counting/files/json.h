// Ballots in JSON, the format of our own (.json). Money is a number or a string with one, exact
// either way. Nothing else is known: another key, or one that is there twice, is refused.
//
//   {
//     "title": "Board, 2026",
//     "kind": "rankings",                   or approvals, scores, points
//     "seats": 2,                           left out: one
//     "candidates": [
//       "ana",                              an id alone, or
//       {"id": "bo", "name": "Bo Lee", "withdrawn": true, "cost": "1200.50"}
//     ],
//     "ballots": [
//       {"count": 12, "ranking": ["ana", ["cy", "di"], [], "bo"]},
//       {"ranking": ["bo", []], "overvote": 2}
//     ]
//   }
//
//   candidates  ids are told apart by every byte; a cost is what a project costs, else nothing
//   count       how often this ballot was cast; left out: once
//   ranking     the best first; a list ranks several alike, an empty one is a place left empty; who
//               is missing is below all. "overvote" is the place, from 1, that was left empty
//               because the ballot has several there and the file does not say whom
//   approvals   a list of ids
//   scores      {"ana": 5, "bo": 0}, from 0 to "highestScore" where the election has that
//   points      the same, of which a ballot has "pointsEach" to spend
//   "lotOrder"  ids, who wins a lot first; left out: the order of the candidates
//   "budget"    of elections that share one; "places": how many a ranking of projects has, where
//               the first counts so many points (greedy)

#ifndef ASSENT_SERVER_COUNTING_FILES_JSON_H_
#define ASSENT_SERVER_COUNTING_FILES_JSON_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "server/counting/ballots.h"

namespace assent::counting::files {

// Errors say line and column.
absl::StatusOr<Election> ReadJson(std::string_view text);

}  // namespace assent::counting::files

#endif  // ASSENT_SERVER_COUNTING_FILES_JSON_H_
