#include "server/rpc/call_queue.h"

namespace assent::rpc {
namespace {

// Calls of one method that are asked for ahead, so that a burst finds a place ready. gRPC keeps
// those beyond it until the thread has asked again.
constexpr int kAsked = 32;

}  // namespace

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

void CallQueue::Serve(const AskForCall& ask, const TakeCall& take) {
  for (int i = 0; i < kAsked; ++i) new UnaryCall(ask, take, *queue_);
}

void CallQueue::Begin() {
  thread_ = std::thread([this] { Work(); });
}

void CallQueue::End() {
  if (ended_) return;
  ended_ = true;
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    Work();  // a queue has to be emptied before it goes
  }
}

void CallQueue::Work() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<UnaryCall*>(tag)->Proceed(ok);
}

}  // namespace assent::rpc
