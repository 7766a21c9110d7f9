// Refusals about options, ballots and counts.

#ifndef ASSENT_SERVER_ASSEMBLY_ERRORS_ELECTIONS_H_
#define ASSENT_SERVER_ASSEMBLY_ERRORS_ELECTIONS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/assembly/errors.h"

namespace assent::assembly::error {

absl::Status NoElection();
absl::Status MethodUnknown(absl::string_view known);
absl::Status MethodNotFor(absl::string_view method, absl::string_view why);
absl::Status ElectionNotJudged();
absl::Status ElectionHasNoRoads();
absl::Status OptionsMissing();
absl::Status OptionsFrozen();
absl::Status OptionNotFound(int32_t number);
absl::Status OptionClosed(int32_t number);
absl::Status OptionTwice(int32_t number);
absl::Status NotYourOption();
absl::Status NotNominated();
absl::Status BallotNeeds(absl::string_view method, absl::string_view what);
absl::Status CastABallot();
absl::Status RankTheRoads();
absl::Status NotCounted();

}  // namespace assent::assembly::error

#endif  // ASSENT_SERVER_ASSEMBLY_ERRORS_ELECTIONS_H_
