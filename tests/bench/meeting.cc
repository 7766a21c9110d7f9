#include "tests/bench/meeting.h"

#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "server/base/status_macros.h"

namespace assent::bench {
namespace {

// The calls of one member, or of somebody who is none yet.
class Voice {
 public:
  explicit Voice(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  std::string token;

  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                const Request& request) const {
    grpc::ClientContext context;
    if (!token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
    typename Service::Stub stub(channel_);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (status.ok()) return response;
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
};

absl::StatusOr<std::string> Join(const Voice& founder, const Voice& guest,
                                 const std::string& assembly, int number) {
  v1::CreateInvitationRequest invite;
  invite.set_parent(assembly);
  ASSENT_ASSIGN_OR_RETURN(
      const v1::CreateInvitationResponse invited,
      founder.Call<v1::MemberService>(&v1::MemberService::Stub::CreateInvitation, invite));
  v1::AcceptInvitationRequest accept;
  accept.set_parent(assembly);
  accept.set_secret(invited.secret());
  accept.set_handle(absl::StrCat("member-", number));
  ASSENT_ASSIGN_OR_RETURN(
      const v1::AcceptInvitationResponse joined,
      guest.Call<v1::MemberService>(&v1::MemberService::Stub::AcceptInvitation, accept));
  return joined.token();
}

absl::StatusOr<std::string> CallFor(const Voice& founder, const std::string& assembly) {
  using Proposals = v1::ProposalService;
  v1::CreateProposalRequest propose;
  propose.set_parent(assembly);
  propose.set_title("Open on Sundays");
  propose.set_text("We cook every Sunday from May.");
  propose.set_introduce(true);
  ASSENT_ASSIGN_OR_RETURN(const v1::CreateProposalResponse proposed,
                          founder.Call<Proposals>(&Proposals::Stub::CreateProposal, propose));
  v1::CallForConsensusRequest call;
  call.set_name(proposed.proposal().name());
  ASSENT_RETURN_IF_ERROR(
      founder.Call<Proposals>(&Proposals::Stub::CallForConsensus, call).status());
  return call.name();
}

}  // namespace

absl::StatusOr<Meeting> HoldMeeting(const std::string& server, const std::string& rule, int members,
                                    std::shared_ptr<grpc::ChannelCredentials> credentials) {
  grpc::ChannelArguments direct;
  direct.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const auto channel = grpc::CreateCustomChannel(
      server, credentials != nullptr ? credentials : grpc::InsecureChannelCredentials(), direct);
  const Voice guest(channel);
  Voice founder(channel);
  v1::CreateAssemblyRequest found;
  found.set_display_name("Bench");
  found.set_founder_handle("founder");
  found.set_default_rule(rule);
  ASSENT_ASSIGN_OR_RETURN(
      const v1::CreateAssemblyResponse founded,
      guest.Call<v1::AssemblyService>(&v1::AssemblyService::Stub::CreateAssembly, found));
  founder.token = founded.token();
  Meeting meeting;
  meeting.server = server;
  meeting.facilitator = founder.token;
  for (int i = 1; i < members; ++i) {
    ASSENT_ASSIGN_OR_RETURN(std::string token, Join(founder, guest, founded.assembly().name(), i));
    meeting.tokens.push_back(std::move(token));
  }
  ASSENT_ASSIGN_OR_RETURN(meeting.proposal, CallFor(founder, founded.assembly().name()));
  v1::TakeFacilitationRequest facilitate;
  facilitate.set_name(meeting.proposal);
  ASSENT_RETURN_IF_ERROR(
      founder.Call<v1::ProposalService>(&v1::ProposalService::Stub::TakeFacilitation, facilitate)
          .status());
  return meeting;
}

absl::Status SayPresent(const Meeting& meeting) {
  grpc::ChannelArguments direct;
  direct.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  Voice voice(
      grpc::CreateCustomChannel(meeting.server, grpc::InsecureChannelCredentials(), direct));
  v1::SayPresenceRequest present;
  present.set_name(meeting.proposal);
  for (const std::string& token : meeting.tokens) {
    voice.token = token;
    ASSENT_RETURN_IF_ERROR(
        voice.Call<v1::ProposalService>(&v1::ProposalService::Stub::SayPresence, present).status());
  }
  return absl::OkStatus();
}

absl::Status KeepProposal(const Meeting& meeting, const std::string& path) {
  grpc::ChannelArguments direct;
  direct.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  Voice voice(
      grpc::CreateCustomChannel(meeting.server, grpc::InsecureChannelCredentials(), direct));
  voice.token = meeting.tokens[0];
  v1::GetProposalRequest get;
  get.set_name(meeting.proposal);
  ASSENT_ASSIGN_OR_RETURN(
      const v1::GetProposalResponse got,
      voice.Call<v1::ProposalService>(&v1::ProposalService::Stub::GetProposal, get));
  std::ofstream file(path, std::ios::binary);
  return got.SerializeToOstream(&file)
             ? absl::OkStatus()
             : absl::UnavailableError(absl::StrCat("cannot write ", path));
}

Meeting PretendMeeting(const std::string& server, int members) {
  Meeting meeting{
      server, "assemblies/0123456789abcdef/proposals/1", {}, absl::StrFormat("%043d", 0)};
  for (int i = 1; i < members; ++i) meeting.tokens.push_back(absl::StrFormat("%043d", i));
  return meeting;
}

}  // namespace assent::bench
