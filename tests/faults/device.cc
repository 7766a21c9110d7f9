#include "tests/faults/device.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "assent/v1/proposal_service.pb.h"
#include "assent/v1/record_service.pb.h"
#include "server/assembly/canonical.h"
#include "server/assembly/names.h"
#include "server/base/check.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/checkpoint.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/note.h"
#include "tests/contract/helpers.h"

namespace assent::faults {

Device::Device(const test::Caller& member, const std::string& assembly, const std::string& proposal,
               char seed)
    : assembly_(assembly), seed_(transparency::kSeedBytes, seed) {
  v1::AddDeviceKeyRequest add;
  add.set_parent(assembly);
  add.set_public_key(transparency::PublicKeyOf(seed_));
  add.set_label("a phone");
  v1::AddDeviceKeyResponse added;
  const test::Answer answer = member.Call(add, &added);
  ASSENT_CHECK(answer.ok(), answer.ToString());
  key_ = added.key();
  v1::GetProposalRequest get;
  get.set_name(proposal);
  v1::GetProposalResponse got;
  ASSENT_CHECK(member.Call(get, &got).ok(), "a proposal");
  rule_hash_ = transparency::Sha256({assembly::CanonicalBytes(got.proposal().rule())});
}

bool Device::Look(const test::Caller& member) {
  v1::GetCheckpointRequest request;
  request.set_parent(assembly_);
  v1::GetCheckpointResponse response;
  if (!member.Call(request, &response).ok()) return false;
  const auto note = transparency::ParseNote(response.checkpoint().note());
  ASSENT_CHECK(note.ok(), note.status().ToString());
  const auto checkpoint = transparency::ParseCheckpoint(note->text);
  ASSENT_CHECK(checkpoint.ok(), checkpoint.status().ToString());
  origin_ = checkpoint->origin;
  seen_size_ = static_cast<int64_t>(checkpoint->size);
  seen_root_ = checkpoint->root;
  return true;
}

v1::SubmitActRequest Device::Sign(const google::protobuf::Message& request) const {
  v1::ActPayload payload;
  v1::SubmitActRequest act;
  act.set_parent(assembly_);
  *act.mutable_texts() = transparency::PutRequest(
      request, /*hides=*/false, [](size_t bytes) { return std::string(bytes, 's'); }, payload);
  payload.set_origin(origin_);
  payload.set_member(std::string(assembly::LastSegment(key_.member())));
  int32_t number = 0;
  ASSENT_CHECK(absl::SimpleAtoi(assembly::LastSegment(key_.name()), &number), "a key");
  payload.set_key(number);
  payload.set_key_sequence(key_.acts() + 1);
  payload.set_previous(key_.last_act());
  payload.set_seen_size(seen_size_);
  payload.set_seen_root(seen_root_);
  payload.set_rule_hash(rule_hash_);
  payload.set_time_us(1);
  act.set_envelope(transparency::SealAct(payload, seed_));
  return act;
}

void Device::Done(const v1::SubmitActRequest& act) {
  key_.set_acts(key_.acts() + 1);
  key_.set_last_act(transparency::EnvelopeHash(act.envelope()));
}

absl::Status Device::Compare(const test::Caller& member, const v1::SubmitActRequest* open) const {
  v1::ListDeviceKeysRequest request;
  request.set_parent(assembly_);
  v1::ListDeviceKeysResponse response;
  const test::Answer answer = member.Call(request, &response);
  REQUIRE(answer.ok(), answer.ToString());
  for (const v1::DeviceKey& there : response.keys()) {
    if (there.name() != key_.name()) continue;
    const bool open_is_done = open != nullptr && there.acts() == key_.acts() + 1 &&
                              there.last_act() == transparency::EnvelopeHash(open->envelope());
    REQUIRE(open_is_done || (there.acts() == key_.acts() && there.last_act() == key_.last_act()),
            key_.name(), " has signed ", key_.acts(), " acts, and the server knows of ",
            there.acts());
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat(key_.name(), " is not there"));
}

}  // namespace assent::faults
