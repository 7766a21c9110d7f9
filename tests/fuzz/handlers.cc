#include "tests/fuzz/handlers.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/synchronization/notification.h"
#include "server/rpc/access.h"
#include "server/rpc/context.h"
#include "server/rpc/handlers/act.h"
#include "server/rpc/handlers/elections.h"
#include "server/rpc/handlers/reads.h"
#include "server/rpc/handlers/record.h"
#include "server/rpc/handlers/rule_trial.h"
#include "server/rpc/handlers/submit_act.h"
#include "server/rpc/refusals.h"
#include "server/rpc/route.h"
#include "tests/fuzz/fuzz.h"

namespace assent::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using Answer = absl::StatusOr<std::string>;

struct Method {
  // Reads documents, by somebody who was found to be a member.
  bool from_documents = false;
  bool needs_token = true;
  v1::Token::Scope scope = v1::Token::SCOPE_UNSPECIFIED;
  Answer (*handle)(const Message&, rpc::Context&) = nullptr;
};
using Methods = std::map<const Descriptor*, Method>;

template <typename Response>
Answer BytesOf(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  return response->SerializeAsString();
}

template <typename Request>
Answer Acting(const Message& request, rpc::Context& context) {
  return BytesOf(rpc::Act(static_cast<const Request&>(request), context));
}

template <typename Request>
void AddAct(Methods& methods) {
  methods[Request::descriptor()] = {false, rpc::kNeedsToken<Request>, rpc::ScopeOf<Request>(),
                                    &Acting<Request>};
}

// Has a handler of its own.
template <>
void AddAct<v1::EraseTextRequest>(Methods&) {}

template <typename Request, typename Response>
using Handler = absl::StatusOr<Response> (*)(const Request&, rpc::Context&);

template <auto handler, typename Request, typename Response>
void AddHandler(Handler<Request, Response>, bool from_documents, Methods& methods) {
  methods[Request::descriptor()] = {
      from_documents, rpc::kNeedsToken<Request>, rpc::ScopeOf<Request>(),
      [](const Message& request, rpc::Context& context) -> Answer {
        return BytesOf(handler(static_cast<const Request&>(request), context));
      }};
}
template <auto... handlers>
void Look(Methods& methods) {
  (AddHandler<handlers>(handlers, /*from_documents=*/false, methods), ...);
}
template <auto... handlers>
void Read(Methods& methods) {
  (AddHandler<handlers>(handlers, /*from_documents=*/true, methods), ...);
}

template <typename... Requests>
void AddActs(rpc::RequestList<Requests...>, Methods& methods) {
  (AddAct<Requests>(methods), ...);
}

Methods Made() {
  Methods methods;
  using Acts = assembly::MemberActs;
  AddActs(Acts(), methods);
  AddAct<v1::CreateAssemblyRequest>(methods);
  AddAct<v1::AcceptInvitationRequest>(methods);
  AddAct<v1::SubmitApplicationRequest>(methods);
  Look<&rpc::GetAssembly, &rpc::GetMember, &rpc::ListTokens, &rpc::ListDeviceKeys, &rpc::ListUnits,
       &rpc::ListNeeds, &rpc::ListDue, &rpc::ListPresets, &rpc::GetRule, &rpc::DescribeRule,
       &rpc::EvaluateTally, &rpc::SubmitAct, &rpc::EraseText>(methods);
  Read<&rpc::ListPoolMovements, &rpc::ListInvitations, &rpc::ListMembers, &rpc::ListApplications,
       &rpc::ListMandates, &rpc::GetMeeting, &rpc::ListMeetings, &rpc::GetDecision,
       &rpc::ListDecisions, &rpc::SearchDecisions, &rpc::ListRelatedDecisions,
       &rpc::ListActionPoints, &rpc::ListBlockLedger, &rpc::ListUrgentLedger, &rpc::GetBalance,
       &rpc::GetDrift, &rpc::GetCertificate, &rpc::ListNotices, &rpc::ListEntries,
       &rpc::GetCheckpoint, &rpc::GetInclusionProof, &rpc::GetConsistencyProof, &rpc::GetReceipt,
       &rpc::AddCosignature, &rpc::ListCosignatures, &rpc::TryRule, &rpc::ListBallots,
       &rpc::GetElectionResult, &rpc::GetProposal, &rpc::ListProposals, &rpc::ListRevisions,
       &rpc::GetAmendment, &rpc::ListAmendments, &rpc::GetConcern, &rpc::ListConcerns,
       &rpc::ListPositions, &rpc::GetBlock, &rpc::ListBlocks>(methods);
  return methods;
}

const Method* Find(const Descriptor& request) {
  static const auto* const methods = new Methods(Made());
  const auto found = methods->find(&request);
  return found == methods->end() ? nullptr : &found->second;
}

template <typename Result, typename Attempt>
absl::StatusOr<Result> Await(ledger::Ledger& ledger, Attempt attempt) {
  absl::StatusOr<Result> result = absl::UnknownError("");
  absl::Notification shown;
  ledger.Run<Result>(std::move(attempt), [&](absl::StatusOr<Result> answer) {
    result = std::move(answer);
    shown.Notify();
  });
  shown.WaitForNotification();
  return result;
}

// As the driver does it: whoever reads is found to be a member first.
Answer CallReader(ledger::Ledger& ledger, const std::string& token, const Message& request,
                  const Method& method) {
  const auto assembly = assembly::AssemblyOf(SubjectOf(request), "name");
  if (!assembly.ok()) return assembly.status();
  const ledger::Access access = {*assembly, token, ledger::Patience::kRehearse, method.scope};
  auto reader = Await<ledger::Reader>(
      ledger, [&](ledger::Patience patience) { return ledger.Authorize(access.With(patience)); });
  if (!reader.ok()) return reader.status();
  rpc::Context context(ledger, token, method.scope, ledger::Patience::kRead, &*reader);
  return method.handle(request, context);
}

// What is still open is answered from the state.
std::optional<Answer> Glance(ledger::Ledger& ledger, const std::string& token,
                             const Message& request, const Method& method) {
  const auto* const get = dynamic_cast<const v1::GetProposalRequest*>(&request);
  if (get == nullptr) return std::nullopt;
  const auto seen = Await<ledger::Bytes>(
      ledger, [&](ledger::Patience patience) -> ledger::Pending<ledger::Bytes> {
        rpc::Context context(ledger, token, method.scope, patience);
        auto answer = rpc::GlanceProposal(*get, context);
        return {std::move(answer), context.TakeTicket()};
      });
  if (!seen.ok()) return Answer(seen.status());
  return *seen == nullptr ? std::nullopt : std::make_optional(Answer(**seen));
}

}  // namespace

std::string SubjectOf(const Message& request) {
  for (const char* const name : {"name", "parent"}) {
    const auto* const field = request.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) return request.GetReflection()->GetString(request, field);
  }
  return "";
}

bool HasHandler(const Descriptor& request) { return Find(request) != nullptr; }

bool OnlyReads(const Descriptor& request) {
  const Method* const method = Find(request);
  return method != nullptr && method->scope == v1::Token::SCOPE_READ;
}

absl::StatusOr<std::string> Call(ledger::Ledger& ledger, const std::string& token,
                                 const Message& request) {
  const Method* const method = Find(*request.GetDescriptor());
  Require(method != nullptr, "no such method");
  if (method->needs_token && token.empty()) return rpc::refusal::TokenMissing();
  if (auto seen = Glance(ledger, token, request, *method)) return *std::move(seen);
  if (method->from_documents) return CallReader(ledger, token, request, *method);
  return Await<std::string>(ledger, [&](ledger::Patience patience) -> ledger::Pending<std::string> {
    rpc::Context context(ledger, token, method->scope, patience);
    Answer answer = method->handle(request, context);
    return {std::move(answer), context.TakeTicket()};
  });
}

}  // namespace assent::fuzz
