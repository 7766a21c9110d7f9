#include "tests/e2e/kitchen.h"

#include "absl/strings/str_cat.h"
#include "server/base/check.h"

namespace assent::test {
namespace {

void Require(const Answer& answer) { ASSENT_CHECK(answer.ok(), answer.ToString()); }

}  // namespace

Kitchen::Kitchen(const std::shared_ptr<grpc::Channel>& channel, int members, const std::string& id,
                 const std::string& rule) {
  v1::CreateAssemblyRequest request;
  request.set_assembly_id(id);
  request.set_display_name("Kitchen");
  request.set_founder_handle("m0");
  request.set_default_rule(rule);
  v1::CreateAssemblyResponse response;
  Require(Caller(channel).Call(request, &response));
  name_ = response.assembly().name();
  members_.emplace_back(channel, response.token());
  for (int i = 1; i < members; ++i) Join(absl::StrCat("m", i));
}

void Kitchen::Join(const std::string& handle) {
  v1::CreateInvitationRequest invite;
  invite.set_parent(name_);
  v1::CreateInvitationResponse invitation;
  Require(founder().Call(invite, &invitation));
  v1::AcceptInvitationRequest accept;
  accept.set_parent(name_);
  accept.set_secret(invitation.secret());
  accept.set_handle(handle);
  v1::AcceptInvitationResponse joined;
  Require(founder().As("").Call(accept, &joined));
  members_.push_back(founder().As(joined.token()));
}

std::string Kitchen::Create(const std::string& title, bool introduce) {
  v1::CreateProposalRequest request;
  request.set_parent(name_);
  request.set_title(title);
  // The same words again would raise the same question again.
  const int number = ++written_;
  request.set_text(number == 1 ? "From May to September."
                               : absl::StrCat("From May to September, ", number, "."));
  request.set_introduce(introduce);
  v1::CreateProposalResponse response;
  Require(founder().Call(request, &response));
  return response.proposal().name();
}

std::string Kitchen::Drafted(const std::string& title) { return Create(title, false); }

std::string Kitchen::Introduced(const std::string& title) { return Create(title, true); }

std::string Kitchen::Called(const std::string& title) {
  v1::CallForConsensusRequest request;
  request.set_name(Introduced(title));
  v1::CallForConsensusResponse response;
  Require(founder().Call(request, &response));
  return request.name();
}

Answer Kitchen::Take(const Caller& member, const std::string& proposal, v1::Stance stance,
                     const std::string& request_id) const {
  v1::TakePositionRequest request;
  request.set_parent(proposal);
  request.set_stance(stance);
  request.set_request_id(request_id);
  v1::TakePositionResponse response;
  return member.Call(request, &response);
}

}  // namespace assent::test
