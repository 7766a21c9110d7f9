#include "server/rpc/call_queue.h"

namespace assent::rpc {
UnaryCall::UnaryCall(const AskForCall& ask, const TakeCall& take,
                     grpc::ServerCompletionQueue& queue)
    : ask_(ask), take_(take), queue_(queue), writer_(&context_) {
  ask_(*this, queue_);
}

void UnaryCall::Proceed(bool ok) {
  if (has_come_ || !ok) {
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
