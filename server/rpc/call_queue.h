// The calls of the server, as gRPC hands them over: one completion queue, and one thread that takes
// from it what has come in and what was sent.
//
// That thread runs what starts each call, so nothing there may wait; answers may be given from any
// thread. tests/bench (`assent-bench shapes`) measures this shape against others.
//
// Streams come the same way (stream_call.h), and no method of the server uses gRPC's callbacks:
// one such method, and gRPC starts threads of its own that wait for the same connections. These
// take most of what comes in and hand it over by waking this thread, which was a sixth of the
// processor time of an act.

#ifndef ASSENT_SERVER_RPC_CALL_QUEUE_H_
#define ASSENT_SERVER_RPC_CALL_QUEUE_H_

#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"
#include "server/rpc/outbox.h"

namespace assent::rpc {

// What the queue gives back to its thread: something that was asked of gRPC has happened, or (not
// `ok`) never will.
class Tag {
 public:
  virtual void Proceed(bool ok) = 0;

 protected:
  ~Tag() = default;
};

class CallQueue;
class UnaryCall;

// Asks gRPC for the next call of one method, on behalf of `call`.
using AskForCall = std::function<void(UnaryCall& call, grpc::ServerCompletionQueue& queue)>;
// Takes a call that has come, and sees to it that it is answered.
using TakeCall = std::function<void(UnaryCall& call)>;

// One call of one method: waits for it, hands it over, and goes once its answer is out. Answer() or
// Refuse() is called once, from any thread; after that the call may be gone at any moment.
class UnaryCall final : public Tag {
 public:
  // `ask`, `take` and `queue` outlive the queue's thread.
  UnaryCall(const AskForCall& ask, const TakeCall& take, CallQueue& queue);
  UnaryCall(const UnaryCall&) = delete;
  UnaryCall& operator=(const UnaryCall&) = delete;

  grpc::ServerContext& context() { return context_; }
  grpc::ByteBuffer& request() { return request_; }
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>& writer() { return writer_; }

  // Becomes a refusal where too much waits already for whoever asked (outbox.h).
  void Answer(const grpc::ByteBuffer& response);
  void Refuse(const grpc::Status& status) { writer_.FinishWithError(status, this); }

  // The call has come, or its answer is out.
  void Proceed(bool ok) override;

 private:
  const AskForCall& ask_;
  const TakeCall& take_;
  CallQueue& queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_;
  bool has_come_ = false;
  bool in_outbox_ = false;
};

class CallQueue {
 public:
  // `outbox` outlives it.
  CallQueue(grpc::ServerBuilder& builder, Outbox& outbox)
      : queue_(builder.AddCompletionQueue()), outbox_(outbox) {}
  // Ends, if nobody has done so.
  ~CallQueue() { End(); }
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  // Where calls are asked for, once the server has started, before Begin().
  grpc::ServerCompletionQueue& queue() { return *queue_; }
  Outbox& outbox() { return outbox_; }
  void Begin();
  // After the server was shut down, when every call is answered; waits for streams. Returns when
  // the thread is gone.
  void End();

  // A stream has come, and has gone: while there is one, it may still ask gRPC for something.
  void CountStream();
  void ForgetStream();

 private:
  void Work();

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  Outbox& outbox_;
  std::thread thread_;
  bool ended_ = false;
  absl::Mutex mutex_;
  int streams_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_CALL_QUEUE_H_
