// What a scenario talks to: acts and reads of one assembly, whatever is behind
// them (the pure core, a ledger, a server). Requests and answers are the API's
// messages.
//
// Not thread-safe. Statuses are refusals of the service, as it gave them.

#ifndef ASSENT_TESTS_SCENARIOS_RUNNER_SERVICE_H_
#define ASSENT_TESTS_SCENARIOS_RUNNER_SERVICE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assent/v1/access.pb.h"
#include "assent/v1/amendment.pb.h"
#include "assent/v1/assembly.pb.h"
#include "assent/v1/block.pb.h"
#include "assent/v1/concern.pb.h"
#include "assent/v1/decision.pb.h"
#include "assent/v1/entry.pb.h"
#include "assent/v1/member.pb.h"
#include "assent/v1/position.pb.h"
#include "assent/v1/proposal.pb.h"
#include "google/protobuf/message.h"

namespace assent::scenario {

// Who calls. All empty: nobody yet (founding, joining).
struct Caller {
  std::string assembly;  // its id
  std::string member;    // id
  std::string token;
};

class Service {
 public:
  virtual ~Service() = default;

  // One mutation of the API; the answer is the Response of the request's type.
  virtual absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Perform(
      const Caller& caller, const google::protobuf::Message& request) = 0;

  virtual absl::StatusOr<v1::Assembly> GetAssembly(const Caller& caller) = 0;
  // With its tally, sentences in English.
  virtual absl::StatusOr<v1::Proposal> GetProposal(const Caller& caller, int32_t number) = 0;
  virtual absl::StatusOr<v1::Decision> GetDecision(const Caller& caller, int32_t number) = 0;
  // In order of joining, those who have left included.
  virtual absl::StatusOr<std::vector<v1::Member>> ListMembers(const Caller& caller) = 0;
  virtual absl::StatusOr<std::vector<v1::Invitation>> ListInvitations(const Caller& caller) = 0;
  virtual absl::StatusOr<std::vector<v1::Application>> ListApplications(const Caller& caller) = 0;
  virtual absl::StatusOr<std::vector<v1::Proposal>> ListProposals(const Caller& caller) = 0;
  virtual absl::StatusOr<std::vector<v1::Decision>> ListDecisions(const Caller& caller) = 0;
  // Oldest first.
  virtual absl::StatusOr<std::vector<v1::PoolMovement>> ListPoolMovements(
      const Caller& caller, const std::string& pool) = 0;
  virtual absl::StatusOr<std::vector<v1::Revision>> ListRevisions(const Caller& caller,
                                                                  int32_t proposal) = 0;
  virtual absl::StatusOr<std::vector<v1::Amendment>> ListAmendments(const Caller& caller,
                                                                    int32_t proposal) = 0;
  virtual absl::StatusOr<std::vector<v1::Concern>> ListConcerns(const Caller& caller,
                                                                int32_t proposal) = 0;
  virtual absl::StatusOr<std::vector<v1::Block>> ListBlocks(const Caller& caller,
                                                            int32_t proposal) = 0;
  virtual absl::StatusOr<std::vector<v1::Position>> ListPositions(const Caller& caller,
                                                                  int32_t proposal) = 0;
  // The log: sequence, type, author, proposal and leaf. 0: all proposals.
  virtual absl::StatusOr<std::vector<v1::Entry>> ListEntries(const Caller& caller,
                                                             int32_t proposal) = 0;

  // A read of MirrorService or NeedService; the answer is the Response of the
  // request's type, with everything on one page.
  virtual absl::Status Read(const Caller& caller, const google::protobuf::Message& request,
                            google::protobuf::Message& response) = 0;

  // What the service itself found wrong, beside its answers: a variation that
  // checks more than the answers (a rebuilt state that differs) says it here.
  virtual absl::Status Check() { return absl::OkStatus(); }
};

}  // namespace assent::scenario

#endif  // ASSENT_TESTS_SCENARIOS_RUNNER_SERVICE_H_
