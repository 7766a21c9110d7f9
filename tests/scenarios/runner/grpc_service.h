// A running server as a service: every act and read is a call over gRPC with
// the member's token.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_GRPC_SERVICE_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_GRPC_SERVICE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/caller.h"
#include "tests/scenarios/runner/runner.h"
#include "tests/scenarios/runner/service.h"

namespace assent::scenario {

class GrpcService final : public Service {
 public:
  // `suffix` is put behind the ids of assemblies, so that scenarios that found
  // the same one do not meet on the server.
  // `before_read` is called before documents are read: what fell due while the
  // clock was moved by hand may still be on its way to them. May be null.
  GrpcService(test::Caller caller, std::string suffix,
              std::function<absl::Status(const v1::Assembly&)> before_read = nullptr)
      : caller_(std::move(caller)),
        suffix_(std::move(suffix)),
        before_read_(std::move(before_read)) {}

  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Perform(
      const Caller& caller, const google::protobuf::Message& request) override;
  absl::StatusOr<v1::Assembly> GetAssembly(const Caller& caller) override;
  absl::StatusOr<v1::Proposal> GetProposal(const Caller& caller, int32_t number) override;
  absl::StatusOr<v1::Decision> GetDecision(const Caller& caller, int32_t number) override;
  absl::StatusOr<std::vector<v1::Member>> ListMembers(const Caller& caller) override;
  absl::StatusOr<std::vector<v1::Invitation>> ListInvitations(const Caller& caller) override;
  absl::StatusOr<std::vector<v1::Application>> ListApplications(const Caller& caller) override;
  absl::StatusOr<std::vector<v1::Proposal>> ListProposals(const Caller& caller) override;
  absl::StatusOr<std::vector<v1::Decision>> ListDecisions(const Caller& caller) override;
  absl::StatusOr<std::vector<v1::PoolMovement>> ListPoolMovements(const Caller& caller,
                                                                  const std::string& pool) override;
  absl::StatusOr<std::vector<v1::Revision>> ListRevisions(const Caller& caller,
                                                          int32_t proposal) override;
  absl::StatusOr<std::vector<v1::Amendment>> ListAmendments(const Caller& caller,
                                                            int32_t proposal) override;
  absl::StatusOr<std::vector<v1::Concern>> ListConcerns(const Caller& caller,
                                                        int32_t proposal) override;
  absl::StatusOr<std::vector<v1::Block>> ListBlocks(const Caller& caller,
                                                    int32_t proposal) override;
  absl::StatusOr<std::vector<v1::Position>> ListPositions(const Caller& caller,
                                                          int32_t proposal) override;
  absl::StatusOr<std::vector<v1::Entry>> ListEntries(const Caller& caller,
                                                     int32_t proposal) override;
  absl::Status Read(const Caller& caller, const google::protobuf::Message& request,
                    google::protobuf::Message& response) override;

 private:
  absl::Status Call(const Caller& caller, const google::protobuf::Message& request,
                    google::protobuf::Message* response) const;
  // All pages of a list.
  template <typename Item, typename Request, typename Response>
  absl::StatusOr<std::vector<Item>> Pages(
      const Caller& caller, Request request,
      const google::protobuf::RepeatedPtrField<Item>& (Response::*items)() const);

  absl::Status BeforeRead(const Caller& caller);

  const test::Caller caller_;
  const std::string suffix_;
  const std::function<absl::Status(const v1::Assembly&)> before_read_;
};

// Worlds on one server, which runs as a process of its own with a RocksDB
// store in a folder of its own for as long as the engine is kept. Time passes
// by itself there.
MakeEngine ServerEngine(const std::string& assentd);

// Each world on a whole server of its own in this process, with RocksDB and
// gRPC over loopback: here the scenario moves the clock.
MakeEngine SimulatedServerEngine();

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_GRPC_SERVICE_H_
