#ifndef ASSENT_TESTS_E2E_LYING_PROXY_H_
#define ASSENT_TESTS_E2E_LYING_PROXY_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/channel.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/server.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace assent::test {

// A mistake between a server and its clients, for the tests of the tests: what they claim of a
// server, they must deny of one behind this. All functions may be called from any thread.
struct Lies {
  // How often a call (by its path) reaches the server; 0: it is answered OK, with an empty message.
  std::function<int(const std::string& path)> times = [](const std::string&) { return 1; };
  // How often message `n` (from 0) of an answer reaches the client.
  std::function<int(int n)> messages = [](int) { return 1; };
  // What the client is told of the end.
  std::function<grpc::Status(const grpc::Status& true_end)> end = [](const grpc::Status& end) {
    return end;
  };
};

// Passes on all calls, with one request each, to a server, and lies. A thread for each call.
class LyingProxy {
 public:
  // `server`: a channel to it. Stops the program if it cannot listen.
  LyingProxy(std::shared_ptr<grpc::Channel> server, Lies lies);
  // Calls that are still open are cancelled.
  ~LyingProxy();
  LyingProxy(const LyingProxy&) = delete;
  LyingProxy& operator=(const LyingProxy&) = delete;

  // A channel of its own.
  std::shared_ptr<grpc::Channel> Connect() const;

 private:
  class Call;

  void Accept();

  const Lies lies_;
  grpc::GenericStub server_;
  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> listener_;
  int port_ = 0;
  std::thread acceptor_;
  std::vector<std::thread> calls_;  // the acceptor's, until it has ended
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_E2E_LYING_PROXY_H_
