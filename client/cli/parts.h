// The building blocks that most verbs are made of: "call this method on that
// proposal with these fields", so that such a verb is one row of data:
//
//   OnConcern(&v1::ConcernService::Stub::AnswerConcern,
//             {Said(&v1::AnswerConcernRequest::mutable_text, "your answer")})
//
// A part adds an argument to the command line and later fills a field of the
// request with what was given.

#ifndef ASSENT_CLIENT_CLI_PARTS_H_
#define ASSENT_CLIENT_CLI_PARTS_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "client/cli/answer.h"
#include "client/cli/arguments.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "client/cli/target.h"
#include "client/cli/times.h"
#include "client/cli/verb.h"
#include "client/cli/written.h"

namespace assent::cli {

template <typename Request>
using Fill = std::function<absl::Status(Session&, Request&)>;
template <typename Request>
using Part = std::function<Fill<Request>(Arguments&)>;
template <typename Request>
using Parts = std::vector<Part<Request>>;

// Adds -m and -F.
std::shared_ptr<WrittenArgs> AddWritten(Arguments& app, const std::string& what);

// A text that must be given (-m, -F, editor).
template <typename Request>
Part<Request> Said(std::string* (Request::*field)(), const std::string& what) {
  return [=](Arguments& app) -> Fill<Request> {
    const auto args = AddWritten(app, what);
    return [=](Session& session, Request& request) {
      ASSENT_ASSIGN_OR_RETURN(*(request.*field)(), Written(session, *args, {what, ""}));
      return absl::OkStatus();
    };
  };
}

// A text that may be given.
template <typename Request>
Part<Request> MaySay(std::string* (Request::*field)(), const std::string& what) {
  return [=](Arguments& app) -> Fill<Request> {
    const auto args = AddWritten(app, what);
    return [=](Session& session, Request& request) {
      ASSENT_ASSIGN_OR_RETURN(*(request.*field)(), WrittenIfGiven(session, *args));
      return absl::OkStatus();
    };
  };
}

// A word or a line.
template <typename Request>
Part<Request> Word(const std::string& flag, std::string* (Request::*field)(),
                   const std::string& help) {
  return [=](Arguments& app) -> Fill<Request> {
    auto word = std::make_shared<std::string>();
    app.Add(flag, *word, help);
    return [=](Session&, Request& request) {
      *(request.*field)() = *word;
      return absl::OkStatus();
    };
  };
}

template <typename Request>
Part<Request> Flag(const std::string& flag, void (Request::*set)(bool), const std::string& help) {
  return [=](Arguments& app) -> Fill<Request> {
    auto given = std::make_shared<bool>(false);
    app.AddFlag(flag, *given, help);
    return [=](Session&, Request& request) {
      (request.*set)(*given);
      return absl::OkStatus();
    };
  };
}

template <typename Request>
Part<Request> Number(const std::string& flag, void (Request::*set)(int32_t),
                     const std::string& help) {
  return [=](Arguments& app) -> Fill<Request> {
    auto typed = std::make_shared<std::string>();
    app.Add(flag, *typed, help).Kind("N");
    return [=](Session&, Request& request) -> absl::Status {
      if (typed->empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const int number, ParseNumber(*typed));
      (request.*set)(number);
      return absl::OkStatus();
    };
  };
}

// A value that the verb itself stands for.
template <typename Request, typename F>
Part<Request> Always(F set) {
  return [=](Arguments&) -> Fill<Request> {
    return [=](Session&, Request& request) {
      set(request);
      return absl::OkStatus();
    };
  };
}

template <typename Request>
Part<Request> Until(const std::string& flag, google::protobuf::Timestamp* (Request::*field)(),
                    const std::string& help) {
  return [=](Arguments& app) -> Fill<Request> {
    auto text = std::make_shared<std::string>();
    app.Add(flag, *text, help);
    return [=](Session& session, Request& request) -> absl::Status {
      if (text->empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const absl::Time time,
                              ReadTime(*text, session.now(), session.zone()));
      SetTime(time, *(request.*field)());
      return absl::OkStatus();
    };
  };
}

template <typename Request>
Part<Request> For(const std::string& flag, google::protobuf::Duration* (Request::*field)(),
                  const std::string& help) {
  return [=](Arguments& app) -> Fill<Request> {
    auto text = std::make_shared<std::string>();
    app.Add(flag, *text, help);
    return [=](Session&, Request& request) -> absl::Status {
      if (text->empty()) return absl::OkStatus();
      ASSENT_ASSIGN_OR_RETURN(const absl::Duration duration, ReadDuration(*text));
      SetDuration(duration, *(request.*field)());
      return absl::OkStatus();
    };
  };
}

template <typename Request>
std::vector<Fill<Request>> DefineAll(const Parts<Request>& parts, Arguments& app) {
  std::vector<Fill<Request>> fills;
  for (const Part<Request>& part : parts) fills.push_back(part(app));
  return fills;
}

template <typename Request>
absl::Status FillAll(const std::vector<Fill<Request>>& fills, Session& session, Request& request) {
  for (const Fill<Request>& fill : fills) ASSENT_RETURN_IF_ERROR(fill(session, request));
  return absl::OkStatus();
}

// Calls a method that changes something and shows its answer.
template <typename Stub, typename Request, typename Response>
absl::Status Act(Session& session, Method<Stub, Request, Response> method,
                 std::type_identity_t<Request> request) {
  ASSENT_ASSIGN_OR_RETURN(Response response, Call(session, method, std::move(request)));
  return ShowAnswer(session, response);
}

// A request names what it is about as `parent` or as `name`.
template <typename Request>
void SetTarget(Request& request, const std::string& name) {
  if constexpr (requires { request.set_parent(name); }) {
    request.set_parent(name);
  } else {
    request.set_name(name);
  }
}

// A verb that calls `method` on the proposal whose number is given.
template <typename Stub, typename Request, typename Response>
Define OnProposal(Method<Stub, Request, Response> method,
                  std::type_identity_t<Parts<Request>> parts = {}) {
  return [=](Arguments& app) -> Action {
    const NumberArg number = AddProposal(app);
    const auto fills = DefineAll<Request>(parts, app);
    return [=](Session& session) -> absl::Status {
      Request request;
      ASSENT_ASSIGN_OR_RETURN(const std::string name, ProposalOf(session, *number));
      SetTarget(request, name);
      ASSENT_RETURN_IF_ERROR(FillAll(fills, session, request));
      return Act(session, method, request);
    };
  };
}

// Finds what a second number stands for.
using FindChild = absl::StatusOr<std::string> (*)(Session&, const std::string& proposal,
                                                  const std::string& typed);

template <typename Stub, typename Request, typename Response>
Define OnChild(const char* what, FindChild find, Method<Stub, Request, Response> method,
               Parts<Request> parts) {
  return [=](Arguments& app) -> Action {
    const NumberArg number = AddProposal(app);
    const NumberArg child = AddChild(app, what);
    const auto fills = DefineAll<Request>(parts, app);
    return [=](Session& session) -> absl::Status {
      Request request;
      ASSENT_ASSIGN_OR_RETURN(const std::string proposal, ProposalOf(session, *number));
      ASSENT_ASSIGN_OR_RETURN(const std::string name, find(session, proposal, *child));
      request.set_name(name);
      ASSENT_RETURN_IF_ERROR(FillAll(fills, session, request));
      return Act(session, method, request);
    };
  };
}

absl::StatusOr<std::string> FindConcern(Session& session, const std::string& proposal,
                                        const std::string& typed);
absl::StatusOr<std::string> FindAmendment(Session& session, const std::string& proposal,
                                          const std::string& typed);
absl::StatusOr<std::string> FindBlock(Session& session, const std::string& proposal,
                                      const std::string& typed);

// Likewise on a concern, an amendment or a block of a proposal.
template <typename Stub, typename Request, typename Response>
Define OnConcern(Method<Stub, Request, Response> method,
                 std::type_identity_t<Parts<Request>> parts = {}) {
  return OnChild("CONCERN", FindConcern, method, std::move(parts));
}
template <typename Stub, typename Request, typename Response>
Define OnAmendment(Method<Stub, Request, Response> method,
                   std::type_identity_t<Parts<Request>> parts = {}) {
  return OnChild("AMENDMENT", FindAmendment, method, std::move(parts));
}
template <typename Stub, typename Request, typename Response>
Define OnBlock(Method<Stub, Request, Response> method,
               std::type_identity_t<Parts<Request>> parts = {}) {
  return OnChild("BLOCK", FindBlock, method, std::move(parts));
}
// The caller's own block, unless another is named.
template <typename Stub, typename Request, typename Response>
Define OnOwnBlock(Method<Stub, Request, Response> method,
                  std::type_identity_t<Parts<Request>> parts = {}) {
  return OnChild("BLOCK", OwnBlockOf, method, std::move(parts));
}

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_PARTS_H_
