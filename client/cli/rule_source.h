// A rule as people name one on the command line: a preset, or a file that holds
// a rule.

#ifndef ASSENT_CLIENT_CLI_RULE_SOURCE_H_
#define ASSENT_CLIENT_CLI_RULE_SOURCE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "client/cli/parse_message.h"

namespace assent::cli {

// Whether `name` is a file: no name of a rule has a slash or a dot; "-" is
// standard input.
inline bool IsRuleFile(const std::string& name) {
  return absl::StrContains(name, '/') || absl::StrContains(name, '.') || name == "-";
}

// Puts the rule into a request that takes either. kInvalidArgument: the file
// holds no rule.
template <typename Request>
absl::Status FillRuleSource(const std::string& name, Request& request) {
  if (IsRuleFile(name)) return ReadMessageFile("decision rule", name, *request.mutable_rule());
  request.set_preset(name);
  return absl::OkStatus();
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_RULE_SOURCE_H_
