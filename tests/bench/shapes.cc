#include "tests/bench/shapes.h"

#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "assent/v1/position_service.grpc.pb.h"
#include "grpcpp/completion_queue.h"
#include "rocksdb/write_batch.h"
#include "server/base/check.h"
#include "storage/rocksdb/settings.h"

namespace assent::bench {
namespace {

// What a position with its entry comes to, at least.
constexpr size_t kRecordBytes = 200;

// Makes a response as long as the real one, and the record.
std::string Decide(const v1::TakePositionRequest& request, v1::TakePositionResponse& response) {
  v1::Position& position = *response.mutable_position();
  position.set_name(absl::StrCat(request.parent(), "/positions/0123456789abcdef"));
  position.set_member("assemblies/bench/members/0123456789abcdef");
  position.set_stance(request.stance());
  position.set_reason(request.reason());
  response.set_sequence(1);
  std::string record = position.SerializeAsString();
  record.resize(kRecordBytes);
  return record;
}

grpc::Status StatusOf(bool written) {
  return written ? grpc::Status::OK : grpc::Status(grpc::StatusCode::UNAVAILABLE, "not written");
}

// The one thread that writes. Thread-safe. `Call` has Answer(bool written).
template <typename Call>
class Writer {
 public:
  Writer(RecordLog& log, std::function<void()> told)
      : log_(log), told_(std::move(told)), thread_([this] { Work(); }) {}
  ~Writer() {
    {
      absl::MutexLock lock(&mutex_);
      ending_ = true;
    }
    thread_.join();
  }

  void Add(std::string record, Call call) {
    absl::MutexLock lock(&mutex_);
    batch_.records.push_back(std::move(record));
    batch_.calls.push_back(call);
  }
  // Of one call.
  void AddAll(std::vector<std::string> records, Call call) {
    absl::MutexLock lock(&mutex_);
    for (std::string& record : records) batch_.records.push_back(std::move(record));
    batch_.calls.push_back(call);
  }

 private:
  struct Batch {
    std::vector<std::string> records;
    std::vector<Call> calls;
  };

  Batch Take() {
    absl::MutexLock lock(&mutex_);
    const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !batch_.calls.empty() || ending_;
    };
    mutex_.Await(absl::Condition(&ready));
    return std::exchange(batch_, {});
  }

  void Work() {
    for (Batch batch = Take(); !batch.calls.empty(); batch = Take()) {
      const bool written = log_.Write(batch.records);
      for (Call& call : batch.calls) call.Answer(written);
      if (told_) told_();
    }
  }

  RecordLog& log_;
  const std::function<void()> told_;
  absl::Mutex mutex_;
  Batch batch_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses the rest
};

// --- callback ---

class Callback final : public Shape, public v1::PositionService::CallbackService {
 public:
  Callback(RecordLog& log, std::function<void()> told) : writer_(log, std::move(told)) {}

  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }

  grpc::ServerUnaryReactor* TakePosition(grpc::CallbackServerContext* call,
                                         const v1::TakePositionRequest* request,
                                         v1::TakePositionResponse* response) override {
    std::string record = Decide(*request, *response);
    grpc::ServerUnaryReactor* const reactor = call->DefaultReactor();
    writer_.Add(std::move(record), {reactor});
    return reactor;
  }

  grpc::ServerUnaryReactor* RecordPositions(grpc::CallbackServerContext* call,
                                            const v1::RecordPositionsRequest* request,
                                            v1::RecordPositionsResponse* response) override {
    std::vector<std::string> records;
    for (const v1::RecordedPosition& recorded : request->positions()) {
      v1::TakePositionRequest one;
      one.set_parent(request->parent());
      one.set_stance(recorded.stance());
      one.set_reason(recorded.reason());
      v1::TakePositionResponse answer;
      records.push_back(Decide(one, answer));
      *response->add_positions() = std::move(*answer.mutable_position());
    }
    response->set_sequence(1);
    grpc::ServerUnaryReactor* const reactor = call->DefaultReactor();
    writer_.AddAll(std::move(records), {reactor});
    return reactor;
  }

 private:
  struct Waiting {
    grpc::ServerUnaryReactor* reactor;
    void Answer(bool written) { reactor->Finish(StatusOf(written)); }
  };

  Writer<Waiting> writer_;
};

// --- sync ---

class Sync final : public Shape, public v1::PositionService::Service {
 public:
  explicit Sync(RecordLog& log) : writer_(log, nullptr) {}

  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }

  grpc::Status TakePosition(grpc::ServerContext*, const v1::TakePositionRequest* request,
                            v1::TakePositionResponse* response) override {
    Result result;
    writer_.Add(Decide(*request, *response), {&result});
    result.known.WaitForNotification();
    return StatusOf(result.written);
  }

 private:
  struct Result {
    absl::Notification known;
    bool written = false;
  };
  struct Waiting {
    Result* result;
    void Answer(bool written) {
      result->written = written;
      result->known.Notify();
    }
  };

  Writer<Waiting> writer_;
};

// --- queue, drain ---

// One call on a completion queue; deletes itself after its answer.
class QueuedCall {
 public:
  QueuedCall(v1::PositionService::AsyncService& service, grpc::ServerCompletionQueue& queue)
      : service_(service), queue_(queue), answer_(&context_) {
    service_.RequestTakePosition(&context_, &request_, &answer_, &queue_, &queue_, this);
  }

  // The queue gave it back. True: it has come, and now waits for its answer.
  bool Proceed(bool ok) {
    if (answered_ || !ok) {
      delete this;
      return false;
    }
    answered_ = true;
    new QueuedCall(service_, queue_);
    return true;
  }
  std::string Record() { return Decide(request_, response_); }
  void Answer(bool written) { answer_.Finish(response_, StatusOf(written), this); }

 private:
  v1::PositionService::AsyncService& service_;
  grpc::ServerCompletionQueue& queue_;
  grpc::ServerContext context_;
  v1::TakePositionRequest request_;
  v1::TakePositionResponse response_;
  grpc::ServerAsyncResponseWriter<v1::TakePositionResponse> answer_;
  bool answered_ = false;
};

class Queued : public Shape {
 public:
  void Register(grpc::ServerBuilder& builder) override {
    builder.RegisterService(&service_);
    queue_ = builder.AddCompletionQueue();
  }
  void Begin() override {
    constexpr int kWaiting = 256;  // calls that may come before the thread looks
    for (int i = 0; i < kWaiting; ++i) new QueuedCall(service_, *queue_);
    thread_ = std::thread([this] { Work(); });
  }
  void End() override {
    queue_->Shutdown();
    thread_.join();
  }

 protected:
  virtual void Work() = 0;

  v1::PositionService::AsyncService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::thread thread_;
};

class Queue final : public Queued {
 public:
  explicit Queue(RecordLog& log) : writer_(log, nullptr) {}

 private:
  struct Waiting {
    QueuedCall* call;
    void Answer(bool written) { call->Answer(written); }
  };

  void Work() override {
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) {
      auto* const call = static_cast<QueuedCall*>(tag);
      if (call->Proceed(ok)) writer_.Add(call->Record(), {call});
    }
  }

  Writer<Waiting> writer_;
};

class Drain final : public Queued {
 public:
  explicit Drain(RecordLog& log) : log_(log) {}

 private:
  void Work() override {
    using Next = grpc::CompletionQueue::NextStatus;
    std::vector<QueuedCall*> calls;
    std::vector<std::string> records;
    void* tag = nullptr;
    bool ok = false;
    while (true) {
      const auto patience =
          calls.empty() ? gpr_inf_future(GPR_CLOCK_REALTIME) : gpr_time_0(GPR_CLOCK_REALTIME);
      const Next next = queue_->AsyncNext(&tag, &ok, patience);
      if (next == Next::SHUTDOWN) return;
      if (next == Next::GOT_EVENT) {
        auto* const call = static_cast<QueuedCall*>(tag);
        if (!call->Proceed(ok)) continue;
        calls.push_back(call);
        records.push_back(call->Record());
        continue;
      }
      const bool written = log_.Write(records);
      for (QueuedCall* call : calls) call->Answer(written);
      calls.clear();
      records.clear();
    }
  }

  RecordLog& log_;
};

}  // namespace

bool RecordLog::Write(const std::vector<std::string>& records) {
  rocksdb::WriteOptions synced;
  synced.sync = true;
  rocksdb::WriteBatch changes(0, 0, storage::kProtectionBytes, 0);
  for (const std::string& record : records) {
    ASSENT_CHECK(changes.Put(absl::StrFormat("%016x", ++last_), record).ok());
  }
  return db_.Write(synced, &changes).ok();
}

std::unique_ptr<Shape> NewShape(const std::string& name, RecordLog& log,
                                std::function<void()> told) {
  if (name == "callback") return std::make_unique<Callback>(log, std::move(told));
  if (name == "queue") return std::make_unique<Queue>(log);
  if (name == "drain") return std::make_unique<Drain>(log);
  if (name == "sync") return std::make_unique<Sync>(log);
  return nullptr;
}

}  // namespace assent::bench
