#include "tests/scenarios/runner/signers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "assent/v1/election_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "server/assembly/canonical.h"
#include "server/assembly/hidden.h"
#include "server/assembly/keys.h"
#include "server/assembly/times.h"
#include "server/base/limits.h"
#include "server/base/status_macros.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/ed25519.h"

namespace assent::scenario {
namespace {

using google::protobuf::Message;

std::string SubjectOf(const Message& request) {
  for (const char* const name : {"name", "parent"}) {
    const auto* const field = request.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) return request.GetReflection()->GetString(request, field);
  }
  return "";
}

// What the member has looked at before they sign.
struct Sight {
  std::string rule_hash;
  bool hides = false;
};

Sight LookAt(const assembly::State& state, const Message& request) {
  const auto p = state.proposals.find(assembly::ProposalIn(SubjectOf(request)));
  if (p == state.proposals.end() || p->second.view.state() == v1::Proposal::STATE_DRAFT) return {};
  Sight sight = {transparency::Sha256({assembly::CanonicalBytes(p->second.rule())}), false};
  const auto* const take = dynamic_cast<const v1::TakePositionRequest*>(&request);
  sight.hides = take != nullptr && assembly::Hides(p->second) && take->stance() != v1::STANCE_BLOCK;
  if (dynamic_cast<const v1::CastBallotRequest*>(&request) != nullptr) {
    sight.hides = assembly::Hides(p->second);
  }
  return sight;
}

// The member's newest key that signs; 0: none.
int32_t KeyOf(const assembly::State& state, const assembly::Member& member) {
  for (auto key = member.keys.rbegin(); key != member.keys.rend(); ++key) {
    if (assembly::Signs(state.keys[*key])) return *key + 1;
  }
  return 0;
}

}  // namespace

std::string Signers::Draw(size_t bytes) {
  return transparency::Sha256({absl::StrCat("drawn ", ++drawn_)}).substr(0, bytes);
}

v1::AddDeviceKeyRequest Signers::NewKey(const assembly::State& state) {
  newest_ = Draw(transparency::kSeedBytes);
  v1::AddDeviceKeyRequest request;
  request.set_parent(absl::StrCat("assemblies/", state.id));
  request.set_public_key(transparency::PublicKeyOf(newest_));
  request.set_label("a phone");
  return request;
}

absl::StatusOr<bool> Signers::Sign(const assembly::State& state, int32_t member,
                                   absl::string_view root, const Message& request, Message& opened,
                                   assembly::SignedAct& act) {
  const int32_t key = KeyOf(state, state.members[member]);
  const auto seed = seeds_.find(key);
  if (seed == seeds_.end() || state.view.charter().signing() == v1::SIGNING_OFF) return false;
  const Sight sight = LookAt(state, request);
  v1::ActPayload payload;
  const transparency::ActTexts texts = transparency::PutRequest(
      request, sight.hides, [this](size_t bytes) { return Draw(bytes); }, payload);
  if (payload.request_id().empty()) {
    payload.set_request_id(absl::StrFormat("51671ed0-0000-4000-8000-%012d", ++drawn_));
  }
  payload.set_origin(state.origin);
  payload.set_member(state.members[member].id);
  payload.set_key(key);
  payload.set_key_sequence(state.keys[key - 1].acts + 1);
  payload.set_previous(state.keys[key - 1].last_act);
  payload.set_seen_size(state.sequence);
  payload.set_seen_root(std::string(root));
  payload.set_rule_hash(sight.rule_hash);
  payload.set_time_us(assembly::ToMicros(state.last_time));
  act.envelope = transparency::SealAct(payload, seed->second);
  if (act.envelope.size() > assembly::kMaxEnvelopeBytes) return false;
  ASSENT_ASSIGN_OR_RETURN(const v1::Envelope envelope, transparency::ReadEnvelope(act.envelope));
  if (!transparency::IsSignedBy(envelope, state.keys[key - 1].public_key)) {
    return absl::InternalError("what was signed does not verify");
  }
  ASSENT_ASSIGN_OR_RETURN(act.payload, transparency::ReadPayload(envelope));
  ASSENT_RETURN_IF_ERROR(transparency::ReadRequest(act.payload, opened));
  ASSENT_RETURN_IF_ERROR(transparency::OpenTexts(act.payload, texts, opened, act.salts));
  act.hash = transparency::EnvelopeHash(act.envelope);
  return true;
}

}  // namespace assent::scenario
