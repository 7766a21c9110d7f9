// Connections: so many and no more, those beyond wait, and a server that was full serves again.
#include "server/rpc/listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/entropy.h"
#include "server/base/limits.h"
#include "server/ledger/ledger.h"
#include "server/rpc/rpc_server.h"
#include "storage/memory/memory_store.h"
#include "tests/e2e/kitchen.h"
#include "tests/e2e/test_server.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

// A connection of HTTP/2 that says hello.
class Connection {
 public:
  explicit Connection(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    open_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    const std::string hello("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);
    open_ = open_ && write(socket_, hello.data(), hello.size()) == 33;
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Whether the server says its own settings within that time.
  bool IsServed(int milliseconds) const {
    pollfd answers = {socket_, POLLIN, 0};
    char first = 0;
    return open_ && poll(&answers, 1, milliseconds) == 1 && recv(socket_, &first, 1, MSG_PEEK) == 1;
  }

 private:
  const int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool open_ = false;
};

constexpr int kSoon = 10'000;  // milliseconds
constexpr int kAWhile = 300;

class Connections : public ::testing::Test {
 protected:
  static constexpr int kMost = 5;

  Connections() : ledger_(*ledger::Ledger::Open(store_ref(), clock_, base::SystemEntropy())) {
    rpc::RpcOptions options;
    options.connections = {kMost, 3};
    server_ = *rpc::RpcServer::Start(*ledger_, "127.0.0.1:0", std::move(options));
  }
  storage::EventStore& store_ref() { return *store_; }

  const std::unique_ptr<storage::EventStore> store_ = storage::NewMemoryStore();
  const base::SystemClock clock_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<rpc::RpcServer> server_;
};

// From this machine they may be more than those of one address.
TEST_F(Connections, OneTooManyWaitsUntilAnotherCloses) {
  std::vector<std::unique_ptr<Connection>> open;
  for (int i = 0; i < kMost; ++i) {
    open.push_back(std::make_unique<Connection>(server_->port()));
    EXPECT_TRUE(open.back()->IsServed(kSoon)) << i;
  }
  const Connection late(server_->port());
  EXPECT_FALSE(late.IsServed(kAWhile));
  open.pop_back();
  EXPECT_TRUE(late.IsServed(kSoon));
}

TEST_F(Connections, AFullServerServesAgainWhenItIsEmptier) {
  for (int round = 0; round < 3; ++round) {
    std::vector<std::unique_ptr<Connection>> open;
    for (int i = 0; i < 3 * kMost; ++i) {
      open.push_back(std::make_unique<Connection>(server_->port()));
    }
    EXPECT_TRUE(open[0]->IsServed(kSoon)) << round;
    open.clear();
    EXPECT_TRUE(Connection(server_->port()).IsServed(kSoon)) << round;
  }
}

// What gRPC by itself does not survive: it accepts no more, for ever.
TEST_F(Connections, AProcessWithoutFilesServesAgainWhenItHasSome) {
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  const Connection before(server_->port());
  ASSERT_TRUE(before.IsServed(kSoon));
  const int highest = dup(0);
  rlimit none = files;
  none.rlim_cur = static_cast<rlim_t>(highest) + 1;
  close(highest);
  {
    const Connection waits(server_->port());  // its own file is the last
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    const Connection also(server_->port());
    EXPECT_FALSE(also.IsServed(kAWhile));
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  }
  EXPECT_TRUE(Connection(server_->port()).IsServed(kSoon));
}

TEST(Listening, ItNamesWhyItCannot) {
  ASSENT_ASSERT_OK_AND_ASSIGN(const auto first, rpc::Listener::Open("127.0.0.1:0", {1, 1}));
  EXPECT_GT(first.port(), 0);
  const auto second = rpc::Listener::Open(absl::StrCat("127.0.0.1:", first.port()), {1, 1});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(rpc::Listener::Open("127.0.0.1", {1, 1}).ok());
  EXPECT_FALSE(rpc::Listener::Open("no such host:0", {1, 1}).ok());
  ASSENT_EXPECT_OK(rpc::Listener::Open("[::1]:0", {1, 1}));
  ASSENT_EXPECT_OK(rpc::Listener::Open("localhost:0", {1, 1}));
  EXPECT_FALSE(rpc::Listener::Open(absl::StrCat("unix:/", std::string(200, 'x')), {1, 1}).ok());
}

TEST_F(Connections, AtAPathTheyAreServedToo) {
  const TempDir folder;
  const std::string path = folder.Path("socket");
  {
    const auto there = *rpc::RpcServer::Start(*ledger_, absl::StrCat("unix:", path), {});
    struct stat about {};
    ASSERT_EQ(lstat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u) << "for this account alone";
    const Kitchen kitchen(NewChannel(absl::StrCat("unix:", path)), 1);
    EXPECT_FALSE(kitchen.name().empty());
  }
  EXPECT_NE(access(path.c_str(), F_OK), 0) << "it goes with the server";
}

}  // namespace
}  // namespace assent::test
