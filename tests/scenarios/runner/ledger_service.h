// A ledger over a store in memory as a service: everything but the network and
// the disk. The log outlives the ledger, so it can be started anew at any time.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_LEDGER_SERVICE_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_LEDGER_SERVICE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/clock.h"
#include "server/ledger/ledger.h"
#include "storage/event_store.h"
#include "storage/memory/memory_store.h"
#include "tests/scenarios/runner/document_reads.h"

namespace assent::scenario {

struct LedgerOptions {
  // Every act is sent twice with one request id; both answers have to be the
  // same. One that was done is sent once more behind the next act, when its
  // answer comes from the store.
  bool twice = false;
  // The ledger is closed and opened again after every act; behind the first few
  // hundred, whenever there are a tenth more.
  bool restart = false;
  // … and each time from a snapshot of what was there before.
  bool snapshots = false;
  // For canaries: a broken store, and what becomes of a request on its way.
  std::function<std::unique_ptr<storage::EventStore>()> new_store = storage::NewMemoryStore;
  std::function<void(google::protobuf::Message&)> meddle = nullptr;
};

class LedgerService final : public DocumentReads {
 public:
  // The clock outlives the service.
  LedgerService(const base::Clock& clock, LedgerOptions options);

  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Perform(
      const Caller& caller, const google::protobuf::Message& request) override;
  absl::Status Check() override { return trouble_; }

 protected:
  absl::Status Settle(const Caller& caller) override;
  absl::StatusOr<std::vector<Stored>> Scan(const Caller& caller,
                                           const std::string& prefix) override;
  absl::StatusOr<std::vector<std::string>> Leaves(const Caller& caller) override;
  absl::StatusOr<std::optional<v1::Proposal>> OpenProposal(const Caller& caller,
                                                           int32_t number) override;
  absl::Status Look(const Caller& caller, LookAt look) override;

 private:
  using Reply = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

  // An act that was done, when, and its answer.
  struct Done {
    Caller caller;
    std::unique_ptr<google::protobuf::Message> request;
    absl::Time time;
    std::string answer;
  };

  Reply PerformOnce(const Caller& caller, const google::protobuf::Message& request);
  Reply PerformTwice(const Caller& caller, const google::protobuf::Message& request);
  // Sends the act before once more, which must be answered as it was.
  void RepeatBefore();
  void Open();
  void Trouble(absl::Status status);

  const base::Clock& clock_;
  const LedgerOptions options_;
  const std::unique_ptr<storage::EventStore> store_;
  std::unique_ptr<ledger::Ledger> ledger_;
  int64_t request_ids_ = 0;
  std::optional<Done> before_;  // the act before
  int64_t acts_ = 0;
  int64_t next_restart_ = 0;
  absl::Status trouble_;
};

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_LEDGER_SERVICE_H_
