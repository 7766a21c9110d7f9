// What somebody should know before they call for consensus.

#ifndef ASSENT_CLIENT_CLI_RELATED_H_
#define ASSENT_CLIENT_CLI_RELATED_H_

#include <string>

#include "client/cli/session.h"

namespace assent::cli {

// Says on stderr, in a line each, which decisions in force have to do with the
// proposal (a resource name): at most five. If that cannot be found out it says
// so: it stops nothing.
void NoteRelated(Session& session, const std::string& proposal);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_RELATED_H_
