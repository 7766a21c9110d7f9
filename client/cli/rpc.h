// Calls of the API, as short as they can be written:
//
//   Call(session, &v1::BlockService::Stub::GetBlock, request)
//
// sends a fresh request_id and validate_only where the request has them, the
// texts in the form that the server takes, and the token of the membership in
// use.

#ifndef ASSENT_CLIENT_CLI_RPC_H_
#define ASSENT_CLIENT_CLI_RPC_H_

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/composed.h"
#include "client/cli/session.h"
#include "client/cli/signing.h"
#include "client/cli/uuid.h"
#include "google/protobuf/repeated_field.h"
#include "grpcpp/client_context.h"
#include "server/base/status_macros.h"

namespace assent::cli {

template <typename Stub, typename Request, typename Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// The most that a server sends in one page.
inline constexpr int kLargestPage = 1000;

template <typename Request>
void Complete(const Common& common, Request& request) {
  if constexpr (requires { request.set_request_id(""); }) {
    if (request.request_id().empty()) request.set_request_id(NewUuid());
  }
  if constexpr (requires { request.set_validate_only(true); }) {
    request.set_validate_only(common.dry_run);
  }
  ComposeTexts(request);
}

// Over a given connection.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> CallOn(const Connection& connection, const Common& common,
                                Method<Stub, Request, Response> method,
                                std::type_identity_t<Request> request) {
  Complete(common, request);
  Stub stub(connection.channel());
  Response response;
  ASSENT_RETURN_IF_ERROR(connection.Try(
      [&](grpc::ClientContext* context) { return (stub.*method)(context, request, &response); }));
  return response;
}

// What came back of a signed act.
template <typename Response>
absl::StatusOr<Response> Parsed(const std::string& bytes) {
  Response response;
  if (response.ParseFromString(bytes)) return response;
  return absl::InternalError("the server answered with something else than what was asked for");
}

// Signed, where the membership in use signs.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Session& session, Method<Stub, Request, Response> method,
                              std::type_identity_t<Request> request) {
  if constexpr (requires { request.set_request_id(""); }) {
    Complete(session.common(), request);
    ASSENT_ASSIGN_OR_RETURN(const std::optional<std::string> answer, SendSigned(session, request));
    if (answer) return Parsed<Response>(*answer);
  }
  ASSENT_ASSIGN_OR_RETURN(const Connection* connection, session.connection());
  return CallOn(*connection, session.common(), method, std::move(request));
}

// All pages of a list. `rows` is the field of the answer that holds them.
template <typename Stub, typename Request, typename Response, typename Row>
absl::StatusOr<std::vector<Row>> CallForAll(
    Session& session, Method<Stub, Request, Response> method, std::type_identity_t<Request> request,
    const google::protobuf::RepeatedPtrField<Row>& (Response::*rows)() const) {
  std::vector<Row> all;
  request.set_page_size(kLargestPage);
  do {
    ASSENT_ASSIGN_OR_RETURN(const Response page, Call(session, method, request));
    all.insert(all.end(), (page.*rows)().begin(), (page.*rows)().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

// What a list of rows is for Session::ShowAll().
template <typename Row>
Messages Pointers(const std::vector<Row>& rows) {
  Messages pointers;
  for (const Row& row : rows) pointers.push_back(&row);
  return pointers;
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_RPC_H_
