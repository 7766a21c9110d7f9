// A service whose methods take and give bytes, over a queue of calls: what generated code does for
// typed services.
//
// Methods are added before the server starts; then each queue is served once. Not thread-safe.

#ifndef ASSENT_SERVER_RPC_RAW_SERVICE_H_
#define ASSENT_SERVER_RPC_RAW_SERVICE_H_

#include <deque>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "grpcpp/impl/rpc_method.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/stream_call.h"
#include "server/rpc/upload_call.h"

namespace assent::rpc {

class RawService : public grpc::Service {
 public:
  // `name` is the full name in the protos.
  explicit RawService(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }

  // Takes calls from `queue`, once the server has started. One of each method is asked for: gRPC
  // keeps a burst until the thread has asked again, and (as Debian builds it) looks through all
  // that is asked for whenever something comes, so that more would cost more than they bring.
  void ServeFrom(CallQueue& queue) const {
    for (const UnaryMethod& method : unary_) new UnaryCall(method.ask, method.take, queue);
    for (const StreamMethod& method : streams_) new StreamCall(method.ask, method.take, queue);
    for (const UploadMethod& method : uploads_) new UploadCall(method.ask, method.take, queue);
  }

 protected:
  void AddUnary(absl::string_view method, TakeCall take) {
    const int number = Add(method, grpc::internal::RpcMethod::NORMAL_RPC);
    const auto ask = [this, number](UnaryCall& call, grpc::ServerCompletionQueue& queue) {
      Tag* const tag = &call;
      RequestAsyncUnary(number, &call.context(), &call.request(), &call.writer(), &queue, &queue,
                        tag);
    };
    unary_.push_back({ask, std::move(take)});
  }

  // One request, and a stream of answers.
  void AddStream(absl::string_view method, TakeStream take) {
    const int number = Add(method, grpc::internal::RpcMethod::SERVER_STREAMING);
    const auto ask = [this, number](StreamCall& call, grpc::ServerCompletionQueue& queue) {
      RequestAsyncServerStreaming(number, &call.context(), &call.request(), &call.writer(), &queue,
                                  &queue, call.came());
    };
    streams_.push_back({ask, std::move(take)});
  }

  // A stream of requests, and one answer.
  void AddUpload(absl::string_view method, TakeUpload take) {
    const int number = Add(method, grpc::internal::RpcMethod::CLIENT_STREAMING);
    const auto ask = [this, number](UploadCall& call, grpc::ServerCompletionQueue& queue) {
      RequestAsyncClientStreaming(number, &call.context(), &call.reader(), &queue, &queue,
                                  call.came());
    };
    uploads_.push_back({ask, std::move(take)});
  }

 private:
  struct UnaryMethod {
    AskForCall ask;
    TakeCall take;
  };
  struct StreamMethod {
    AskForStream ask;
    TakeStream take;
  };

  struct UploadMethod {
    AskForUpload ask;
    TakeUpload take;
  };

  // The method's number.
  int Add(absl::string_view method, grpc::internal::RpcMethod::RpcType type) {
    paths_.push_back(absl::StrCat("/", name_, "/", method));
    AddMethod(new grpc::internal::RpcServiceMethod(paths_.back().c_str(), type, nullptr));
    const int number = static_cast<int>(paths_.size()) - 1;
    MarkMethodRaw(number);
    return number;
  }

  const std::string name_;
  std::deque<std::string> paths_;     // gRPC keeps pointers to them
  std::deque<UnaryMethod> unary_;     // calls keep references to them
  std::deque<StreamMethod> streams_;  // the same
  std::deque<UploadMethod> uploads_;  // the same
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_RAW_SERVICE_H_
