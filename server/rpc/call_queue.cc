#include "server/rpc/call_queue.h"

#include "server/base/limits.h"
#include "server/rpc/refusals.h"
#include "server/rpc/status.h"

namespace assent::rpc {

UnaryCall::UnaryCall(const AskForCall& ask, const TakeCall& take, CallQueue& queue)
    : ask_(ask), take_(take), queue_(queue), writer_(&context_) {
  ask_(*this, queue_.queue());
}

void UnaryCall::Answer(const grpc::ByteBuffer& response) {
  const size_t bytes = response.Length();
  if (bytes > kSmallAnswerBytes) {
    if (!queue_.outbox().Add(context_, bytes)) {
      return Refuse(ToGrpcStatus(refusal::AnswersUnread()));
    }
    in_outbox_ = true;
  }
  writer_.Finish(response, grpc::Status::OK, this);
}

void UnaryCall::Proceed(bool ok) {
  if (has_come_ || !ok) {
    if (in_outbox_) queue_.outbox().Remove(context_);
    delete this;
    return;
  }
  has_come_ = true;
  new UnaryCall(ask_, take_, queue_);
  take_(*this);
}

void CallQueue::Begin() {
  thread_ = std::thread([this] { Work(); });
}

void CallQueue::End() {
  if (ended_) return;
  ended_ = true;
  if (thread_.joinable()) {
    const auto none = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return streams_ == 0; };
    absl::MutexLock lock(&mutex_, absl::Condition(&none));
  }
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    Work();  // a queue has to be emptied before it goes
  }
}

void CallQueue::CountStream() {
  absl::MutexLock lock(&mutex_);
  ++streams_;
}

void CallQueue::ForgetStream() {
  absl::MutexLock lock(&mutex_);
  --streams_;
}

void CallQueue::Work() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Tag*>(tag)->Proceed(ok);
}

}  // namespace assent::rpc
