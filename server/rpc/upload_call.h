// One client stream as gRPC hands it over: a call that has come, with pieces that come one after
// the other, and one answer.
//
// Read(), Answer() and Refuse() from any thread: Read() after the one before is done, one of the
// others once, after the last is done. What has happened is told to the owner on the queue's
// thread; the call goes after OnDone().

#ifndef ASSENT_SERVER_RPC_UPLOAD_CALL_H_
#define ASSENT_SERVER_RPC_UPLOAD_CALL_H_

#include <functional>

#include "grpcpp/completion_queue.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"
#include "server/rpc/call_queue.h"

namespace assent::rpc {

class UploadCall;

// Asks gRPC for the next upload of one method, on behalf of `call`.
using AskForUpload = std::function<void(UploadCall& call, grpc::ServerCompletionQueue& queue)>;
// Takes an upload that has come: gives it an owner, or refuses it.
using TakeUpload = std::function<void(UploadCall& call)>;

// Whoever reads from an upload.
class UploadOwner {
 public:
  // Not `ok`: there is no further piece, or the client is gone.
  virtual void OnRead(bool ok) = 0;
  // The last: the owner may go.
  virtual void OnDone() = 0;

 protected:
  ~UploadOwner() = default;
};

class UploadCall {
 public:
  // `ask`, `take` and `queue` outlive the queue's thread.
  UploadCall(const AskForUpload& ask, const TakeUpload& take, CallQueue& queue);
  UploadCall(const UploadCall&) = delete;
  UploadCall& operator=(const UploadCall&) = delete;

  grpc::ServerContext& context() { return context_; }
  grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer>& reader() { return reader_; }
  // What gRPC gives back once the call has come.
  void* came() { return &came_; }

  // While it is taken; nobody is told of an upload that has no owner.
  void SetOwner(UploadOwner& owner) { owner_ = &owner; }

  void Read() { reader_.Read(&piece_, &read_); }
  // What the last Read() brought.
  grpc::ByteBuffer& piece() { return piece_; }

  void Answer(const grpc::ByteBuffer& answer) {
    reader_.Finish(answer, grpc::Status::OK, &finished_);
  }
  // From any thread, as long as OnDone() has not returned: a Read() under way brings nothing more.
  void Cancel() { context_.TryCancel(); }
  void Refuse(const grpc::Status& status) { reader_.FinishWithError(status, &finished_); }

 private:
  // A step that gRPC gives back.
  class Step final : public Tag {
   public:
    Step(UploadCall& call, void (UploadCall::*next)(bool ok)) : call_(call), next_(next) {}
    void Proceed(bool ok) override { (call_.*next_)(ok); }

   private:
    UploadCall& call_;
    void (UploadCall::*const next_)(bool ok);
  };

  void OnCame(bool ok);
  void OnRead(bool ok);
  void OnFinished(bool ok);

  const AskForUpload& ask_;
  const TakeUpload& take_;
  CallQueue& queue_;
  grpc::ServerContext context_;
  grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer> reader_;
  grpc::ByteBuffer piece_;
  UploadOwner* owner_ = nullptr;
  Step came_{*this, &UploadCall::OnCame};
  Step read_{*this, &UploadCall::OnRead};
  Step finished_{*this, &UploadCall::OnFinished};
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_UPLOAD_CALL_H_
