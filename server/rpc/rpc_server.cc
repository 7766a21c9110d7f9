#include "server/rpc/rpc_server.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpc/grpc.h"
#include "grpc/support/log.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "server/base/limits.h"
#include "server/base/log.h"
#include "server/base/refusal.h"
#include "server/ledger/worker_pool.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/driver.h"
#include "server/rpc/health.h"
#include "server/rpc/outbox.h"
#include "server/rpc/services.h"
#include "server/rpc/ticker.h"
#include "server/rpc/watches.h"

namespace assent::rpc {

// In the order in which they come up; they go down in the opposite one, after the drain.
struct RpcServer::Parts {
  Parts(ledger::Ledger& its_ledger, RpcOptions& options, Listener its_listener)
      : ledger(its_ledger),
        throttle(std::move(options.entry)),
        readers(kReaderThreads, kMaxReadsQueued),
        driver(ledger, readers, throttle),
        watches(ledger, throttle),
        uploads(ledger, throttle, options.import_pause),
        health([this] { return ledger.Health().ok(); }),
        services(MakeServices(driver, watches, uploads)),
        listener(std::move(its_listener)) {}

  ledger::Ledger& ledger;
  Throttle throttle;
  ledger::WorkerPool readers;
  Driver driver;
  Watches watches;
  Uploads uploads;
  HealthService health;
  std::vector<std::unique_ptr<Service>> services;
  Outbox outbox;
  std::deque<CallQueue> calls;  // see QueuesFor()
  std::shared_ptr<grpc::ServerCredentials> credentials;
  std::unique_ptr<grpc::Server> server;
  Listener listener;
  std::optional<Ticker> ticker;
};

namespace {

// gRPC's own messages may hold addresses of members: the journal gets the place only.
void LogOfGrpc(gpr_log_func_args* args) {
  if (args->severity != GPR_LOG_SEVERITY_ERROR) return;
  absl::string_view file = args->file;
  file.remove_prefix(std::min(file.size(), file.rfind('/') + 1));
  base::Log(base::Severity::kWarning, "grpc", {{"file", file}, {"line", args->line}});
}

// Queues of calls, with a thread each that reads from connections and decides (call_queue.h). One
// does some 40,000 acts a second, and on a small machine a second would take turns with it. Only
// machines of two processors were measured.
unsigned QueuesFor(unsigned processors) { return std::clamp(processors / 4, 1U, 4U); }

void SetLimits(grpc::ServerBuilder& builder) {
  const auto set = [&](const char* key, int value) { builder.AddChannelArgument(key, value); };
  const auto milliseconds = [](absl::Duration d) {
    return static_cast<int>(absl::ToInt64Milliseconds(d));
  };
  builder.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  set(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, milliseconds(kMinPingInterval));
  set(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  set(GRPC_ARG_KEEPALIVE_TIME_MS, milliseconds(kPingIdleAfter));
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, milliseconds(kPingTimeout));
}

}  // namespace

RpcServer::RpcServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

RpcServer::~RpcServer() { Drain(); }

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(ledger::Ledger& ledger,
                                                            const std::string& address,
                                                            RpcOptions options) {
  // What goes wrong here is said once, by the caller.
  gpr_set_log_function([](gpr_log_func_args*) {});
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  absl::StatusOr<Listener> listener = Listener::Open(address, options.connections);
  if (!listener.ok()) {
    return base::Refuse(absl::StatusCode::kUnavailable, "CANNOT_LISTEN",
                        std::string(listener.status().message()));
  }
  auto parts = std::make_unique<Parts>(ledger, options, *std::move(listener));
  grpc::ServerBuilder builder;
  SetLimits(builder);
  parts->credentials = options.credentials != nullptr ? std::move(options.credentials)
                                                      : grpc::InsecureServerCredentials();
  auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, parts->credentials);
  std::vector<std::string> names;
  for (const auto& service : parts->services) {
    builder.RegisterService(service.get());
    names.push_back(service->name());
  }
  parts->health.SetServices(std::move(names));
  builder.RegisterService(&parts->health);
  const unsigned queues =
      options.queues > 0 ? options.queues : QueuesFor(std::thread::hardware_concurrency());
  for (unsigned i = 0; i < queues; ++i) parts->calls.emplace_back(builder, parts->outbox);
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr) {
    return base::Refuse(absl::StatusCode::kUnavailable, "CANNOT_LISTEN",
                        absl::StrCat("cannot listen on ", address));
  }
  gpr_set_log_function(&LogOfGrpc);
  for (CallQueue& queue : parts->calls) {
    for (const auto& service : parts->services) service->ServeFrom(queue);
    parts->health.ServeFrom(queue);
    queue.Begin();
  }
  Parts* const running = parts.get();
  parts->ticker.emplace([running] {
    running->watches.Tick(absl::Now());
    running->uploads.Tick(absl::Now());
    running->health.Tick();
    running->outbox.Tick(absl::Now());
  });
  parts->listener.Begin(std::move(acceptor));
  return std::unique_ptr<RpcServer>(new RpcServer(std::move(parts)));
}

int RpcServer::port() const { return parts_->listener.port(); }

std::vector<std::string> RpcServer::service_names() const {
  std::vector<std::string> names;
  for (const auto& service : parts_->services) names.push_back(service->name());
  return names;
}

int RpcServer::reads_waiting() const { return parts_->driver.reads_waiting(); }

void RpcServer::Drain() {
  parts_->health.Drain();
  parts_->watches.Drain();
  parts_->driver.Drain(kDrainTime);
  parts_->listener.End();
  // All that is left are last messages on their way, and connections that clients let go.
  parts_->server->Shutdown(absl::ToChronoTime(absl::Now() + kGoodbyeTime));
  // What the ledger still had to call back has been called: nobody comes back to parts that go.
  parts_->ledger.Flush();
  // An answer needs the queue: those that the ledger has just called back are let out first.
  parts_->driver.Drain(kDrainTime);
  for (CallQueue& queue : parts_->calls) queue.End();
  parts_->ticker.reset();
}

}  // namespace assent::rpc
