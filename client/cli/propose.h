// Putting a proposal to the group: what every verb that does so takes.

#ifndef ASSENT_CLIENT_CLI_PROPOSE_H_
#define ASSENT_CLIENT_CLI_PROPOSE_H_

#include <memory>
#include <string>
#include <vector>

#include "assent/v1/proposal_service.pb.h"
#include "client/cli/arguments.h"
#include "client/cli/session.h"
#include "client/cli/written.h"

namespace assent::cli {

struct ProposeArgs {
  std::string title, rule, urgent, scope, reopens, new_information, counters;
  std::vector<std::string> with, todo, replaces;
  bool repeals = false;
  bool publish_certificate = false;
  bool draft = false;
  bool introduce = false;
  std::shared_ptr<WrittenArgs> text;
};

// Adds them; what they are stored in lives as long as it is kept.
std::shared_ptr<ProposeArgs> AddPropose(Arguments& app);

// Sends `request` with what was given added to it. Without a title it gets
// `title`, and without a text its title as text, unless `title` is empty: then the
// text is asked for.
absl::Status Propose(Session& session, const ProposeArgs& args, const std::string& title,
                     v1::CreateProposalRequest request);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_PROPOSE_H_
