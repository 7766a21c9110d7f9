#include "tests/e2e/test_server.h"

#include <atomic>
#include <cstdlib>
#include <utility>

#include "absl/time/clock.h"
#include "grpc/grpc.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "server/base/check.h"

namespace assent::test {
namespace {

std::unique_ptr<Server> StartOrStop(const StoreChoice& store, const base::Clock& clock) {
  Serve serve{store, {"127.0.0.1", 0}};
  serve.entry = rpc::EntryRules::Unlimited();  // tests are faster than people
  // So that the same tests run with more threads that take calls than this machine would have.
  if (const char* const queues = std::getenv("ASSENT_TEST_QUEUES")) {
    serve.queues = static_cast<unsigned>(std::atoi(queues));
  }
  auto server = Server::Start(serve, clock);
  ASSENT_CHECK(server.ok(), server.status().message());
  return *std::move(server);
}

}  // namespace

std::shared_ptr<grpc::Channel> NewChannel(const std::string& address) {
  static std::atomic<int> next{0};
  grpc::ChannelArguments arguments;
  arguments.SetInt("assent.test.channel", next++);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

TestServer::TestServer(const StoreChoice& store) : server_(StartOrStop(store, system_clock_)) {}

TestServer::TestServer(const StoreChoice& store, const base::Clock& clock)
    : server_(StartOrStop(store, clock)) {}

bool TestServer::AwaitReadsWaiting(int reads) {
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (server_->reads_waiting() < reads) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

int64_t TestServer::LastSequence(const std::string& assembly) {
  const absl::StatusOr<uint64_t> last = server_->store().LastSequence(assembly);
  ASSENT_CHECK(last.ok(), last.status().message());
  return static_cast<int64_t>(*last);
}

}  // namespace assent::test
