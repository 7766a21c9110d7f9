#include "client/cli/signing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/access_service.grpc.pb.h"
#include "assent/v1/act_service.grpc.pb.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "assent/v1/record_service.grpc.pb.h"
#include "client/cli/key_file.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "server/assembly/canonical.h"
#include "server/assembly/names.h"
#include "server/assembly/signed_act.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/note.h"

namespace assent::cli {
namespace {

using google::protobuf::Message;

// All but those that come without a member.
bool MayBeSigned(const Message& request) {
  const std::string& type = request.GetDescriptor()->name();
  return request.GetDescriptor()->FindFieldByName("request_id") != nullptr &&
         type != "CreateAssemblyRequest" && type != "AcceptInvitationRequest" &&
         type != "SubmitApplicationRequest";
}

absl::StatusOr<bool> TakesSignatures(Session& session, const std::string& assembly) {
  v1::GetAssemblyRequest request;
  request.set_name(assembly);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetAssemblyResponse found,
                          Call(session, &v1::AssemblyService::Stub::GetAssembly, request));
  return found.assembly().charter().signing() != v1::SIGNING_OFF;
}

// The key as the server has it; nullopt: it signs nothing there.
absl::StatusOr<std::optional<v1::DeviceKey>> KeyThere(Session& session, const std::string& assembly,
                                                      const KeyFile& key) {
  v1::ListDeviceKeysRequest request;
  request.set_parent(assembly);
  ASSENT_ASSIGN_OR_RETURN(const auto keys,
                          CallForAll(session, &v1::AccessService::Stub::ListDeviceKeys, request,
                                     &v1::ListDeviceKeysResponse::keys));
  for (const v1::DeviceKey& there : keys) {
    if (there.public_key() == key.public_key && !there.has_revoke_time()) {
      return std::optional<v1::DeviceKey>(there);
    }
  }
  return std::optional<v1::DeviceKey>();
}

absl::Status CheckNothingLost(const KeyFile& key, const v1::DeviceKey& there) {
  const bool lost =
      there.acts() < key.acts || (there.acts() == key.acts && there.last_act() != key.last_act);
  if (!lost) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("THE RECORD LACKS ACTS OF YOURS: this key has signed ", key.acts,
                   " acts, and the server knows of ", there.acts(),
                   ". Compare the record with other members (assent verify) before you act again"));
}

absl::Status SeeLog(Session& session, const std::string& assembly, v1::ActPayload& payload) {
  v1::GetCheckpointRequest request;
  request.set_parent(assembly);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetCheckpointResponse got,
                          Call(session, &v1::RecordService::Stub::GetCheckpoint, request));
  ASSENT_ASSIGN_OR_RETURN(const transparency::Note note,
                          transparency::ParseNote(got.checkpoint().note()));
  ASSENT_ASSIGN_OR_RETURN(const transparency::Checkpoint checkpoint,
                          transparency::ParseCheckpoint(note.text));
  payload.set_origin(checkpoint.origin);
  payload.set_seen_size(static_cast<int64_t>(checkpoint.size));
  payload.set_seen_root(checkpoint.root);
  return absl::OkStatus();
}

std::string SubjectOf(const Message& request) {
  for (const char* const name : {"name", "parent"}) {
    const auto* const field = request.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) return request.GetReflection()->GetString(request, field);
  }
  return "";
}

// What the proposal that the request is about asks for: the hash of its rule, and
// whether a stance is to be hidden.
absl::StatusOr<bool> SeeRule(Session& session, const std::string& assembly, const Message& request,
                             v1::ActPayload& payload) {
  const int32_t number = assembly::ProposalIn(SubjectOf(request));
  if (number == 0) return false;
  v1::GetProposalRequest get;
  get.set_name(absl::StrCat(assembly, "/proposals/", number));
  const auto found = Call(session, &v1::ProposalService::Stub::GetProposal, get);
  if (!found.ok()) return false;  // the act itself will be refused with the reason
  const v1::Proposal& proposal = found->proposal();
  if (proposal.state() == v1::Proposal::STATE_DRAFT) return false;
  payload.set_rule_hash(transparency::Sha256({assembly::CanonicalBytes(proposal.rule())}));
  const auto* const stance = request.GetDescriptor()->FindFieldByName("stance");
  const auto& conditions = proposal.tally().conditions();
  const bool hidden = std::any_of(conditions.begin(), conditions.end(), [](const auto& one) {
    return one.kind() == v1::Condition::KIND_HIDDEN;
  });
  return request.GetDescriptor()->name() == "TakePositionRequest" && hidden &&
         request.GetReflection()->GetEnumValue(request, stance) != v1::STANCE_BLOCK;
}

absl::StatusOr<v1::SubmitActRequest> Sealed(Session& session, const Message& request,
                                            const KeyFile& key, const v1::DeviceKey& there) {
  v1::SubmitActRequest submit;
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  submit.set_parent(assembly);
  v1::ActPayload payload;
  payload.set_member(std::string(assembly::LastSegment(there.member())));
  int32_t number = 0;
  if (!absl::SimpleAtoi(assembly::LastSegment(there.name()), &number)) {
    return absl::InternalError("the server names a key that has no number");
  }
  payload.set_key(number);
  payload.set_key_sequence(there.acts() + 1);
  payload.set_previous(there.last_act());
  payload.set_time_us(absl::ToUnixMicros(session.now()));
  ASSENT_RETURN_IF_ERROR(SeeLog(session, assembly, payload));
  ASSENT_ASSIGN_OR_RETURN(const bool hides, SeeRule(session, assembly, request, payload));
  ASSENT_ASSIGN_OR_RETURN(const std::string seed, SeedOf(session, key));
  *submit.mutable_texts() = transparency::PutRequest(request, hides, &DrawBytes, payload);
  submit.set_envelope(transparency::SealAct(payload, seed));
  return submit;
}

}  // namespace

absl::StatusOr<std::optional<std::string>> SendSigned(Session& session, const Message& request) {
  if (!MayBeSigned(request)) return std::optional<std::string>();
  ASSENT_ASSIGN_OR_RETURN(std::optional<KeyFile> key, FindKeyFile(session));
  if (!key) return std::optional<std::string>();
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const bool takes, TakesSignatures(session, assembly));
  if (!takes) return std::optional<std::string>();
  ASSENT_ASSIGN_OR_RETURN(const auto there, KeyThere(session, assembly, *key));
  if (!there) return std::optional<std::string>();
  ASSENT_RETURN_IF_ERROR(CheckNothingLost(*key, *there));
  ASSENT_ASSIGN_OR_RETURN(const v1::SubmitActRequest submit,
                          Sealed(session, request, *key, *there));
  ASSENT_ASSIGN_OR_RETURN(const v1::SubmitActResponse done,
                          Call(session, &v1::ActService::Stub::SubmitAct, submit));
  if (session.common().dry_run) return std::optional<std::string>(done.response());
  // What is in the log, not what was sent: an act that changes nothing is not.
  ASSENT_ASSIGN_OR_RETURN(const auto after, KeyThere(session, assembly, *key));
  if (after) {
    key->acts = after->acts();
    key->last_act = after->last_act();
    ASSENT_RETURN_IF_ERROR(WriteKeyFile(*key));
  }
  return std::optional<std::string>(done.response());
}

}  // namespace assent::cli
