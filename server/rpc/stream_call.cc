#include "server/rpc/stream_call.h"

namespace assent::rpc {

StreamCall::StreamCall(const AskForStream& ask, const TakeStream& take, CallQueue& queue)
    : ask_(ask), take_(take), queue_(queue), writer_(&context_) {
  context_.AsyncNotifyWhenDone(&closed_);
  ask_(*this, queue_.queue());
}

void StreamCall::OnCame(bool ok) {
  if (!ok) {
    delete this;  // the server went first: nothing else is given back
    return;
  }
  queue_.CountStream();
  new StreamCall(ask_, take_, queue_);
  take_(*this);
}

void StreamCall::OnWritten(bool ok) { owner_->OnWriteDone(ok); }

void StreamCall::OnFinished(bool) {
  is_finished_ = true;
  EndAfterBoth();
}

// Where the status went out first, that is why it closed, and the owner has nothing to do any more.
void StreamCall::OnClosed(bool) {
  is_closed_ = true;
  if (!is_finished_ && owner_ != nullptr && context_.IsCancelled()) owner_->OnCancel();
  EndAfterBoth();
}

void StreamCall::EndAfterBoth() {
  if (!is_finished_ || !is_closed_) return;
  if (owner_ != nullptr) owner_->OnDone();
  queue_.ForgetStream();
  delete this;
}

}  // namespace assent::rpc
