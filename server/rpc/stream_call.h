// One server stream as gRPC hands it over: a call that has come, with its one request, and messages
// that go out one after the other.
//
// Write() and Finish() from any thread: Write() after the one before is done, Finish() once, after
// the last is done. What has happened is told to the owner on the queue's thread, one after the
// other; the call goes after OnDone(), for which it waits until Finish() and cannot do without.

#ifndef ASSENT_SERVER_RPC_STREAM_CALL_H_
#define ASSENT_SERVER_RPC_STREAM_CALL_H_

#include <functional>

#include "grpcpp/completion_queue.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"
#include "server/rpc/call_queue.h"

namespace assent::rpc {

class StreamCall;

// Asks gRPC for the next stream of one method, on behalf of `call`.
using AskForStream = std::function<void(StreamCall& call, grpc::ServerCompletionQueue& queue)>;
// Takes a stream that has come: gives it an owner, or finishes it.
using TakeStream = std::function<void(StreamCall& call)>;

// Whoever writes to a stream.
class StreamOwner {
 public:
  // Not `ok`: the client is gone.
  virtual void OnWriteDone(bool ok) = 0;
  // The client takes no more, or is gone; at most once, and not after Finish().
  virtual void OnCancel() = 0;
  // The last: the owner may go.
  virtual void OnDone() = 0;

 protected:
  ~StreamOwner() = default;
};

class StreamCall {
 public:
  // `ask`, `take` and `queue` outlive the queue's thread.
  StreamCall(const AskForStream& ask, const TakeStream& take, CallQueue& queue);
  StreamCall(const StreamCall&) = delete;
  StreamCall& operator=(const StreamCall&) = delete;

  grpc::ServerContext& context() { return context_; }
  grpc::ByteBuffer& request() { return request_; }
  grpc::ServerAsyncWriter<grpc::ByteBuffer>& writer() { return writer_; }
  // What gRPC gives back once the call has come.
  void* came() { return &came_; }

  // While it is taken; nobody is told of a stream that has no owner.
  void SetOwner(StreamOwner& owner) { owner_ = &owner; }

  template <typename Message>
  void Write(const Message& message) {
    grpc::ByteBuffer bytes;
    bool own = false;
    grpc::SerializationTraits<Message>::Serialize(message, &bytes, &own);
    writer_.Write(bytes, &written_);
  }
  void Finish(const grpc::Status& status) { writer_.Finish(status, &finished_); }

 private:
  // A step that gRPC gives back.
  class Step final : public Tag {
   public:
    Step(StreamCall& call, void (StreamCall::*next)(bool ok)) : call_(call), next_(next) {}
    void Proceed(bool ok) override { (call_.*next_)(ok); }

   private:
    StreamCall& call_;
    void (StreamCall::*const next_)(bool ok);
  };

  void OnCame(bool ok);
  void OnWritten(bool ok);
  // The status is out, and: nothing more comes from the client. In either order.
  void OnFinished(bool ok);
  void OnClosed(bool ok);
  void EndAfterBoth();

  const AskForStream& ask_;
  const TakeStream& take_;
  CallQueue& queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  StreamOwner* owner_ = nullptr;
  bool is_finished_ = false;
  bool is_closed_ = false;
  Step came_{*this, &StreamCall::OnCame};
  Step written_{*this, &StreamCall::OnWritten};
  Step finished_{*this, &StreamCall::OnFinished};
  Step closed_{*this, &StreamCall::OnClosed};
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_STREAM_CALL_H_
