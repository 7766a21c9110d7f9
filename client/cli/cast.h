// Asking somebody on a terminal for their ballot. Not thread-safe.

#ifndef ASSENT_CLIENT_CLI_CAST_H_
#define ASSENT_CLIENT_CLI_CAST_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/election.pb.h"
#include "client/cli/ballot_words.h"
#include "client/cli/session.h"

namespace assent::cli {

// Shows what stands for choice and asks, as the method counts it: for the best and then the next,
// for those that are approved, or for the points of each. What cannot be read is asked again.
// kUnknown when the input ends.
absl::StatusOr<v1::Marks> AskForBallot(Session& session, absl::string_view title,
                                       const Options& options);

// Shows the ballot and asks whether it is meant, where somebody may be asked and --yes was not
// given. kUnknown: it is not.
absl::Status ConfirmBallot(Session& session, const Options& options, const v1::Marks& marks);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_CAST_H_
