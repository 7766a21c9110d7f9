// What a ballot may say: which marks a method counts, whether they fit the options, and
// how they are written where a ballot is hidden until the close. Pure.

#ifndef ASSENT_SERVER_ASSEMBLY_BALLOT_H_
#define ASSENT_SERVER_ASSEMBLY_BALLOT_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "assent/v1/election.pb.h"
#include "server/counting/ballots.h"

namespace assent::assembly {

// Nothing marked: an abstention.
bool IsBlank(const v1::Marks& marks);

// What ballots of this election say. Expects a method that there is.
counting::BallotKind KindOf(const v1::Election& election);

// Whether the method counts these marks and they fit the options that stand:
// BALLOT_NEEDS, OPTION_NOT_FOUND, OPTION_CLOSED, OPTION_TWICE, VALUE_INVALID.
absl::Status CheckMarks(const v1::Election& election, const v1::Marks& marks);

// Whether the log may hold such a ballot: numbers of options that there are, none
// twice, points that are no fewer than none.
bool IsPossible(const v1::Election& election, const v1::Marks& marks);

// "2>1=3", "approve 1,3", "score 1=5,3=0", or "-" for an abstention: numbers in decimal, in
// the order in which they were marked. What a hidden ballot commits to.
std::string ToText(const v1::Marks& marks);
// nullopt: it is no such text, letter by letter.
std::optional<v1::Marks> MarksOf(absl::string_view text);

}  // namespace assent::assembly

#endif  // ASSENT_SERVER_ASSEMBLY_BALLOT_H_
