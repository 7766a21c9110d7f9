// Watching one proposal.

#ifndef ASSENT_CLIENT_CLI_WATCH_H_
#define ASSENT_CLIENT_CLI_WATCH_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "assent/v1/proposal.pb.h"
#include "client/cli/session.h"

namespace assent::cli {

// Whether nothing more happens to a proposal in this state but by a new one.
bool IsEnd(v1::Proposal::State state);

// Calls `show` with the proposal as it is, and again whenever it has changed;
// with `until_ended`, until it has reached an end.
absl::Status WatchProposal(Session& session, const std::string& name, bool until_ended,
                           const std::function<absl::Status(Session&, const v1::Proposal&)>& show);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_WATCH_H_
