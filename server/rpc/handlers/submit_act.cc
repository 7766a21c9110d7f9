#include "server/rpc/handlers/submit_act.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/assembly/errors.h"
#include "server/assembly/keys.h"
#include "server/assembly/names.h"
#include "server/assembly/signed_act.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/rpc/access.h"
#include "server/rpc/route.h"
#include "server/transparency/signed_acts.h"

namespace assent::rpc {
namespace {

using assembly::error::ActMalformed;

// Whoever submits an act, as far as the assembly knows them.
struct Signer {
  std::string member;      // id
  std::string origin;      // of the log
  std::string public_key;  // empty: the key is not theirs, or has ended
};

absl::StatusOr<Signer> FindSigner(Context& context, const std::string& assembly, int32_t key) {
  return context.Await(context.ledger().Inspect(
      context.AccessTo(assembly, v1::Token::SCOPE_UNSPECIFIED),
      [key](const assembly::State& state, int32_t reader, absl::Time) -> absl::StatusOr<Signer> {
        Signer signer = {state.members[reader].id, state.origin, ""};
        const assembly::DeviceKeyState* const found = assembly::FindKey(state, key);
        if (found != nullptr && found->member == reader && assembly::Signs(*found)) {
          signer.public_key = found->public_key;
        }
        return signer;
      }));
}

// Where it is signed for, and by whom.
absl::Status CheckPlace(const v1::ActPayload& payload, const Signer& signer) {
  if (payload.origin() != signer.origin) {
    return ActMalformed("origin", "it was signed for another assembly; sign it for this one");
  }
  if (payload.member() != signer.member) {
    return ActMalformed("member", "it was signed in the name of another member; sign in yours");
  }
  return payload.request_id().empty()
             ? ActMalformed("request_id", "give a UUID, so that it is safe to repeat")
             : absl::OkStatus();
}

absl::Status CheckSeen(Context& context, const std::string& assembly,
                       const v1::ActPayload& payload) {
  ASSENT_ASSIGN_OR_RETURN(const std::string root,
                          context.Await(context.ledger().RootAt(
                              context.AccessTo(assembly), payload.origin(), payload.seen_size())));
  return !root.empty() && root == payload.seen_root() ? absl::OkStatus()
                                                      : assembly::error::ActStale();
}

// One signed act on its way: what came, and what it says.
struct Submitted {
  const v1::SubmitActRequest& call;
  const std::string& assembly;
  assembly::SignedAct& act;
};

template <typename Request>
absl::StatusOr<ledger::ResponseOf<Request>> Perform(const Submitted& submitted,
                                                    const Request& request, Context& context) {
  const ledger::Access access = context.AccessTo(submitted.assembly, ScopeOf<Request>());
  return context.Await(context.ledger().Perform(access, request, &submitted.act));
}

absl::StatusOr<v1::EraseTextResponse> Perform(const Submitted& submitted,
                                              const v1::EraseTextRequest& request,
                                              Context& context) {
  const ledger::Access access =
      context.AccessTo(submitted.assembly, ScopeOf<v1::EraseTextRequest>());
  return context.Await(context.ledger().EraseText(access, request, &submitted.act));
}

template <typename Request>
absl::StatusOr<v1::SubmitActResponse> Submit(const Submitted& submitted, Context& context) {
  const v1::ActPayload& payload = submitted.act.payload;
  Request request;
  ASSENT_RETURN_IF_ERROR(transparency::ReadRequest(payload, request));
  ASSENT_RETURN_IF_ERROR(transparency::CheckNamesById(request));
  ASSENT_RETURN_IF_ERROR(
      transparency::OpenTexts(payload, submitted.call.texts(), request, submitted.act.salts));
  request.set_request_id(payload.request_id());
  ASSENT_ASSIGN_OR_RETURN(const std::string about, AssemblyOf(request));
  if (about != submitted.assembly) {
    return ActMalformed("request", "it is about another assembly than the one it came to");
  }
  ASSENT_ASSIGN_OR_RETURN(const auto answer, Perform(submitted, request, context));
  v1::SubmitActResponse response;
  response.set_type(answer.GetDescriptor()->full_name());
  response.set_response(answer.SerializeAsString());
  response.set_sequence(answer.sequence());
  return response;
}

using Submitter = absl::StatusOr<v1::SubmitActResponse> (*)(const Submitted&, Context&);
using Submitters = absl::flat_hash_map<std::string, Submitter>;

template <typename... Requests>
Submitters SubmittersOf(RequestList<Requests...>) {
  return {{Requests::descriptor()->full_name(), &Submit<Requests>}...};
}

// By the full name of the request's type; null: no member makes such a request.
Submitter FindSubmitter(const std::string& type) {
  static const auto* const submitters = new Submitters(SubmittersOf(MemberActs()));
  const auto found = submitters->find(type);
  return found == submitters->end() ? nullptr : found->second;
}

}  // namespace

absl::StatusOr<v1::SubmitActResponse> SubmitAct(const v1::SubmitActRequest& request,
                                                Context& context) {
  ASSENT_ASSIGN_OR_RETURN(const assembly::NameParts parent,
                          assembly::ParseName(request.parent(), "assemblies/{assembly}", "parent"));
  const std::string& assembly = parent.assembly;
  if (context.patience() < ledger::Patience::kLookUp) {
    return context.Await(ledger::Pending<v1::SubmitActResponse>{
        absl::UnavailableError("not verified"), {nullptr, ledger::Patience::kLookUp}});
  }
  const absl::StatusOr<v1::Envelope> envelope = transparency::ReadEnvelope(request.envelope());
  const int32_t key = envelope.ok() ? transparency::KeyOf(*envelope) : 0;
  ASSENT_ASSIGN_OR_RETURN(const Signer signer, FindSigner(context, assembly, key));
  if (request.envelope().size() > assembly::kMaxEnvelopeBytes) {
    return ActMalformed("envelope", "it is larger than 12 KiB: say it in several acts");
  }
  if (!envelope.ok()) return envelope.status();
  if (!transparency::IsSignedBy(*envelope, signer.public_key)) {
    return assembly::error::SignatureInvalid();
  }
  assembly::SignedAct act;
  ASSENT_ASSIGN_OR_RETURN(act.payload, transparency::ReadPayload(*envelope));
  ASSENT_RETURN_IF_ERROR(CheckPlace(act.payload, signer));
  ASSENT_RETURN_IF_ERROR(CheckSeen(context, assembly, act.payload));
  const Submitter submit = FindSubmitter(act.payload.type());
  if (submit == nullptr) return ActMalformed("type", "no act of a member is called so");
  act.envelope = request.envelope();
  act.hash = transparency::EnvelopeHash(act.envelope);
  return submit({request, assembly, act}, context);
}

}  // namespace assent::rpc
