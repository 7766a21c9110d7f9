#include "tests/bench/limit.h"

#include <signal.h>

#include <fstream>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "rocksdb/db.h"
#include "server/base/check.h"
#include "server/base/log.h"
#include "storage/rocksdb/settings.h"
#include "tests/bench/shapes.h"

namespace assent::bench {
namespace {

void WaitForSigterm() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  int received = 0;
  sigwait(&signals, &received);
}

// Everybody who watches, and a write to each when there is news. Thread-safe.
class Fanout {
 public:
  class Watcher {
   public:
    virtual ~Watcher() = default;
    virtual void Tell() = 0;
  };

  void Add(Watcher* watcher) {
    absl::MutexLock lock(&mutex_);
    watchers_.insert(watcher);
  }
  void Remove(Watcher* watcher) {
    absl::MutexLock lock(&mutex_);
    watchers_.erase(watcher);
  }
  void Tell() {
    absl::MutexLock lock(&mutex_);
    for (Watcher* const watcher : watchers_) watcher->Tell();
  }

 private:
  absl::Mutex mutex_;
  absl::flat_hash_set<Watcher*> watchers_ ABSL_GUARDED_BY(mutex_);
};

// Echoes, and streams.
class Proposals final : public v1::ProposalService::CallbackService {
 public:
  Proposals(const std::string& answer, Fanout& fanout) : fanout_(fanout) {
    if (answer.empty()) return;
    std::ifstream file(answer, std::ios::binary);
    ASSENT_CHECK(answer_.ParseFromIstream(&file), "a GetProposalResponse");
  }

  grpc::ServerUnaryReactor* GetProposal(grpc::CallbackServerContext* call,
                                        const v1::GetProposalRequest*,
                                        v1::GetProposalResponse* response) override {
    *response = answer_;
    grpc::ServerUnaryReactor* const reactor = call->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerWriteReactor<v1::WatchProposalResponse>* WatchProposal(
      grpc::CallbackServerContext*, const v1::WatchProposalRequest*) override {
    return new Stream(*this);
  }

 private:
  class Stream final : public grpc::ServerWriteReactor<v1::WatchProposalResponse>,
                       public Fanout::Watcher {
   public:
    explicit Stream(Proposals& proposals) : proposals_(proposals) {
      *message_.mutable_proposal() = proposals.answer_.proposal();
      Tell();  // what there is now
      proposals.fanout_.Add(this);
    }
    void Tell() override {
      absl::MutexLock lock(&mutex_);
      if (writing_ || ended_) {
        again_ = true;
        return;
      }
      writing_ = true;
      StartWrite(&message_);
    }
    void OnWriteDone(bool ok) override {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      if (!ok || ended_ || !std::exchange(again_, false)) return;
      writing_ = true;
      StartWrite(&message_);
    }
    void OnCancel() override {
      proposals_.fanout_.Remove(this);
      {
        absl::MutexLock lock(&mutex_);
        ended_ = true;
      }
      Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

   private:
    Proposals& proposals_;
    absl::Mutex mutex_;
    bool writing_ ABSL_GUARDED_BY(mutex_) = false;
    bool again_ ABSL_GUARDED_BY(mutex_) = false;
    bool ended_ ABSL_GUARDED_BY(mutex_) = false;
    v1::WatchProposalResponse message_;
  };

  Fanout& fanout_;
  v1::GetProposalResponse answer_;
};

}  // namespace

absl::Status ServeLimit(const std::string& folder, const std::string& shape,
                        const std::string& answer) {
  sigset_t signals;  // before any thread starts, so that all inherit it
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(storage::Settings({}, /*is_new=*/true), folder, &opened);
  if (!status.ok()) return absl::UnavailableError(status.ToString());
  const std::unique_ptr<rocksdb::DB> db(opened);
  RecordLog log(*db);
  Fanout fanout;
  const std::unique_ptr<Shape> service = NewShape(shape, log, [&] { fanout.Tell(); });
  if (service == nullptr) return absl::InvalidArgumentError("no such shape: " + shape);
  Proposals proposals(answer, fanout);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  service->Register(builder);
  // Without it no method has a callback, but those of the shape that is called after them: see
  // server/rpc/call_queue.h.
  if (!answer.empty()) builder.RegisterService(&proposals);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) return absl::UnavailableError("cannot listen on loopback");
  service->Begin();
  const std::string address = absl::StrCat("127.0.0.1:", port);
  base::Log(base::Severity::kInfo, "listening", {{"address", address}, {"store", "limit"}});
  WaitForSigterm();
  server->Shutdown();
  service->End();
  return absl::OkStatus();
}

}  // namespace assent::bench
