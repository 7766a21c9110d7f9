#ifndef ASSENT_TESTS_RPC_SIGNER_H_
#define ASSENT_TESTS_RPC_SIGNER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "assent/v1/access_service.pb.h"
#include "assent/v1/act_service.pb.h"
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
#include "tests/e2e/caller.h"

namespace assent::test {

// A member who signs with one key, the way an honest client does. What they sign can be
// spoiled before it is sealed.
class Signer {
 public:
  using Spoil = std::function<void(v1::ActPayload&)>;

  // `seed` fills the seed of the key.
  Signer(Caller caller, std::string assembly, char seed)
      : caller_(std::move(caller)),
        assembly_(std::move(assembly)),
        seed_(transparency::kSeedBytes, seed) {}

  std::string public_key() const { return transparency::PublicKeyOf(seed_); }
  const std::string& seed() const { return seed_; }
  const Caller& caller() const { return caller_; }
  const v1::DeviceKey& key() const { return key_; }
  const std::string& salt() const { return salt_; }

  v1::AddDeviceKeyRequest KeyRequest() const {
    v1::AddDeviceKeyRequest request;
    request.set_parent(assembly_);
    request.set_public_key(public_key());
    request.set_label("a phone");
    return request;
  }
  // The first key of the member.
  Answer AddKey() {
    v1::AddDeviceKeyResponse response;
    const Answer answer = caller_.Call(KeyRequest(), &response);
    if (answer.ok()) Use(response.key());
    return answer;
  }
  // This one is known to the server as that from here on.
  void Use(const v1::DeviceKey& key) { key_ = key; }

  // The next act, and what it says of itself before it is sealed. A request without an id
  // gets one.
  v1::SubmitActRequest Sign(const google::protobuf::Message& request, const Spoil& spoil = nullptr,
                            bool hides = false) {
    v1::ActPayload payload;
    v1::SubmitActRequest signed_act;
    signed_act.set_parent(assembly_);
    *signed_act.mutable_texts() = transparency::PutRequest(
        request, hides, [this](size_t bytes) { return salt_ = std::string(bytes, 's'); }, payload);
    if (payload.request_id().empty()) {
      payload.set_request_id(
          absl::StrFormat("00000000-0000-0000-%04d-%012d", static_cast<int>(seed_[0]), ++ids_));
    }
    See(payload);
    if (spoil) spoil(payload);
    signed_act.set_envelope(transparency::SealAct(payload, seed_));
    return signed_act;
  }
  // Takes note of it once it is in.
  Answer Submit(const v1::SubmitActRequest& signed_act, v1::SubmitActResponse* response = nullptr) {
    v1::SubmitActResponse any;
    v1::SubmitActResponse& got = response != nullptr ? *response : any;
    const Answer answer = caller_.Call(signed_act, &got);
    if (answer.ok()) {
      key_.set_acts(key_.acts() + 1);
      key_.set_last_act(transparency::EnvelopeHash(signed_act.envelope()));
    }
    return answer;
  }
  Answer Do(const google::protobuf::Message& request, bool hides = false) {
    return Submit(Sign(request, nullptr, hides));
  }
  // Looks at this proposal, whose rule goes into what is signed next; "": at none.
  void Look(const std::string& proposal) {
    rule_hash_.clear();
    if (proposal.empty()) return;
    v1::GetProposalRequest request;
    request.set_name(proposal);
    v1::GetProposalResponse response;
    ASSENT_CHECK(caller_.Call(request, &response).ok(), "a proposal");
    rule_hash_ = transparency::Sha256({assembly::CanonicalBytes(response.proposal().rule())});
  }
  // The log as it is now.
  transparency::Checkpoint Checkpoint() const {
    v1::GetCheckpointRequest request;
    request.set_parent(assembly_);
    v1::GetCheckpointResponse response;
    ASSENT_CHECK(caller_.Call(request, &response).ok(), "a checkpoint");
    return *transparency::ParseCheckpoint(
        transparency::ParseNote(response.checkpoint().note())->text);
  }

 private:
  void See(v1::ActPayload& payload) const {
    const transparency::Checkpoint checkpoint = Checkpoint();
    payload.set_origin(checkpoint.origin);
    payload.set_member(std::string(assembly::LastSegment(key_.member())));
    int32_t number = 0;
    ASSENT_CHECK(absl::SimpleAtoi(assembly::LastSegment(key_.name()), &number), "a key");
    payload.set_key(number);
    payload.set_key_sequence(key_.acts() + 1);
    payload.set_previous(key_.last_act());
    payload.set_seen_size(static_cast<int64_t>(checkpoint.size));
    payload.set_seen_root(checkpoint.root);
    payload.set_rule_hash(rule_hash_);
    payload.set_time_us(1);
  }

  Caller caller_;
  const std::string assembly_;
  const std::string seed_;
  v1::DeviceKey key_;
  std::string rule_hash_;
  std::string salt_;
  int64_t ids_ = 0;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_RPC_SIGNER_H_
