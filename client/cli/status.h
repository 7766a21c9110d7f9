// What went wrong, as one kind of value on the whole way from a call to the
// exit code: an absl::Status. What a server sent beside the sentence (its
// google.rpc.Status) travels with it as a payload. Pure and thread-safe.

#ifndef ASSENT_CLIENT_CLI_STATUS_H_
#define ASSENT_CLIENT_CLI_STATUS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace assent::cli {

// The exit codes of the program; shown in its manual.
enum ExitCode {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kNotFound = 3,
  kNotAllowed = 4,
  kRefused = 5,      // a rule refused it
  kUnreachable = 6,  // the server
  kInterrupted = 130,
};
ExitCode ExitCodeOf(const absl::Status& status);

absl::Status FromGrpc(const grpc::Status& status);

// Whether the sentence comes from a server of ours rather than from the way to
// it.
bool HasDetails(const absl::Status& status);

// How long the server asks to wait before the same request is sent again.
std::optional<absl::Duration> RetryDelayOf(const absl::Status& status);

// For people, without a line break at the end: the sentence with the reason's
// name in brackets, then a line for the field at fault and one for each
// condition that does not hold:
//
//   the rule does not let this proposal be decided yet [OUTCOME_NOT_REACHED]
//     blocks: 1, tolerated 0, by ana on revision 3 (BLOCKS)
//
// Whatever a server sent is made visible.
std::string Describe(const absl::Status& status);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_STATUS_H_
