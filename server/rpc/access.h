// Who may call what. Every call needs the token of a member, except those of the one list below and
// two services that are not about any assembly: grpc.health.v1.Health and reflection. The driver
// asks here before it runs a handler; the ledger then checks the token, and its scopes, against the
// assembly.

#ifndef ASSENT_SERVER_RPC_ACCESS_H_
#define ASSENT_SERVER_RPC_ACCESS_H_

#include <string>
#include <type_traits>

#include "absl/status/statusor.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/act_service.pb.h"
#include "assent/v1/advice_service.pb.h"
#include "assent/v1/amendment_service.pb.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/block_service.pb.h"
#include "assent/v1/concern_service.pb.h"
#include "assent/v1/decision_memory_service.pb.h"
#include "assent/v1/decision_service.pb.h"
#include "assent/v1/import_service.pb.h"
#include "assent/v1/meeting_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "assent/v1/unit_service.pb.h"
#include "grpcpp/server_context.h"
#include "server/assembly/decide.h"
#include "server/assembly/member_acts.h"

namespace assent::rpc {

template <typename... Requests>
using RequestList = assembly::RequestList<Requests...>;
using assembly::MemberActs;

// The calls that need no token: founding, bringing a log from elsewhere, joining with the secret of
// an invitation, applying, and what is worked out from the request alone.
using OpenCalls =
    RequestList<v1::CreateAssemblyRequest, v1::ImportLogRequest, v1::AcceptInvitationRequest,
                v1::SubmitApplicationRequest, v1::ListPresetsRequest, v1::GetRuleRequest,
                v1::DescribeRuleRequest, v1::EvaluateTallyRequest>;

// Mutations that record what others say, or who was there.
using RecordingCalls =
    RequestList<v1::RecordPositionsRequest, v1::RecordMeetingRequest, v1::RecordAttendanceRequest,
                v1::RecordTemperatureRequest, v1::AdoptConsentAgendaRequest>;

// What is kept, but not in the log, so that doing it again is no danger and it has no request_id.
using KeepingCalls = RequestList<v1::AddCosignatureRequest>;

// What a token has to be good for: reads take READ, and mutations, which are what has a
// request_id or is listed above, ACT, unless a list says more. tests/rpc/access_matrix_test.cc
// holds each RPC to it, and fails for one that it does not know.
template <typename Request>
constexpr v1::Token::Scope ScopeOf() {
  if constexpr (RecordingCalls::kHas<Request>) return v1::Token::SCOPE_RECORD;
  if constexpr (assembly::kTouchesAccess<Request>) return v1::Token::SCOPE_ACCESS;
  if constexpr (std::is_same_v<Request, v1::SubmitActRequest> || KeepingCalls::kHas<Request> ||
                requires(const Request& request) { request.request_id(); }) {
    return v1::Token::SCOPE_ACT;
  }
  return v1::Token::SCOPE_READ;
}

template <typename Request>
inline constexpr bool kNeedsToken = !OpenCalls::kHas<Request>;

// The token of `authorization: Bearer TOKEN`; the word may be written in any case. TOKEN_MISSING,
// TOKEN_MALFORMED.
absl::StatusOr<std::string> BearerToken(const grpc::ServerContextBase& call);

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_ACCESS_H_
