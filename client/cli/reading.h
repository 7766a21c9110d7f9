// The building blocks of verbs that read.

#ifndef ASSENT_CLIENT_CLI_READING_H_
#define ASSENT_CLIENT_CLI_READING_H_

#include <string>
#include <vector>

#include "client/cli/draw.h"
#include "client/cli/parts.h"

namespace assent::cli {

template <typename Row, typename Response>
using RowsOf = const google::protobuf::RepeatedPtrField<Row>& (Response::*)() const;
template <typename Row, typename Response>
using RowOf = const Row& (Response::*)() const;

// Shows one resource.
template <typename Row>
absl::Status ShowOne(Session& session, const Row& row) {
  if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  return session.Show(row, [&](Scene& scene) { Draw(scene, row); });
}

// Shows a list of resources.
template <typename Row>
absl::Status ShowList(Session& session, const std::vector<Row>& rows) {
  if (session.for_people()) ASSENT_RETURN_IF_ERROR(LearnMembers(session));
  return session.ShowAll(*Row::descriptor(), Pointers(rows),
                         [&](Scene& scene) { Draw(scene, rows); });
}

// Gets the resource of a name and shows it.
template <typename Stub, typename Request, typename Response, typename Row>
absl::Status GetAndShow(Session& session, Method<Stub, Request, Response> get,
                        RowOf<Row, Response> row, const std::string& name) {
  Request request;
  request.set_name(name);
  ASSENT_ASSIGN_OR_RETURN(const Response found, Call(session, get, request));
  return ShowOne(session, (found.*row)());
}

// A verb that lists what lies below a proposal.
template <typename Stub, typename Request, typename Response, typename Row>
Define ListBelow(Method<Stub, Request, Response> list, RowsOf<Row, Response> rows,
                 std::type_identity_t<Parts<Request>> parts = {}) {
  return [=](Arguments& app) -> Action {
    const NumberArg number = AddProposal(app);
    const auto fills = DefineAll<Request>(parts, app);
    return [=](Session& session) -> absl::Status {
      Request request;
      ASSENT_ASSIGN_OR_RETURN(*request.mutable_parent(), ProposalOf(session, *number));
      ASSENT_RETURN_IF_ERROR(FillAll(fills, session, request));
      ASSENT_ASSIGN_OR_RETURN(const std::vector<Row> all, CallForAll(session, list, request, rows));
      return ShowList(session, all);
    };
  };
}

// The same, or with a second number the one that it stands for.
template <typename ListStub, typename ListRequest, typename ListResponse, typename Row,
          typename GetStub, typename GetRequest, typename GetResponse>
Define ListOrGet(const char* what, FindChild find, Method<ListStub, ListRequest, ListResponse> list,
                 RowsOf<Row, ListResponse> rows, Method<GetStub, GetRequest, GetResponse> get,
                 RowOf<Row, GetResponse> row) {
  return [=](Arguments& app) -> Action {
    const NumberArg number = AddProposal(app);
    const NumberArg child = AddChild(app, what);
    return [=](Session& session) -> absl::Status {
      ASSENT_ASSIGN_OR_RETURN(const std::string proposal, ProposalOf(session, *number));
      if (!child->empty()) {
        ASSENT_ASSIGN_OR_RETURN(const std::string name, find(session, proposal, *child));
        return GetAndShow(session, get, row, name);
      }
      ListRequest request;
      request.set_parent(proposal);
      ASSENT_ASSIGN_OR_RETURN(const std::vector<Row> all, CallForAll(session, list, request, rows));
      return ShowList(session, all);
    };
  };
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_READING_H_
