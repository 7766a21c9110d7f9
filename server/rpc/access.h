// Who may call what. Every call needs the token of a member, except those of the one list below and
// two services that are not about any assembly: grpc.health.v1.Health and reflection. The driver
// asks here before it runs a handler; the ledger then checks the token against the assembly.

#ifndef ASSENT_SERVER_RPC_ACCESS_H_
#define ASSENT_SERVER_RPC_ACCESS_H_

#include <string>
#include <type_traits>

#include "absl/status/statusor.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "grpcpp/server_context.h"

namespace assent::rpc {

template <typename... Requests>
struct RequestList {
  template <typename Request>
  static constexpr bool kHas = (std::is_same_v<Request, Requests> || ...);
};

// The calls that need no token: founding, joining with the secret of an invitation, and what is
// worked out from the request alone.
using OpenCalls =
    RequestList<v1::CreateAssemblyRequest, v1::AcceptInvitationRequest, v1::ListPresetsRequest,
                v1::GetRuleRequest, v1::DescribeRuleRequest, v1::EvaluateTallyRequest>;

template <typename Request>
inline constexpr bool kNeedsToken = !OpenCalls::kHas<Request>;

// The token of `authorization: Bearer TOKEN`; the word may be written in any case. TOKEN_MISSING,
// TOKEN_MALFORMED.
absl::StatusOr<std::string> BearerToken(const grpc::ServerContextBase& call);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_ACCESS_H_
