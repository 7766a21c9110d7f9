// What ballots came to, for people and for programs: as `assent count` tells it of a file.

#ifndef ASSENT_CLIENT_CLI_ELECTION_RESULT_H_
#define ASSENT_CLIENT_CLI_ELECTION_RESULT_H_

#include "absl/status/status.h"
#include "assent/v1/election.pb.h"
#include "client/cli/ballot_words.h"
#include "client/cli/session.h"
#include "server/counting/files/any.h"
#include "server/counting/result.h"

namespace assent::cli {

// A result of the service as that of a count of ours (counted.h): candidate i is option i + 1; what
// names options that there are not is left out.
struct CountedElection {
  counting::files::Read read;
  counting::Result result;
};
CountedElection CountedOf(const Options& options, const v1::ElectionResult& result);

// Rounds, ties and winners; for people the matrix and the strongest paths below them.
absl::Status ShowElectionResult(Session& session, const Options& options,
                                const v1::ElectionResult& result);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_ELECTION_RESULT_H_
