#include "client/cli/signing.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/access_service.grpc.pb.h"
#include "assent/v1/act_service.grpc.pb.h"
#include "assent/v1/assembly_service.grpc.pb.h"
#include "assent/v1/member_service.grpc.pb.h"
#include "assent/v1/proposal_service.grpc.pb.h"
#include "client/cli/bare.h"
#include "client/cli/key_file.h"
#include "client/cli/names.h"
#include "client/cli/rpc.h"
#include "client/cli/seen_record.h"
#include "server/assembly/canonical.h"
#include "server/assembly/names.h"
#include "server/assembly/signed_act.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"

namespace assent::cli {
namespace {

using google::protobuf::FieldDescriptor;
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

// The log as the member sees it: what their signature says to have been there.
absl::Status SignWhatIsSeen(Session& session, v1::ActPayload& payload) {
  ASSENT_ASSIGN_OR_RETURN(const SeenLog seen, SeeLog(session));
  payload.set_origin(seen.checkpoint.origin);
  payload.set_seen_size(static_cast<int64_t>(seen.checkpoint.size));
  payload.set_seen_root(seen.checkpoint.root);
  return absl::OkStatus();
}

// The id of the member whom a name in a request means by a handle: what is signed is to
// mean the same for as long as it is kept.
absl::StatusOr<std::string> NameById(Session& session, const std::string& name) {
  if (!absl::StartsWith(name, "assemblies/") || !absl::StrContains(name, "/members/@")) return name;
  v1::GetMemberRequest request;
  request.set_name(name);
  ASSENT_ASSIGN_OR_RETURN(const v1::GetMemberResponse found,
                          Call(session, &v1::MemberService::Stub::GetMember, request));
  return found.member().name();
}

absl::Status NameMembersById(Session& session, Message& request) {
  const auto* const reflection = request.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(request, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(request, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Message& part = field->is_repeated()
                            ? *reflection->MutableRepeatedMessage(&request, field, i)
                            : *reflection->MutableMessage(&request, field);
        ASSENT_RETURN_IF_ERROR(NameMembersById(session, part));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && field->is_repeated()) {
        ASSENT_ASSIGN_OR_RETURN(
            const std::string name,
            NameById(session, reflection->GetRepeatedString(request, field, i)));
        reflection->SetRepeatedString(&request, field, i, name);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        ASSENT_ASSIGN_OR_RETURN(const std::string name,
                                NameById(session, reflection->GetString(request, field)));
        reflection->SetString(&request, field, name);
      }
    }
  }
  return absl::OkStatus();
}

// What the proposal that the request is about asks for: the hash of its rule, and
// whether a stance is to be hidden.
absl::StatusOr<bool> SeeRule(Session& session, const std::string& assembly, const Message& request,
                             v1::ActPayload& payload) {
  const int32_t number = assembly::ProposalIn(transparency::SubjectOf(request));
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
  if (request.GetDescriptor()->name() == "CastBallotRequest") return hidden;
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
  ASSENT_RETURN_IF_ERROR(SignWhatIsSeen(session, payload));
  ASSENT_ASSIGN_OR_RETURN(const bool hides, SeeRule(session, assembly, request, payload));
  ASSENT_ASSIGN_OR_RETURN(const std::string seed, SeedOf(session, key));
  const std::unique_ptr<Message> named(request.New());
  named->CopyFrom(request);
  ASSENT_RETURN_IF_ERROR(NameMembersById(session, *named));
  *submit.mutable_texts() = transparency::PutRequest(*named, hides, &DrawBytes, payload);
  submit.set_envelope(transparency::SealAct(payload, seed));
  return submit;
}

}  // namespace

namespace {

// Without it a server could have everybody act unsigned by a word.
absl::Status WouldBeBare(absl::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat("this device has a key of yours, and what you do would go unsigned: ", why,
                   ". With --unsigned it goes all the same"));
}

// The first key of a member comes unsigned, and it is the one in the file.
bool BringsKey(const Message& request, const KeyFile& key) {
  const auto* const adds = dynamic_cast<const v1::AddDeviceKeyRequest*>(&request);
  return adds != nullptr && adds->public_key() == key.public_key;
}

}  // namespace

absl::StatusOr<std::optional<std::string>> SendSigned(Session& session, const Message& request) {
  if (!MayBeSigned(request) || ActsBare()) return std::optional<std::string>();
  ASSENT_ASSIGN_OR_RETURN(std::optional<KeyFile> key, FindKeyFile(session));
  if (!key) return std::optional<std::string>();
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  ASSENT_ASSIGN_OR_RETURN(const auto there, KeyThere(session, assembly, *key));
  if (!there && BringsKey(request, *key)) return std::optional<std::string>();
  ASSENT_ASSIGN_OR_RETURN(const bool takes, TakesSignatures(session, assembly));
  if (!takes) return WouldBeBare("the server says that the assembly keeps no signatures");
  if (!there) {
    return WouldBeBare(
        "the server says that the key was not added yet (assent key add), or that it has ended, "
        "which your own assent verify can tell you");
  }
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
