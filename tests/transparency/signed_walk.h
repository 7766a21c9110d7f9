// Walks (tests/assembly/walk.h) whose members sign what they do, in a log as a server keeps it.

#ifndef ASSENT_TESTS_TRANSPARENCY_SIGNED_WALK_H_
#define ASSENT_TESTS_TRANSPARENCY_SIGNED_WALK_H_

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "assent/v1/position_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/assembly/canonical.h"
#include "server/assembly/hidden.h"
#include "server/assembly/keys.h"
#include "server/assembly/signed_act.h"
#include "server/transparency/hash.h"
#include "server/transparency/notary.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/tree.h"
#include "tests/assembly/walk.h"
#include "tests/transparency/made_export.h"

namespace assent::transparency {

// Seals as a server does, and keeps what it sealed.
class Recorder final : public assembly::Notary {
 public:
  explicit Recorder(uint32_t seed)
      : dice_(seed), notary_([this](absl::Span<uint8_t> bytes) {
          for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(dice_());
        }) {}

  assembly::SealedEntry Seal(event::v1::Event& event, const assembly::Salts& salts) override {
    assembly::SealedEntry entry = notary_.Seal(event, salts);
    rows.push_back({entry.leaf, entry.openings});
    tree.Append(entry.leaf_hash);
    return entry;
  }
  std::string NewId() override { return notary_.NewId(); }
  assembly::Secret NewToken() override { return notary_.NewToken(); }
  assembly::Secret TokenFor(absl::string_view bytes) override { return notary_.TokenFor(bytes); }
  assembly::Secret NewInvitationSecret() override { return notary_.NewInvitationSecret(); }
  std::string HashSecret(absl::string_view text) override { return notary_.HashSecret(text); }
  std::string Hash(absl::string_view bytes) override { return notary_.Hash(bytes); }
  bool IsSigningKey(absl::string_view key) override { return notary_.IsSigningKey(key); }
  assembly::LogKey NewLogKey() override {
    assembly::LogKey key = notary_.NewLogKey();
    log_seed = key.seed;
    return key;
  }
  std::string VerifierKey(absl::string_view origin, absl::string_view key) override {
    return notary_.VerifierKey(origin, key);
  }
  std::optional<absl::TimeZone> FindZone(absl::string_view name) override {
    return notary_.FindZone(name);
  }
  std::string Draw(size_t bytes) {
    std::string drawn(bytes, '\0');
    for (char& byte : drawn) byte = static_cast<char>(dice_());
    return drawn;
  }

  std::vector<Row> rows;
  Frontier tree;
  std::string log_seed;  // of the log that it sealed

 private:
  std::mt19937 dice_;
  transparency::Notary notary_;
};

// Members by their ids, as a client names them in what it signs.
inline void NameById(google::protobuf::Message& request, const assembly::State& state) {
  const auto* reflection = request.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(request, &fields);
  const auto named = [&](const std::string& name) {
    const size_t at = name.find("/members/@");
    if (at == std::string::npos) return name;
    const auto found = state.member_by_handle.find(name.substr(at + 10));
    return found == state.member_by_handle.end() ? name : state.members[found->second].view.name();
  };
  for (const google::protobuf::FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(request, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
        NameById(field->is_repeated() ? *reflection->MutableRepeatedMessage(&request, field, i)
                                      : *reflection->MutableMessage(&request, field),
                 state);
      } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
        if (field->is_repeated()) {
          reflection->SetRepeatedString(&request, field, i,
                                        named(reflection->GetRepeatedString(request, field, i)));
        } else {
          reflection->SetString(&request, field, named(reflection->GetString(request, field)));
        }
      }
    }
  }
}

inline std::string SeedOf(int member) {
  return std::string(kSeedBytes, static_cast<char>('a' + member));
}

// The act as its member signs it, with the first key that they have.
inline std::optional<assembly::SignedAct> SignedBy(Recorder& recorder, const assembly::State& state,
                                                   int32_t actor,
                                                   const google::protobuf::Message& request) {
  const assembly::Member& member = state.members[actor];
  if (member.keys.empty()) return std::nullopt;
  const assembly::DeviceKeyState& key = state.keys[member.keys[0]];
  std::string seed;
  for (int i = 0; i < assembly::kMembers; ++i) {
    if (PublicKeyOf(SeedOf(i)) == key.public_key) seed = SeedOf(i);
  }
  if (seed.empty() || !assembly::Signs(key)) return std::nullopt;
  const std::unique_ptr<google::protobuf::Message> named(request.New());
  named->CopyFrom(request);
  NameById(*named, state);
  const auto found = state.proposals.find(assembly::ProposalIn(SubjectOf(*named)));
  const bool there = found != state.proposals.end();
  const auto* const position = dynamic_cast<const v1::TakePositionRequest*>(named.get());
  const bool hides = there && position != nullptr && assembly::Hides(found->second) &&
                     assembly::StanceOfHidden(assembly::HiddenStance(position->stance()));
  v1::ActPayload payload;
  const ActTexts texts = PutRequest(
      *named, hides, [&](size_t bytes) { return recorder.Draw(bytes); }, payload);
  payload.set_origin(state.origin);
  payload.set_member(member.id);
  payload.set_key(member.keys[0] + 1);
  payload.set_key_sequence(key.acts + 1);
  payload.set_previous(key.last_act);
  payload.set_seen_size(static_cast<int64_t>(recorder.tree.size()));
  payload.set_seen_root(recorder.tree.Root());
  if (there && found->second.view.state() != v1::Proposal::STATE_DRAFT) {
    payload.set_rule_hash(Sha256({assembly::CanonicalBytes(found->second.rule())}));
  }
  payload.set_request_id("00000000-0000-0000-0000-000000000001");
  assembly::SignedAct act;
  act.envelope = SealAct(payload, seed);
  act.hash = EnvelopeHash(act.envelope);
  for (const v1::ActText& text : texts) act.salts.emplace(text.content(), text.salt());
  act.payload = std::move(payload);
  return act;
}

// A log, and the seed of its key.
struct Walked {
  std::vector<Row> rows;
  std::string log_seed;
};

// The log of so many steps, in which everybody signs what they do.
inline Walked WalkUnder(const std::string& rule, uint32_t seed, int steps) {
  Recorder recorder(seed);
  assembly::WalkHands hands;
  hands.notary = &recorder;
  hands.key = [](int member) { return PublicKeyOf(SeedOf(member)); };
  hands.sign = [&](const assembly::State& state, int32_t actor,
                   const google::protobuf::Message& request) {
    return SignedBy(recorder, state, actor, request);
  };
  assembly::Walk walk(rule, seed, hands);
  for (int step = 0; step < steps; ++step) walk.Step();
  return {recorder.rows, recorder.log_seed};
}

}  // namespace assent::transparency

#endif  // ASSENT_TESTS_TRANSPARENCY_SIGNED_WALK_H_
