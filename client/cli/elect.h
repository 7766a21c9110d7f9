// Putting a choice, an election or a budget to the group: what `assent propose` takes for them.

#ifndef ASSENT_CLIENT_CLI_ELECT_H_
#define ASSENT_CLIENT_CLI_ELECT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "assent/v1/proposal_service.pb.h"
#include "client/cli/arguments.h"
#include "client/cli/session.h"

namespace assent::cli {

struct ElectArgs {
  std::string method, role, term, pool, completion;
  std::vector<std::string> options;
  int seats = 0;
  int highest_score = 0;
  int points = 0;
  int64_t amount = 0;
  bool with_none = false;
  bool without_none = false;

  // Whether there is anything to choose among.
  bool given() const;
};

// Adds them; what they are stored in lives as long as it is kept.
std::shared_ptr<ElectArgs> AddElect(Arguments& app);

// Makes `request` the proposal that was asked for: its kind and its election. kInvalidArgument:
// what was given does not go together.
absl::Status FillElection(Session& session, const ElectArgs& args,
                          v1::CreateProposalRequest& request);

// "Elect facilitator", "Share out money"; "" for a choice, whose question nobody else can know.
std::string TitleFor(const ElectArgs& args);

// "Bike shed=300": title and cost.
absl::Status ReadProject(const std::string& text, v1::Option& option);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_ELECT_H_
