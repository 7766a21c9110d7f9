// New memberships of this computer: a token that was shown once is kept in a context.

#ifndef ASSENT_CLIENT_CLI_MEMBERSHIPS_H_
#define ASSENT_CLIENT_CLI_MEMBERSHIPS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/session.h"

namespace assent::cli {

// Writes a new membership down and goes over to it. Returns the name of its context.
absl::StatusOr<std::string> Remember(Session& session, const std::string& server,
                                     const std::string& assembly, const std::string& handle,
                                     const std::string& token);

// What `--found token` servers ask for: from a file, never an argument that a shell keeps; - is
// standard input. Empty: no file.
absl::StatusOr<std::string> FoundingToken(const std::string& file);

// Whether that could be done. A token that cannot be kept is lost for ever: look before the call.
absl::Status CheckMayRemember(const Session& session);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_MEMBERSHIPS_H_
