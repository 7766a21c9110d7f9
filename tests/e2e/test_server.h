#ifndef ASSENT_TESTS_E2E_TEST_SERVER_H_
#define ASSENT_TESTS_E2E_TEST_SERVER_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "server/base/clock.h"
#include "server/server.h"

namespace assent::test {

// A channel of its own, not shared with other channels to the same address.
std::shared_ptr<grpc::Channel> NewChannel(const std::string& address);

// The whole server in this process, on a free port. Stops the program if it does not start.
class TestServer {
 public:
  explicit TestServer(const StoreChoice& store = MemoryStore{});
  TestServer(const StoreChoice& store, const base::Clock& clock);

  std::string address() const { return server_->address().ToString(); }
  std::shared_ptr<grpc::Channel> Connect() const { return NewChannel(address()); }
  Server& server() { return *server_; }
  // Returns once so many reads wait for their at_least_sequence; false: after a minute they did
  // not.
  bool AwaitReadsWaiting(int reads);
  // The end of an assembly's log.
  int64_t LastSequence(const std::string& assembly);

 private:
  const base::SystemClock system_clock_;
  std::unique_ptr<Server> server_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_E2E_TEST_SERVER_H_
