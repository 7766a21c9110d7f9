#ifndef ASSENT_TESTS_CLI_FAKE_SERVER_H_
#define ASSENT_TESTS_CLI_FAKE_SERVER_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "assent/v1/amendment_service.grpc.pb.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/block_service.grpc.pb.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "assent/v1/position_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "tests/cli/run_program.h"

namespace assent::test {

// A refusal as the server sends it.
inline grpc::Status Refusal(grpc::StatusCode code, const std::string& sentence,
                            const std::string& reason,
                            const std::vector<const google::protobuf::Message*>& more = {}) {
  google::rpc::Status details;
  details.set_code(code);
  details.set_message(sentence);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("assent");
  details.add_details()->PackFrom(info);
  for (const auto* detail : more) details.add_details()->PackFrom(*detail);
  return grpc::Status(code, sentence, details.SerializeAsString());
}

// Of one call: what came in, and with which token.
template <typename Request>
struct Received {
  std::string authorization;
  Request request;
};

std::string AuthorizationOf(const grpc::ServerContext& context);

// A server that answers as it was told, so that the command line is tested for
// what it sends and what it makes of an answer, whatever a real server thinks.
class FakeServer final : public v1::ProposalService::Service,
                         public v1::PositionService::Service,
                         public v1::MemberService::Service {
 public:
  FakeServer();

  // "127.0.0.1:PORT".
  const std::string& address() const { return address_; }
  // A configuration with one membership of this server.
  std::string Config() const;

  // The next calls that change something end so, in turn; then they are OK.
  std::deque<grpc::Status> refusals;
  v1::Proposal proposal;
  std::vector<Received<v1::DecideProposalRequest>> decided;
  std::vector<Received<v1::CreateProposalRequest>> created;
  std::vector<Received<v1::TakePositionRequest>> positions;
  std::vector<Received<v1::RecordPositionsRequest>> recorded;
  std::vector<Received<v1::WatchProposalRequest>> watches;
  std::vector<Received<v1::AcceptInvitationRequest>> joined;

 private:
  grpc::Status NextStatus();

  grpc::Status DecideProposal(grpc::ServerContext*, const v1::DecideProposalRequest*,
                              v1::DecideProposalResponse*) override;
  grpc::Status CreateProposal(grpc::ServerContext*, const v1::CreateProposalRequest*,
                              v1::CreateProposalResponse*) override;
  grpc::Status GetProposal(grpc::ServerContext*, const v1::GetProposalRequest*,
                           v1::GetProposalResponse*) override;
  grpc::Status ListProposals(grpc::ServerContext*, const v1::ListProposalsRequest*,
                             v1::ListProposalsResponse*) override;
  grpc::Status WatchProposal(grpc::ServerContext*, const v1::WatchProposalRequest*,
                             grpc::ServerWriter<v1::WatchProposalResponse>*) override;
  grpc::Status TakePosition(grpc::ServerContext*, const v1::TakePositionRequest*,
                            v1::TakePositionResponse*) override;
  grpc::Status RecordPositions(grpc::ServerContext*, const v1::RecordPositionsRequest*,
                               v1::RecordPositionsResponse*) override;
  grpc::Status ListMembers(grpc::ServerContext*, const v1::ListMembersRequest*,
                           v1::ListMembersResponse*) override;
  grpc::Status AcceptInvitation(grpc::ServerContext*, const v1::AcceptInvitationRequest*,
                                v1::AcceptInvitationResponse*) override;

  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_CLI_FAKE_SERVER_H_
