// Reads that are answered from the documents derived from a log, wherever
// those are kept.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_DOCUMENT_READS_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_DOCUMENT_READS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "server/assembly/state.h"
#include "tests/scenarios/runner/service.h"

namespace assent::scenario {

class DocumentReads : public Service {
 public:
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
  // In mirror_reads.cc.
  absl::Status Read(const Caller& caller, const google::protobuf::Message& request,
                    google::protobuf::Message& response) override;

 protected:
  struct Stored {
    std::string key;
    std::string value;
  };

  // Settles what is due, so that reads show the present.
  virtual absl::Status Settle(const Caller& caller) = 0;
  virtual absl::StatusOr<std::vector<Stored>> Scan(const Caller& caller,
                                                   const std::string& prefix) = 0;
  // The leaves of the log, from the first.
  virtual absl::StatusOr<std::vector<std::string>> Leaves(const Caller& caller) = 0;
  // As the caller may see it; nullopt: not in memory, the document has it.
  virtual absl::StatusOr<std::optional<v1::Proposal>> OpenProposal(const Caller& caller,
                                                                   int32_t number) = 0;
  // Shows the state, and the caller's index in it.
  using LookAt = absl::FunctionRef<absl::Status(const assembly::State&, int32_t, absl::Time)>;
  virtual absl::Status Look(const Caller& caller, LookAt look) = 0;

 private:
  friend class MirrorReads;

  template <typename Message>
  absl::StatusOr<std::vector<Message>> All(const Caller& caller, const std::string& prefix);
  // Where the decision stands today; nullopt: it was not adopted.
  absl::StatusOr<std::optional<v1::Standing>> StandingOf(const Caller& caller,
                                                         const std::string& decision);
  // The same in what is shown of an ended proposal, and of a decision.
  absl::Status ShowToday(const Caller& caller, v1::Proposal& proposal);
  absl::Status ShowToday(const Caller& caller, v1::Decision& decision);
};

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_DOCUMENT_READS_H_
