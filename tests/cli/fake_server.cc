#include "tests/cli/fake_server.h"

#include "server/base/check.h"

namespace assent::test {

std::string AuthorizationOf(const grpc::ServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

FakeServer::FakeServer() {
  proposal.set_name("assemblies/kitchen/proposals/17");
  proposal.set_title("Open on Sundays");
  proposal.set_state(v1::Proposal::STATE_CALLED);
  proposal.set_revision(1);
  proposal.set_proposer("assemblies/kitchen/members/1");
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(static_cast<v1::ProposalService::Service*>(this));
  builder.RegisterService(static_cast<v1::PositionService::Service*>(this));
  builder.RegisterService(static_cast<v1::MemberService::Service*>(this));
  server_ = builder.BuildAndStart();
  ASSENT_CHECK(server_ != nullptr && port > 0);
  address_ = absl::StrCat("127.0.0.1:", port);
}

std::string FakeServer::Config() const {
  return absl::StrCat("current = \"kitchen\"\n[contexts.kitchen]\nserver = \"", address_,
                      "\"\nassembly = \"kitchen\"\nhandle = \"ana\"\ntoken = \"opensesame\"\n");
}

grpc::Status FakeServer::NextStatus() {
  if (refusals.empty()) return grpc::Status::OK;
  const grpc::Status status = refusals.front();
  refusals.pop_front();
  return status;
}

grpc::Status FakeServer::DecideProposal(grpc::ServerContext* context,
                                        const v1::DecideProposalRequest* request,
                                        v1::DecideProposalResponse* response) {
  decided.push_back({AuthorizationOf(*context), *request});
  *response->mutable_proposal() = proposal;
  return NextStatus();
}

grpc::Status FakeServer::CreateProposal(grpc::ServerContext* context,
                                        const v1::CreateProposalRequest* request,
                                        v1::CreateProposalResponse* response) {
  created.push_back({AuthorizationOf(*context), *request});
  *response->mutable_proposal() = proposal;
  response->set_sequence(5);
  return NextStatus();
}

grpc::Status FakeServer::GetProposal(grpc::ServerContext*, const v1::GetProposalRequest*,
                                     v1::GetProposalResponse* response) {
  *response->mutable_proposal() = proposal;
  return NextStatus();
}

grpc::Status FakeServer::ListProposals(grpc::ServerContext*, const v1::ListProposalsRequest*,
                                       v1::ListProposalsResponse* response) {
  *response->add_proposals() = proposal;
  return grpc::Status::OK;
}

// One change, then the stream breaks; the one after it ends the proposal.
grpc::Status FakeServer::WatchProposal(grpc::ServerContext* context,
                                       const v1::WatchProposalRequest* request,
                                       grpc::ServerWriter<v1::WatchProposalResponse>* writer) {
  watches.push_back({AuthorizationOf(*context), *request});
  v1::WatchProposalResponse change;
  change.set_heartbeat(true);
  change.set_sequence(watches.size());
  writer->Write(change);
  change.set_heartbeat(false);
  change.set_sequence(10 * watches.size());
  *change.mutable_proposal() = proposal;
  if (watches.size() > 1) change.mutable_proposal()->set_state(v1::Proposal::STATE_ADOPTED);
  writer->Write(change);
  return grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server goes down");
}

grpc::Status FakeServer::TakePosition(grpc::ServerContext* context,
                                      const v1::TakePositionRequest* request,
                                      v1::TakePositionResponse* response) {
  positions.push_back({AuthorizationOf(*context), *request});
  response->mutable_position()->set_name(absl::StrCat(request->parent(), "/positions/1"));
  response->mutable_position()->set_stance(request->stance());
  return NextStatus();
}

grpc::Status FakeServer::RecordPositions(grpc::ServerContext* context,
                                         const v1::RecordPositionsRequest* request,
                                         v1::RecordPositionsResponse*) {
  recorded.push_back({AuthorizationOf(*context), *request});
  return NextStatus();
}

grpc::Status FakeServer::ListMembers(grpc::ServerContext*, const v1::ListMembersRequest*,
                                     v1::ListMembersResponse* response) {
  v1::Member& ana = *response->add_members();
  ana.set_name("assemblies/kitchen/members/1");
  ana.set_handle("ana");
  ana.set_state(v1::Member::STATE_ACTIVE);
  return NextStatus();
}

grpc::Status FakeServer::AcceptInvitation(grpc::ServerContext* context,
                                          const v1::AcceptInvitationRequest* request,
                                          v1::AcceptInvitationResponse* response) {
  joined.push_back({AuthorizationOf(*context), *request});
  response->mutable_member()->set_name("assemblies/kitchen/members/2");
  response->mutable_member()->set_handle(request->handle());
  response->set_token("a-new-token");
  return NextStatus();
}

}  // namespace assent::test
