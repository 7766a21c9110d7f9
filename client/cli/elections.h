// Elections and their ballots, drawn for people and written for programs that count.

#ifndef ASSENT_CLIENT_CLI_ELECTIONS_H_
#define ASSENT_CLIENT_CLI_ELECTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "assent/v1/election.pb.h"
#include "client/cli/ballot_words.h"
#include "client/cli/scene.h"
#include "server/counting/ballots.h"

namespace assent::cli {

// Options, method, seats, how many ballots, what was chosen.
void DrawElection(Scene& scene, const v1::Election& election);
// Who cast one, and what it says.
void DrawBallots(Scene& scene, const Options& options, const std::vector<v1::Ballot>& ballots);

// The election with its ballots, abstentions left out, as programs that count take it: what does
// not stand is withdrawn there. kFailedPrecondition: a ballot is hidden; kInvalidArgument: the
// server sent what is no election.
absl::StatusOr<counting::Election> ToCount(const Options& options, absl::string_view title,
                                           const std::vector<v1::Ballot>& ballots);
// As a BLT file (server/counting/files/write.h). kFailedPrecondition: ballots give points, which
// BLT cannot say.
absl::StatusOr<std::string> BltOf(counting::Election election);
// "assent count FILE --method schulze --lot-order 2,1": what counts such a file again.
std::string CountCommand(const Options& options);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_ELECTIONS_H_
