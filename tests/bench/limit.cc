#include "tests/bench/limit.h"

#include <signal.h>

#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "assent/v1/position_service.grpc.pb.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "server/base/check.h"
#include "server/base/log.h"
#include "storage/rocksdb/settings.h"

namespace assent::bench {
namespace {

// What a position with its entry comes to, at least.
constexpr size_t kRecordBytes = 200;

// One call that waits for the disk.
struct Waiting {
  std::string record;
  grpc::ServerUnaryReactor* reactor;
};

// The one thread that writes. Thread-safe.
class Writer {
 public:
  explicit Writer(rocksdb::DB& db) : db_(db), thread_([this] { Work(); }) {}
  ~Writer() {
    {
      absl::MutexLock lock(&mutex_);
      ending_ = true;
    }
    thread_.join();
  }

  void Add(Waiting call) {
    absl::MutexLock lock(&mutex_);
    queue_.push_back(std::move(call));
  }

 private:
  std::vector<Waiting> Take() {
    absl::MutexLock lock(&mutex_);
    const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !queue_.empty() || ending_;
    };
    mutex_.Await(absl::Condition(&ready));
    return std::exchange(queue_, {});
  }

  void Work() {
    rocksdb::WriteOptions synced;
    synced.sync = true;
    for (std::vector<Waiting> batch = Take(); !batch.empty(); batch = Take()) {
      rocksdb::WriteBatch changes(0, 0, storage::kProtectionBytes, 0);
      for (const Waiting& call : batch) {
        ASSENT_CHECK(changes.Put(absl::StrFormat("%016x", ++last_), call.record).ok());
      }
      const bool written = db_.Write(synced, &changes).ok();
      const grpc::Status status =
          written ? grpc::Status::OK : grpc::Status(grpc::StatusCode::UNAVAILABLE, "not written");
      for (const Waiting& call : batch) call.reactor->Finish(status);
    }
  }

  rocksdb::DB& db_;
  uint64_t last_ = 0;
  absl::Mutex mutex_;
  std::vector<Waiting> queue_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses the rest
};

class Limit final : public v1::PositionService::CallbackService {
 public:
  explicit Limit(Writer& writer) : writer_(writer) {}

  grpc::ServerUnaryReactor* TakePosition(grpc::CallbackServerContext* call,
                                         const v1::TakePositionRequest* request,
                                         v1::TakePositionResponse* response) override {
    // As long as the real answer.
    v1::Position& position = *response->mutable_position();
    position.set_name(absl::StrCat(request->parent(), "/positions/0123456789abcdef"));
    position.set_member("assemblies/bench/members/0123456789abcdef");
    position.set_stance(request->stance());
    position.set_reason(request->reason());
    response->set_sequence(1);
    std::string record = position.SerializeAsString();
    record.resize(kRecordBytes);
    grpc::ServerUnaryReactor* const reactor = call->DefaultReactor();
    writer_.Add({std::move(record), reactor});
    return reactor;
  }

 private:
  Writer& writer_;
};

void WaitForSigterm() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  int received = 0;
  sigwait(&signals, &received);
}

}  // namespace

absl::Status ServeLimit(const std::string& folder) {
  sigset_t signals;  // before any thread starts, so that all inherit it
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(storage::Settings({}, /*is_new=*/true), folder, &opened);
  if (!status.ok()) return absl::UnavailableError(status.ToString());
  const std::unique_ptr<rocksdb::DB> db(opened);
  Writer writer(*db);
  Limit service(writer);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) return absl::UnavailableError("cannot listen on loopback");
  const std::string address = absl::StrCat("127.0.0.1:", port);
  base::Log(base::Severity::kInfo, "listening", {{"address", address}, {"store", "limit"}});
  WaitForSigterm();
  server->Shutdown();
  return absl::OkStatus();
}

}  // namespace assent::bench
