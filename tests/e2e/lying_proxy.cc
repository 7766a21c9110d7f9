#include "tests/e2e/lying_proxy.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "server/base/check.h"
#include "tests/e2e/test_server.h"

namespace assent::test {
namespace {

// What was started last on the queue has come to its end: whether it was done.
bool Await(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

// One call, towards both sides. Works on its own thread, one step after the other.
class LyingProxy::Call {
 public:
  explicit Call(LyingProxy& proxy) : proxy_(proxy), stream_(&context_) {}
  ~Call() { queue_->Shutdown(); }

  // Waits for a client. False: there will be none.
  bool Accept() {
    proxy_.service_.RequestCall(&context_, &stream_, queue_.get(), proxy_.queue_.get(), this);
    return Await(*proxy_.queue_);
  }

  void Run() {
    grpc::ByteBuffer request;
    stream_.Read(&request, nullptr);
    if (!Await(*queue_)) return Finish(grpc::Status::CANCELLED);
    const int times = proxy_.lies_.times(context_.method());
    if (times == 0) {
      Write(grpc::ByteBuffer());
      return Finish(grpc::Status::OK);
    }
    grpc::Status end;
    for (int i = 1; i <= times; ++i) end = Forward(request, i == times);
    Finish(proxy_.lies_.end(end));
  }

 private:
  // Asks the server; `tell` the client what it answers.
  grpc::Status Forward(const grpc::ByteBuffer& request, bool tell) {
    const auto context = grpc::ClientContext::FromServerContext(context_);
    for (const auto& [key, value] : context_.client_metadata()) {
      if (key == "authorization") {
        context->AddMetadata("authorization", {value.data(), value.size()});
      }
    }
    grpc::CompletionQueue queue;
    const auto server = proxy_.server_.PrepareCall(context.get(), context_.method(), &queue);
    server->StartCall(nullptr);
    if (Await(queue)) {
      server->WriteLast(request, {}, nullptr);
      Await(queue);
    }
    grpc::ByteBuffer message;
    for (int n = 0;; ++n) {
      server->Read(&message, nullptr);
      if (!Await(queue)) break;
      const int times = tell ? proxy_.lies_.messages(n) : 0;
      for (int i = 0; i < times; ++i) {
        if (!Write(message)) context->TryCancel();
      }
    }
    grpc::Status status;
    server->Finish(&status, nullptr);
    Await(queue);
    queue.Shutdown();
    return status;
  }

  bool Write(const grpc::ByteBuffer& message) {
    stream_.Write(message, nullptr);
    return Await(*queue_);
  }

  void Finish(const grpc::Status& status) {
    stream_.Finish(status, nullptr);
    Await(*queue_);
  }

  LyingProxy& proxy_;
  const std::unique_ptr<grpc::CompletionQueue> queue_ = std::make_unique<grpc::CompletionQueue>();
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_;
};

LyingProxy::LyingProxy(std::shared_ptr<grpc::Channel> server, Lies lies)
    : lies_(std::move(lies)), server_(std::move(server)) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterAsyncGenericService(&service_);
  queue_ = builder.AddCompletionQueue();
  listener_ = builder.BuildAndStart();
  ASSENT_CHECK(listener_ != nullptr && port_ != 0, "cannot listen on loopback");
  acceptor_ = std::thread([this] { Accept(); });
}

LyingProxy::~LyingProxy() {
  listener_->Shutdown(absl::ToChronoTime(absl::Now()));
  queue_->Shutdown();
  acceptor_.join();
  for (std::thread& call : calls_) call.join();
}

void LyingProxy::Accept() {
  for (auto call = std::make_shared<Call>(*this); call->Accept();
       call = std::make_shared<Call>(*this)) {
    calls_.emplace_back([call] { call->Run(); });
  }
}

std::shared_ptr<grpc::Channel> LyingProxy::Connect() const {
  return NewChannel(absl::StrCat("127.0.0.1:", port_));
}

}  // namespace assent::test
