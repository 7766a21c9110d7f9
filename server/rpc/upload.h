// An upload that is taken: pieces are given to a Sink one after the other, on a worker that may
// wait, and the next one is read when it has taken the one before; so nobody sends faster than it
// is taken, and a piece is all that waits. What the sink says at the end, or the first refusal, is
// the answer.
//
// Owns itself until gRPC is done with the call; the sink goes with it, on a worker. Whoever sends
// nothing for too long is cut off (OpenUploads).

#ifndef ASSENT_SERVER_RPC_UPLOAD_H_
#define ASSENT_SERVER_RPC_UPLOAD_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/base/check.h"
#include "server/base/status_macros.h"
#include "server/ledger/worker_pool.h"
#include "server/rpc/call_gate.h"
#include "server/rpc/driver.h"
#include "server/rpc/status.h"
#include "server/rpc/upload_call.h"

namespace assent::rpc {

// What takes an upload: the part that knows no gRPC. Called on workers, one call at a time.
template <typename Request, typename Response>
class Sink {
 public:
  virtual ~Sink() = default;
  // After a refusal there is no further call.
  virtual absl::Status Take(const Request& piece) = 0;
  virtual absl::StatusOr<Response> End() = 0;
};

// All uploads that are under way. Thread-safe.
class OpenUploads {
 public:
  // It waits for its client since `now`; absl::InfiniteFuture(): its client waits for us.
  void Waits(UploadCall& call, absl::Time now) {
    absl::MutexLock lock(&mutex_);
    waiting_since_[&call] = now;
  }
  void Remove(UploadCall& call) {
    absl::MutexLock lock(&mutex_);
    waiting_since_.erase(&call);
  }
  // Cuts off those that wait since before `then`.
  void CutOff(absl::Time then) {
    absl::MutexLock lock(&mutex_);
    for (auto& [call, since] : waiting_since_) {
      if (since < then) call->Cancel();
    }
  }

 private:
  absl::Mutex mutex_;
  absl::flat_hash_map<UploadCall*, absl::Time> waiting_since_ ABSL_GUARDED_BY(mutex_);
};

template <typename Request, typename Response>
class Upload final : public UploadOwner {
 public:
  // `call` lives until OnDone(). `workers` have a place for each pass, and one for its end.
  Upload(UploadCall& call, std::unique_ptr<Sink<Request, Response>> sink, CallGate::Pass pass,
         ledger::WorkerPool& workers, OpenUploads& open)
      : call_(call),
        sink_(std::move(sink)),
        pass_(std::move(pass)),
        workers_(workers),
        open_(open) {}

  void Begin() { Read(); }

  void OnRead(bool ok) override {
    open_.Waits(call_, absl::InfiniteFuture());
    OnWorker([this, ok] { return ok ? Take() : End(); });
  }

  void OnDone() override {
    open_.Remove(call_);
    OnWorker([this] { delete this; });
  }

 private:
  template <typename Job>
  void OnWorker(Job job) {
    ASSENT_CHECK(workers_.Submit(std::move(job)), "a place for each upload is reserved");
  }

  void Read() {
    open_.Waits(call_, absl::Now());
    call_.Read();
  }

  void Take() {
    Request piece;
    absl::Status status = ParseRequest(call_.piece(), piece);
    if (status.ok()) status = sink_->Take(piece);
    if (!status.ok()) return call_.Refuse(ToGrpcStatus(status));
    Read();
  }

  // Also where the client has gone: then the sink lacks what it waits for, and refuses.
  void End() {
    const absl::StatusOr<Response> answer = sink_->End();
    if (!answer.ok()) return call_.Refuse(ToGrpcStatus(answer.status()));
    grpc::ByteBuffer bytes;
    bool own = false;
    grpc::SerializationTraits<Response>::Serialize(*answer, &bytes, &own);
    call_.Answer(bytes);
  }

  UploadCall& call_;
  std::unique_ptr<Sink<Request, Response>> sink_;
  CallGate::Pass pass_;
  ledger::WorkerPool& workers_;
  OpenUploads& open_;
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_UPLOAD_H_
