// One watch as gRPC sees it: a server stream that is fed by a Feed.
//
//   preparing ──message──▶ writing ──client took it──▶ preparing
//       │ nothing new
//       ▼
//     idle ──the log grew──▶ preparing;  ──quiet for kHeartbeat──▶ writing a heartbeat
//
// From everywhere it can end: the client cancels, the feed refuses (its member has left), the
// server drains. An end waits for a message that is being written.
//
// Thread-safe. Watches own the streams; a stream lives until gRPC is done with it and no job on a
// worker holds it.

#ifndef ASSENT_SERVER_RPC_STREAM_H_
#define ASSENT_SERVER_RPC_STREAM_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/base/check.h"
#include "server/base/limits.h"
#include "server/ledger/worker_pool.h"
#include "server/rpc/bytes.h"
#include "server/rpc/feed.h"
#include "server/rpc/refusals.h"
#include "server/rpc/status.h"
#include "server/rpc/stream_call.h"

namespace assent::rpc {

// What Watches know of a stream.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  virtual const std::string& assembly() const = 0;
  // Sends a heartbeat if the stream has been quiet for long enough.
  virtual void Beat(absl::Time now) = 0;
  virtual void End(absl::Status status) = 0;
};

template <typename Response>
class Stream final : public StreamOwner,
                     public OpenStream,
                     public std::enable_shared_from_this<Stream<Response>> {
 public:
  // `call` lives until OnDone(). `on_refused` says, at most once, what a caller is told who may not
  // watch; `on_done` runs when gRPC is done with the stream.
  Stream(StreamCall& call, std::shared_ptr<Feed<Response>> feed, ledger::WorkerPool& workers,
         std::string resource, absl::AnyInvocable<absl::Status(absl::Status) &&> on_refused,
         absl::AnyInvocable<void() &&> on_done)
      : call_(call),
        feed_(std::move(feed)),
        workers_(workers),
        resource_(std::move(resource)),
        on_refused_(std::move(on_refused)),
        on_done_(std::move(on_done)) {}

  // Begins to tell, on a worker, since the assembly may have to be read first. `ledger` refuses
  // whoever is not a member; it outlives the stream.
  void Begin(ledger::Ledger& ledger) {
    OnWorker([&ledger](Stream& self) {
      if (self.StartWatch(ledger)) self.FindNext();
    });
  }

  const std::string& assembly() const override { return feed_->access().assembly; }

  void Beat(absl::Time now) override {
    absl::MutexLock lock(&mutex_);
    if (last_write_ == absl::InfinitePast()) last_write_ = now;
    if (phase_ != Phase::kIdle || now - last_write_ < kHeartbeat) return;
    if constexpr (requires(Response beat) { beat.set_heartbeat(true); }) {
      Response beat;
      beat.set_heartbeat(true);
      beat.set_sequence(feed_->told());
      Write(Encode(beat));
      last_write_ = now;
    }
  }

  void End(absl::Status status) override {
    absl::MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    end_ = std::move(status);
    if (phase_ != Phase::kWriting) FinishNow();
  }

  void OnCancel() override { End(refusal::Cancelled()); }

  void OnWriteDone(bool ok) override {
    {
      absl::MutexLock lock(&mutex_);
      phase_ = Phase::kPreparing;
      if (!ok && !end_.has_value()) end_ = refusal::Cancelled();
      if (end_.has_value()) return FinishNow();
    }
    Prepare();
  }

  void OnDone() override {
    std::shared_ptr<ledger::Watch> watch;
    {
      absl::MutexLock lock(&mutex_);
      watch = std::move(watch_);
    }
    watch.reset();
    std::move(on_done_)();  // destroys this, unless a job still holds it
  }

 private:
  enum class Phase { kIdle, kPreparing, kWriting, kFinished };

  // False: it has ended.
  bool StartWatch(ledger::Ledger& ledger) {
    auto watch = ledger.WatchAssembly(feed_->access(), [weak = this->weak_from_this()](int64_t) {
      if (auto stream = weak.lock()) stream->OnNews();
    });
    if (!watch.ok()) {
      End(std::move(on_refused_)(std::move(watch).status()));
      return false;
    }
    absl::MutexLock lock(&mutex_);
    if (phase_ == Phase::kFinished) return false;
    watch_ = *std::move(watch);
    return true;
  }

  void OnNews() {
    {
      absl::MutexLock lock(&mutex_);
      if (phase_ != Phase::kIdle) return;
      phase_ = Phase::kPreparing;
    }
    Prepare();
  }

  // Asks the feed on a worker; the phase is kPreparing.
  void Prepare() {
    OnWorker([](Stream& self) { self.FindNext(); });
  }

  template <typename Job>
  void OnWorker(Job job) {
    const bool taken = workers_.Submit([self = this->shared_from_this(), job] { job(*self); });
    ASSENT_CHECK(taken, "a place for each watch is reserved");
  }

  void FindNext() {
    feed_->FindNext([self = this->shared_from_this()](typename Feed<Response>::Next next) {
      self->OnNext(std::move(next));
    });
  }

  void OnNext(typename Feed<Response>::Next next) {
    if (!next.ok()) return End(std::move(next).status());
    if (*next == nullptr && feed_->ends()) return End(absl::OkStatus());
    std::shared_ptr<ledger::Watch> watch;
    {
      absl::MutexLock lock(&mutex_);
      if (phase_ == Phase::kFinished) return;
      if (*next != nullptr) return Write(*std::move(next));
      phase_ = Phase::kIdle;
      watch = watch_;
    }
    if (watch != nullptr) watch->Arm(feed_->told());
  }

  void Write(ledger::Bytes message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    phase_ = Phase::kWriting;
    last_write_ = absl::InfinitePast();
    call_.Write(BufferOf(std::move(message)));
  }

  void FinishNow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (phase_ == Phase::kFinished) return;
    phase_ = Phase::kFinished;
    call_.Finish(ToGrpcStatus(*end_, resource_));
  }

  StreamCall& call_;
  const std::shared_ptr<Feed<Response>> feed_;
  ledger::WorkerPool& workers_;
  const std::string resource_;
  absl::AnyInvocable<absl::Status(absl::Status) &&> on_refused_;
  absl::AnyInvocable<void() &&> on_done_;

  absl::Mutex mutex_;
  Phase phase_ ABSL_GUARDED_BY(mutex_) = Phase::kPreparing;
  // Set by the first beat after a write: as exact as the ticker.
  absl::Time last_write_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<ledger::Watch> watch_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assent::rpc

#endif  // ASSENT_SERVER_RPC_STREAM_H_
