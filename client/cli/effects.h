// What a proposal does by itself when it is adopted, as the command line says it. One
// table of arguments for the verbs that propose and for `assent amend`, so that whatever
// can be proposed can be amended.

#ifndef ASSENT_CLIENT_CLI_EFFECTS_H_
#define ASSENT_CLIENT_CLI_EFFECTS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assent/v1/effect.pb.h"
#include "client/cli/arguments.h"
#include "client/cli/session.h"

namespace assent::cli {

struct Effect {
  std::optional<v1::CharterChange> charter;
  std::optional<v1::MembershipChange> membership;
  std::optional<v1::RoleChange> role;
  std::optional<v1::PoolChange> pool;
};

class EffectArgs {
 public:
  // Adds the argument that the table calls `key`, by that name as a flag or, with
  // `positional`, as what stands by itself. What is typed lives as long as this.
  Argument Add(Arguments& app, const std::string& key, const std::string& positional = "");
  // All that an amendment may change: not whom or what the proposal is about.
  void AddAmendable(Arguments& app);

  // What was typed for `key`; empty: nothing.
  const std::vector<std::string>& typed(const std::string& key) const { return typed_.at(key); }
  // All that was typed. kInvalidArgument says what cannot be read.
  absl::StatusOr<Effect> Read(Session& session) const;

 private:
  std::map<std::string, std::vector<std::string>> typed_;
};

// Adds it to the request of a proposal, or of an amendment.
template <typename Request>
void SetEffect(const Effect& effect, Request& request) {
  if (effect.charter) *request.mutable_charter_change() = *effect.charter;
  if (effect.membership) *request.mutable_membership_change() = *effect.membership;
  if (effect.role) *request.mutable_role_change() = *effect.role;
  if (effect.pool) *request.mutable_pool_change() = *effect.pool;
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_EFFECTS_H_
