#include "tests/bench/limit.h"

#include <signal.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "rocksdb/db.h"
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

}  // namespace

absl::Status ServeLimit(const std::string& folder, const std::string& shape) {
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
  const std::unique_ptr<Shape> service = NewShape(shape, log);
  if (service == nullptr) return absl::InvalidArgumentError("no such shape: " + shape);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  service->Register(builder);
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
