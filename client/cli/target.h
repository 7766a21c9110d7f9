// What a verb is about: a proposal by its number, and something below it by a
// second number. Nothing is guessed: who leaves a number out is told what there
// is to choose from.

#ifndef ASSENT_CLIENT_CLI_TARGET_H_
#define ASSENT_CLIENT_CLI_TARGET_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/arguments.h"
#include "client/cli/session.h"

namespace assent::cli {

// A number as it was typed: "17" or "#17"; "" if it was left out.
using NumberArg = std::shared_ptr<std::string>;

NumberArg AddProposal(Arguments& app);
// `what` is "CONCERN", "AMENDMENT" or "BLOCK".
NumberArg AddChild(Arguments& app, const std::string& what);

// The positive number that was typed. kInvalidArgument for anything else.
absl::StatusOr<int> ParseNumber(absl::string_view typed);

// The resource name of the proposal. kInvalidArgument, naming the open
// proposals, if no number was given.
absl::StatusOr<std::string> ProposalOf(Session& session, const std::string& typed);

// The resource name of what lies below `proposal`; `kind` is one of the names in
// names.h. kInvalidArgument, naming what there is, if no number was given.
absl::StatusOr<std::string> ChildOf(Session& session, const std::string& proposal,
                                    absl::string_view kind, const std::string& typed);

// The caller's own block on `proposal`, if no number was given. kNotFound if
// there is none.
absl::StatusOr<std::string> OwnBlockOf(Session& session, const std::string& proposal,
                                       const std::string& typed);

// Asks the server once what the members are called.
absl::Status LearnMembers(Session& session);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_TARGET_H_
