#include "server/rpc/upload_call.h"

namespace assent::rpc {

UploadCall::UploadCall(const AskForUpload& ask, const TakeUpload& take, CallQueue& queue)
    : ask_(ask), take_(take), queue_(queue), reader_(&context_) {
  ask_(*this, queue_.queue());
}

void UploadCall::OnCame(bool ok) {
  if (!ok) {
    delete this;  // the server went first
    return;
  }
  queue_.CountStream();
  new UploadCall(ask_, take_, queue_);
  take_(*this);
}

void UploadCall::OnRead(bool ok) { owner_->OnRead(ok); }

void UploadCall::OnFinished(bool) {
  if (owner_ != nullptr) owner_->OnDone();
  queue_.ForgetStream();
  delete this;
}

}  // namespace assent::rpc
