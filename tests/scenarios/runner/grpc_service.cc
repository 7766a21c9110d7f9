#include "tests/scenarios/runner/grpc_service.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/test_server.h"
#include "tests/scenarios/runner/requests.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/temp_dir.h"

namespace assent::scenario {
namespace {

using google::protobuf::Message;

std::string AssemblyName(const Caller& caller) {
  return absl::StrCat("assemblies/", caller.assembly);
}

std::string Below(const Caller& caller, const char* collection, int32_t number) {
  return absl::StrCat(AssemblyName(caller), "/", collection, "/", number);
}

// The Response beside a Request.
std::unique_ptr<Message> NewResponse(const Message& request) {
  std::string name = request.GetDescriptor()->full_name();
  name = absl::StrCat(absl::StripSuffix(name, "Request"), "Response");
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

}  // namespace

absl::Status GrpcService::Call(const Caller& caller, const Message& request,
                               Message* response) const {
  const test::Answer answer = caller_.As(caller.token).Call(request, response);
  if (answer.ok()) return absl::OkStatus();
  const std::string reason = answer.reason();
  if (reason.empty()) return absl::UnknownError(answer.ToString());
  return base::Refuse(static_cast<absl::StatusCode>(answer.status.error_code()), reason,
                      answer.status.error_message());
}

absl::StatusOr<std::unique_ptr<Message>> GrpcService::Perform(const Caller& caller,
                                                              const Message& request) {
  const std::unique_ptr<Message> sent(request.New());
  sent->CopyFrom(request);
  if (auto* founding = dynamic_cast<v1::CreateAssemblyRequest*>(sent.get())) {
    founding->set_assembly_id(absl::StrCat(founding->assembly_id(), suffix_));
  }
  std::unique_ptr<Message> response = NewResponse(request);
  ASSENT_RETURN_IF_ERROR(Call(caller, *sent, response.get()));
  return response;
}

template <typename Item, typename Request, typename Response>
absl::StatusOr<std::vector<Item>> GrpcService::Pages(
    const Caller& caller, Request request,
    const google::protobuf::RepeatedPtrField<Item>& (Response::*items)() const) {
  ASSENT_RETURN_IF_ERROR(BeforeRead(caller));
  std::vector<Item> all;
  request.set_page_size(100);
  do {
    Response response;
    ASSENT_RETURN_IF_ERROR(Call(caller, request, &response));
    all.insert(all.end(), (response.*items)().begin(), (response.*items)().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

absl::Status GrpcService::BeforeRead(const Caller& caller) {
  if (before_read_ == nullptr) return absl::OkStatus();
  ASSENT_ASSIGN_OR_RETURN(const v1::Assembly assembly, GetAssembly(caller));
  return before_read_(assembly);
}

absl::StatusOr<v1::Assembly> GrpcService::GetAssembly(const Caller& caller) {
  v1::GetAssemblyRequest request;
  v1::GetAssemblyResponse response;
  request.set_name(AssemblyName(caller));
  ASSENT_RETURN_IF_ERROR(Call(caller, request, &response));
  return response.assembly();
}

absl::StatusOr<v1::Proposal> GrpcService::GetProposal(const Caller& caller, int32_t number) {
  v1::GetProposalRequest request;
  v1::GetProposalResponse response;
  request.set_name(Below(caller, "proposals", number));
  ASSENT_RETURN_IF_ERROR(Call(caller, request, &response));
  return response.proposal();
}

absl::StatusOr<v1::Decision> GrpcService::GetDecision(const Caller& caller, int32_t number) {
  ASSENT_RETURN_IF_ERROR(BeforeRead(caller));
  v1::GetDecisionRequest request;
  v1::GetDecisionResponse response;
  request.set_name(Below(caller, "decisions", number));
  ASSENT_RETURN_IF_ERROR(Call(caller, request, &response));
  return response.decision();
}

absl::StatusOr<std::vector<v1::Member>> GrpcService::ListMembers(const Caller& caller) {
  v1::ListMembersRequest request;
  request.set_parent(AssemblyName(caller));
  request.set_show_left(true);
  return Pages(caller, request, &v1::ListMembersResponse::members);
}

absl::StatusOr<std::vector<v1::Invitation>> GrpcService::ListInvitations(const Caller& caller) {
  v1::ListInvitationsRequest request;
  request.set_parent(AssemblyName(caller));
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Invitation> newest_first,
                          Pages(caller, request, &v1::ListInvitationsResponse::invitations));
  std::reverse(newest_first.begin(), newest_first.end());
  return newest_first;
}

absl::StatusOr<std::vector<v1::Application>> GrpcService::ListApplications(const Caller& caller) {
  v1::ListApplicationsRequest request;
  request.set_parent(AssemblyName(caller));
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Application> newest_first,
                          Pages(caller, request, &v1::ListApplicationsResponse::applications));
  std::reverse(newest_first.begin(), newest_first.end());
  return newest_first;
}

absl::StatusOr<std::vector<v1::Proposal>> GrpcService::ListProposals(const Caller& caller) {
  v1::ListProposalsRequest request;
  request.set_parent(AssemblyName(caller));
  request.set_order_by("create_time");
  return Pages(caller, request, &v1::ListProposalsResponse::proposals);
}

absl::StatusOr<std::vector<v1::Decision>> GrpcService::ListDecisions(const Caller& caller) {
  v1::ListDecisionsRequest request;
  request.set_parent(AssemblyName(caller));
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::Decision> newest_first,
                          Pages(caller, request, &v1::ListDecisionsResponse::decisions));
  std::reverse(newest_first.begin(), newest_first.end());
  return newest_first;
}

absl::StatusOr<std::vector<v1::PoolMovement>> GrpcService::ListPoolMovements(
    const Caller& caller, const std::string& pool) {
  v1::ListPoolMovementsRequest request;
  request.set_parent(AssemblyName(caller));
  request.set_pool(pool);
  ASSENT_ASSIGN_OR_RETURN(std::vector<v1::PoolMovement> newest_first,
                          Pages(caller, request, &v1::ListPoolMovementsResponse::movements));
  std::reverse(newest_first.begin(), newest_first.end());
  return newest_first;
}

absl::StatusOr<std::vector<v1::Revision>> GrpcService::ListRevisions(const Caller& caller,
                                                                     int32_t proposal) {
  v1::ListRevisionsRequest request;
  request.set_parent(Below(caller, "proposals", proposal));
  return Pages(caller, request, &v1::ListRevisionsResponse::revisions);
}

absl::StatusOr<std::vector<v1::Amendment>> GrpcService::ListAmendments(const Caller& caller,
                                                                       int32_t proposal) {
  v1::ListAmendmentsRequest request;
  request.set_parent(Below(caller, "proposals", proposal));
  return Pages(caller, request, &v1::ListAmendmentsResponse::amendments);
}

absl::StatusOr<std::vector<v1::Concern>> GrpcService::ListConcerns(const Caller& caller,
                                                                   int32_t proposal) {
  v1::ListConcernsRequest request;
  request.set_parent(Below(caller, "proposals", proposal));
  return Pages(caller, request, &v1::ListConcernsResponse::concerns);
}

absl::StatusOr<std::vector<v1::Block>> GrpcService::ListBlocks(const Caller& caller,
                                                               int32_t proposal) {
  v1::ListBlocksRequest request;
  request.set_parent(Below(caller, "proposals", proposal));
  return Pages(caller, request, &v1::ListBlocksResponse::blocks);
}

absl::StatusOr<std::vector<v1::Position>> GrpcService::ListPositions(const Caller& caller,
                                                                     int32_t proposal) {
  v1::ListPositionsRequest request;
  request.set_parent(Below(caller, "proposals", proposal));
  return Pages(caller, request, &v1::ListPositionsResponse::positions);
}

absl::StatusOr<std::vector<v1::Entry>> GrpcService::ListEntries(const Caller& caller,
                                                                int32_t proposal) {
  v1::ListEntriesRequest request;
  request.set_parent(AssemblyName(caller));
  request.set_proposal(proposal);
  return Pages(caller, request, &v1::ListEntriesResponse::entries);
}

absl::Status GrpcService::Read(const Caller& caller, const Message& request, Message& response) {
  ASSENT_RETURN_IF_ERROR(BeforeRead(caller));
  const std::unique_ptr<Message> sent(request.New());
  sent->CopyFrom(request);
  if (const auto* size = sent->GetDescriptor()->FindFieldByName("page_size")) {
    sent->GetReflection()->SetInt32(sent.get(), size, 1000);
  }
  return Call(caller, *sent, &response);
}

namespace {

// The process that all worlds of one engine live on.
struct RunningServer {
  explicit RunningServer(const std::string& assentd)
      : child(assentd, absl::StrCat("rocksdb:", folder.Path("store"))),
        channel(grpc::CreateChannel(child.address(), grpc::InsecureChannelCredentials())) {}

  test::TempDir folder;
  test::ChildServer child;
  std::shared_ptr<grpc::Channel> channel;
  int worlds = 0;
};

class OnServer final : public Engine {
 public:
  explicit OnServer(std::shared_ptr<RunningServer> server)
      : server_(std::move(server)),
        service_(test::Caller(server_->channel), absl::StrCat("-s", ++server_->worlds)) {}

  Service& service() override { return service_; }
  TimeControl time() override {
    return {[] { return absl::Now(); }, nullptr};
  }

 private:
  const std::shared_ptr<RunningServer> server_;
  GrpcService service_;
};

class OnSimulatedServer final : public Engine {
 public:
  OnSimulatedServer()
      : server_(RocksDbFolder{folder_.Path("store")}, clock_),
        service_(test::Caller(server_.Connect()), "",
                 [this](const v1::Assembly& assembly) { return AwaitDocuments(assembly); }) {}

  Service& service() override { return service_; }
  TimeControl time() override {
    return {[this] { return clock_.Now(); }, [this](absl::Time time) { clock_.Set(time); }};
  }

 private:
  // A look has settled what is due; its entries reach the disk soon after.
  absl::Status AwaitDocuments(const v1::Assembly& assembly) {
    const absl::Time give_up = absl::Now() + absl::Seconds(20);
    const std::string id(absl::StripPrefix(assembly.name(), "assemblies/"));
    while (server_.LastSequence(id) < assembly.sequence()) {
      if (absl::Now() > give_up) return absl::DeadlineExceededError("entries are missing on disk");
      absl::SleepFor(absl::Milliseconds(1));
    }
    return absl::OkStatus();
  }

  test::TempDir folder_;
  test::SimulatedClock clock_;
  test::TestServer server_;
  GrpcService service_;
};

}  // namespace

MakeEngine SimulatedServerEngine() {
  return []() -> absl::StatusOr<std::unique_ptr<Engine>> {
    return std::make_unique<OnSimulatedServer>();
  };
}

MakeEngine ServerEngine(const std::string& assentd) {
  auto server = std::make_shared<std::shared_ptr<RunningServer>>();
  return [assentd, server]() -> absl::StatusOr<std::unique_ptr<Engine>> {
    if (*server == nullptr) *server = std::make_shared<RunningServer>(assentd);
    return std::make_unique<OnServer>(*server);
  };
}

}  // namespace assent::scenario
