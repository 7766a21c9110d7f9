// Eight members, each with a client of their own, who act on one assembly as fast as they are
// answered, over gRPC, for as long as a server is there. Whatever stayed without an answer is sent
// again to the next server, with the same request_id, before anything else. Some sign what they do
// (device.h). Each client is one thread; what they were told is a history (history.h).

#ifndef ASSENT_TESTS_FAULTS_CROWD_OF_CLIENTS_H_
#define ASSENT_TESTS_FAULTS_CROWD_OF_CLIENTS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "assent/v1/act_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "grpcpp/channel.h"
#include "tests/e2e/caller.h"
#include "tests/faults/device.h"
#include "tests/faults/history.h"

namespace assent::faults {

class CrowdOfClients {
 public:
  static constexpr int kClients = 8;

  struct Options {
    uint32_t seed = 1;
    // Some hundredths of a second between some calls.
    bool pauses = false;
    // The first of them sign.
    int signing = 2;
    // Canary: asks again with another id, as if it were another act.
    bool forgets_ids = false;
  };

  // Founds the assembly, with one member more, who says nothing, and calls for consensus.
  CrowdOfClients(const std::shared_ptr<grpc::Channel>& channel, const Options& options);
  ~CrowdOfClients();

  // Starts the clients; they stop when the server no longer answers, or on Stop().
  void Start(const std::string& address);
  void Stop();

  // What the record says now, read over gRPC from behind what was read before; and whether it still
  // begins as it did, and has what was signed.
  absl::Status ReadOn(const std::shared_ptr<grpc::Channel>& channel);
  // Whether all that was told fits the record as it was read.
  absl::Status Check() const;

  int64_t acknowledged() const { return acknowledged_; }
  int64_t acknowledged_signed() const;
  const std::string& founder_token() const { return tokens_[0]; }
  const std::vector<std::string>& leaf_hashes() const { return leaf_hashes_; }
  // Acts that were refused by anything else than an end of the server; the last reason.
  int64_t refused() const { return refused_; }
  std::string last_refusal() const { return last_refusal_; }

 private:
  struct Client {
    std::mt19937 random;
    std::vector<Operation> history;
    std::optional<v1::TakePositionRequest> open;  // its operation is the last one of the history
    std::optional<Device> device;
    std::optional<v1::SubmitActRequest> open_signed;  // the same as it was sealed
    int acts = 0;
    std::thread thread;
  };

  void Run(int number, const std::string& address);
  bool Act(int number, const test::Caller& caller);
  void Begin(int number);
  test::Answer Send(Client& client, const test::Caller& caller, v1::TakePositionResponse& response);
  absl::Status CompareDevices(const std::shared_ptr<grpc::Channel>& channel) const;
  bool Read(Client& client, const test::Caller& caller);

  const Options options_;
  std::string proposal_;
  std::vector<std::string> tokens_;  // of the founder, of the clients, of the silent one
  std::vector<Client> clients_{kClients};
  std::atomic<bool> stopping_ = false;
  std::atomic<int64_t> acknowledged_ = 0;
  std::atomic<int64_t> refused_ = 0;
  std::string last_refusal_;
  std::vector<Line> log_;
  std::vector<std::string> leaf_hashes_;
};

}  // namespace assent::faults

#endif  // ASSENT_TESTS_FAULTS_CROWD_OF_CLIENTS_H_
