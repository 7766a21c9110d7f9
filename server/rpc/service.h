// One service of the API towards gRPC: what generated code does for typed services, done for ours,
// so that a method is one line (fill.h) and requests arrive as bytes that the driver parses.
//
// Methods are added before the server starts. A method's name is that of its request's type without
// "Request". Not thread-safe; the server calls the handlers from its threads.

#ifndef ASSENT_SERVER_RPC_SERVICE_H_
#define ASSENT_SERVER_RPC_SERVICE_H_

#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_method.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "server/ledger/ledger.h"
#include "server/rpc/access.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/driver.h"
#include "server/rpc/handlers/act.h"
#include "server/rpc/watches.h"

namespace assent::rpc {

class Service final : public grpc::Service {
 public:
  // `name` is the full name in the protos. Driver and watches outlive the service.
  Service(std::string name, Driver& driver, Watches& watches)
      : name_(std::move(name)), driver_(driver), watches_(watches) {}

  const std::string& name() const { return name_; }

  // A mutation: the ledger decides it.
  template <typename Request>
  void Act() {
    static_assert(MemberActs::kHas<Request> || OpenCalls::kHas<Request>,
                  "a mutation of members may come signed: see MemberActs");
    Look(&rpc::Act<Request>);
  }

  // Answers from the state.
  template <typename Request, typename Response>
  void Look(absl::StatusOr<Response> (*handler)(const Request&, Context&)) {
    AddUnary<Request>(
        [this, handler](UnaryCall& call) { driver_.Act<Request, Response>(call, handler); });
  }

  // Answers from documents.
  template <typename Request, typename Response>
  void Read(absl::StatusOr<Response> (*handler)(const Request&, Context&)) {
    AddUnary<Request>(
        [this, handler](UnaryCall& call) { driver_.Read<Request, Response>(call, handler); });
  }

  // Answers from the state, and from documents what the state no longer knows.
  template <typename Request, typename Response>
  void LookUp(absl::StatusOr<std::optional<Response>> (*glance)(const Request&, Context&),
              absl::StatusOr<Response> (*handler)(const Request&, Context&)) {
    AddUnary<Request>([this, glance, handler](UnaryCall& call) {
      driver_.LookUp<Request, Response>(call, glance, handler);
    });
  }

  // Streams.
  template <typename Request, typename Response>
  void Watch(std::shared_ptr<Feed<Response>> (*make)(FeedParts, const Request&)) {
    const int method = Add<Request>(grpc::internal::RpcMethod::SERVER_STREAMING);
    // Owned by the base class.
    MarkMethodRawCallback(
        method,
        new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, Response>(
            [this, make](grpc::CallbackServerContext* call, const grpc::ByteBuffer* request) {
              return watches_.Open<Request, Response>(call, *request, make);
            }));
  }

  // Takes unary calls from `queue`, once the server has started.
  void ServeFrom(CallQueue& queue) const {
    for (const UnaryMethod& method : unary_) queue.Serve(method.ask, method.take);
  }

 private:
  struct UnaryMethod {
    AskForCall ask;
    TakeCall take;
  };

  template <typename Request>
  void AddUnary(TakeCall take) {
    const int method = Add<Request>(grpc::internal::RpcMethod::NORMAL_RPC);
    MarkMethodRaw(method);
    const auto ask = [this, method](UnaryCall& call, grpc::ServerCompletionQueue& queue) {
      RequestAsyncUnary(method, &call.context(), &call.request(), &call.writer(), &queue, &queue,
                        &call);
    };
    unary_.push_back({ask, std::move(take)});
  }

  // The method's number.
  template <typename Request>
  int Add(grpc::internal::RpcMethod::RpcType type) {
    const absl::string_view method = absl::StripSuffix(Request::descriptor()->name(), "Request");
    paths_.push_back(absl::StrCat("/", name_, "/", method));
    AddMethod(new grpc::internal::RpcServiceMethod(paths_.back().c_str(), type, nullptr));
    return static_cast<int>(paths_.size()) - 1;
  }

  const std::string name_;
  Driver& driver_;
  Watches& watches_;
  std::deque<std::string> paths_;  // gRPC keeps pointers to them
  std::deque<UnaryMethod> unary_;  // calls keep references to them
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_SERVICE_H_
