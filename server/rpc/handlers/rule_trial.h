// Another rule on past decisions, from their documents; like the reads of
// reads.h.

#ifndef ASSENT_SERVER_RPC_HANDLERS_RULE_TRIAL_H_
#define ASSENT_SERVER_RPC_HANDLERS_RULE_TRIAL_H_

#include "absl/status/statusor.h"
#include "assent/v1/rule_trial_service.pb.h"
#include "server/rpc/context.h"

namespace assent::rpc {

// Of kMaxDecisionsTried at most in one answer.
absl::StatusOr<v1::TryRuleResponse> TryRule(const v1::TryRuleRequest&, Context&);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_HANDLERS_RULE_TRIAL_H_
