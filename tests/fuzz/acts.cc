// Signed acts, as they come and as a log has them. A first line "envelope", and then the bytes of
// one; or "payload", and what somebody signs as text; or a request's type, as
// "TakePositionRequest", and then the request as text, which the one member of a life (life.h) who
// has a key signs as a client does.
//
// What was signed is read as it was, in one form; what nobody signed is not taken, whichever byte
// is another. An act that is refused is refused by name and leaves nothing; of one that is taken,
// everybody who reads the log can see that it does what was signed, and no other envelope stands in
// its place.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/assembly/canonical.h"
#include "server/assembly/names.h"
#include "server/base/limits.h"
#include "server/base/refusal.h"
#include "server/transparency/hash.h"
#include "server/transparency/signed_acts.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/verify.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/life.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/text_form.h"

namespace assent::fuzz {
namespace {

using assembly::CanonicalBytes;
using assembly::SealedEntry;
using assembly::SignedAct;
using assembly::State;
using google::protobuf::Message;
using transparency::ActTexts;

constexpr int32_t kSigner = 1;

void RequireRefused(const absl::Status& status, absl::string_view reason) {
  Require(base::ReasonOf(status) == reason && !status.message().empty(), status.ToString());
}

// The life, verified, and the tree that its members have seen.
struct Verified {
  transparency::Verification verification{kAssembly};
  transparency::Frontier tree;
};

const Verified& TheVerified() {
  static const Verified* const verified = [] {
    auto* const made = new Verified;
    for (const SealedEntry& entry : TheLife().entries) {
      made->tree.Append(entry.leaf_hash);
      const absl::Status added =
          made->verification.Add({made->tree.size(), entry.leaf, entry.leaf_hash, entry.openings});
      Require(added.ok(), added.ToString());
    }
    const absl::Status whole = made->verification.Finish();
    Require(whole.ok(), whole.ToString());
    return made;
  }();
  return *verified;
}

absl::Status Verify(const std::vector<SealedEntry>& entries) {
  transparency::Verification verification = TheVerified().verification;
  uint64_t sequence = TheVerified().tree.size();
  for (const SealedEntry& entry : entries) {
    const absl::Status added =
        verification.Add({++sequence, entry.leaf, entry.leaf_hash, entry.openings});
    if (!added.ok()) return added;
  }
  return verification.Finish();
}

// Which byte, of so many, has to do with nothing else.
size_t Which(absl::string_view hash, size_t size) {
  return (static_cast<size_t>(static_cast<uint8_t>(hash[0])) << 8 | static_cast<uint8_t>(hash[1])) %
         size;
}

std::string Damaged(std::string bytes, absl::string_view hash) {
  char& byte = bytes[Which(hash, bytes.size())];
  byte = static_cast<char>(byte ^ (1 << (static_cast<uint8_t>(hash[2]) % 8)));
  return bytes;
}

// As the log has it: the same act in another envelope is none.
void LookAtForged(std::vector<SealedEntry> entries, const SignedAct& act) {
  for (SealedEntry& entry : entries) {
    event::v1::Event event;
    Require(event.ParseFromString(entry.leaf), "an entry that is no event");
    if (event.envelope().empty()) continue;
    event.set_envelope(Damaged(event.envelope(), act.hash));
    entry.leaf = CanonicalBytes(event);
    entry.leaf_hash = transparency::LeafHash(entry.leaf);
    const absl::Status forged = Verify(entries);
    Require(absl::IsDataLoss(forged), "an envelope that nobody signed verifies");
    return;
  }
  Require(false, "a signed act left no envelope");
}

// The seeded mistake: whoever does what was signed writes in small letters.
void Mislead(Message& request) {
  if (!IsCanary()) return;
  for (const char* const name : {"text", "reason"}) {
    const auto* const field = request.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->is_repeated()) continue;
    if (field->cpp_type() != field->CPPTYPE_STRING) continue;
    const auto* const reflection = request.GetReflection();
    reflection->SetString(&request, field,
                          absl::AsciiStrToLower(reflection->GetString(request, field)));
  }
}

// What is about another assembly does not come to this one.
bool IsAboutIt(const Message& request) {
  const auto about = assembly::AssemblyOf(transparency::SubjectOf(request), "name");
  return about.ok() && *about == kAssembly;
}

void LookAtDone(const Message& request, const SignedAct& signed_act) {
  if (!IsAboutIt(request)) return;
  CountingNotary notary(1000);
  State state = TheLife().states.back();
  assembly::Act act(state, notary, kSigner, state.last_time + absl::Minutes(1));
  act.Sign(signed_act);
  const absl::Status status = Perform(act, request);
  if (!status.ok()) {
    if (absl::IsUnimplemented(status)) return;  // no request that is decided here
    Require(!base::ReasonOf(status).empty(), absl::StrCat("no reason: ", status.ToString()));
    return;
  }
  if (act.entries().empty()) return;  // it was said already
  const absl::Status verified = Verify(act.entries());
  Require(verified.ok(),
          absl::StrCat("what the server did does not verify: ", verified.ToString()));
  LookAtForged(act.entries(), signed_act);
}

// `sealed`: an envelope of the signer's around `payload`.
void LookAtSealed(const std::string& sealed, const v1::ActPayload& payload) {
  const auto envelope = transparency::ReadEnvelope(sealed);
  Require(envelope.ok(), envelope.status().ToString());
  Require(CanonicalBytes(*envelope) == sealed, "an envelope in other bytes");
  const std::string key = transparency::PublicKeyOf(SeedOf(kSigner));
  Require(transparency::IsSignedBy(*envelope, key), "it is not signed by who signed it");
  Require(!transparency::IsSignedBy(*envelope, transparency::PublicKeyOf(SeedOf(kSigner + 1))),
          "it is signed by who did not");
  const auto read = transparency::ReadPayload(*envelope);
  if (read.ok()) {
    Require(CanonicalBytes(*read) == CanonicalBytes(payload), "it says something else");
    Require(transparency::KeyOf(*envelope) == payload.key(), "it names another key");
  } else {
    RequireRefused(read.status(), "ACT_MALFORMED");
  }
  const auto forged =
      transparency::ReadEnvelope(Damaged(sealed, transparency::EnvelopeHash(sealed)));
  if (!forged.ok()) return RequireRefused(forged.status(), "SIGNATURE_INVALID");
  const bool taken =
      transparency::KeyOf(*forged) == payload.key() && transparency::IsSignedBy(*forged, key);
  Require(!taken, "it is taken though a byte of it is another");
}

void LookAtTexts(const Message& request, const v1::ActPayload& payload, const ActTexts& texts) {
  const std::unique_ptr<Message> read(request.New());
  const absl::Status status = transparency::ReadRequest(payload, *read);
  Require(status.ok(), status.ToString());
  for (int i = 0; i < texts.size(); ++i) {
    const std::unique_ptr<Message> opened(read->New());
    opened->CopyFrom(*read);
    ActTexts other = texts;
    other.Mutable(i)->mutable_content()->append("x");
    assembly::Salts salts;
    RequireRefused(transparency::OpenTexts(payload, other, *opened, salts), "ACT_MALFORMED");
  }
  assembly::Salts salts;
  const absl::Status opened = transparency::OpenTexts(payload, texts, *read, salts);
  Require(opened.ok(), opened.ToString());
  const auto* const id = request.GetDescriptor()->FindFieldByName("request_id");
  read->GetReflection()->SetString(read.get(), id, payload.request_id());
  const std::unique_ptr<Message> expected(request.New());
  expected->CopyFrom(request);
  expected->GetReflection()->SetString(expected.get(), id, payload.request_id());
  Require(CanonicalBytes(*read) == CanonicalBytes(*expected), "another request was signed");
}

// A client of ours makes no other: what is known is all of it, and its strings are UTF-8.
bool IsKnown(const Message& message) {
  const std::string bytes = CanonicalBytes(message);
  const std::unique_ptr<Message> known(message.New());
  if (!known->ParseFromString(bytes)) return false;
  known->DiscardUnknownFields();
  return CanonicalBytes(*known) == bytes;
}

void LookAtRequest(Message& request) {
  if (request.GetDescriptor()->FindFieldByName("request_id") == nullptr) return;
  if (!IsKnown(request)) return;
  const State& state = TheLife().states.back();
  CountingNotary notary(500);
  ActTexts texts;
  const auto act = SignedBy(state, kSigner, request, TheVerified().tree, notary, texts);
  Require(act.has_value(), "the signer has no key");
  if (act->envelope.size() > assembly::kMaxEnvelopeBytes) {
    return RequireRefused(transparency::ReadEnvelope(act->envelope).status(), "SIGNATURE_INVALID");
  }
  LookAtSealed(act->envelope, act->payload);
  LookAtTexts(request, act->payload, texts);
  const absl::Status named = transparency::CheckNamesById(request);
  if (!named.ok()) return RequireRefused(named, "ACT_MALFORMED");
  Mislead(request);
  LookAtDone(request, *act);
}

// What SubmitAct looks at before it does anything.
bool IsInPlace(const v1::ActPayload& payload) {
  const State& state = TheLife().states.back();
  return payload.origin() == state.origin && payload.member() == state.members[kSigner].id &&
         !payload.request_id().empty() && payload.key() == 1 &&
         payload.seen_size() == static_cast<int64_t>(TheVerified().tree.size()) &&
         payload.seen_root() == TheVerified().tree.Root();
}

// What is left out of its place is filled in.
void Place(v1::ActPayload& payload) {
  const State& state = TheLife().states.back();
  if (payload.key() == 0) payload.set_key(1);
  if (payload.origin().empty()) payload.set_origin(state.origin);
  if (payload.member().empty()) payload.set_member(state.members[kSigner].id);
  if (payload.key_sequence() == 0) payload.set_key_sequence(state.keys[0].acts + 1);
  if (payload.previous().empty()) payload.set_previous(state.keys[0].last_act);
  if (payload.seen_size() == 0) {
    payload.set_seen_size(static_cast<int64_t>(TheVerified().tree.size()));
    payload.set_seen_root(TheVerified().tree.Root());
  }
}

void LookAtPayload(v1::ActPayload payload) {
  Place(payload);
  SignedAct act;
  act.envelope = transparency::SealAct(payload, SeedOf(kSigner));
  act.hash = transparency::EnvelopeHash(act.envelope);
  if (act.envelope.size() > assembly::kMaxEnvelopeBytes) return;
  LookAtSealed(act.envelope, payload);
  const auto read = transparency::ReadPayload(*transparency::ReadEnvelope(act.envelope));
  if (!read.ok() || !IsInPlace(payload)) return;
  absl::string_view type = payload.type();
  if (!absl::ConsumePrefix(&type, "assent.v1.")) return;
  const std::unique_ptr<Message> request = RequestOf(type, "");
  if (request == nullptr) return;
  const absl::Status status = transparency::ReadRequest(payload, *request);
  if (!status.ok()) return RequireRefused(status, "ACT_MALFORMED");
  // Nobody knows what its commitments open to.
  if (!transparency::OpenTexts(payload, {}, *request, act.salts).ok()) return;
  if (!transparency::CheckNamesById(*request).ok()) return;
  const auto* const id = request->GetDescriptor()->FindFieldByName("request_id");
  request->GetReflection()->SetString(request.get(), id, payload.request_id());
  act.payload = std::move(payload);
  LookAtDone(*request, act);
}

// Nobody has signed these bytes.
void LookAtEnvelope(absl::string_view bytes) {
  const auto envelope = transparency::ReadEnvelope(bytes);
  if (!envelope.ok()) return RequireRefused(envelope.status(), "SIGNATURE_INVALID");
  Require(CanonicalBytes(*envelope) == bytes, "an envelope in other bytes");
  for (int32_t member = 0; member < 4; ++member) {
    Require(!transparency::IsSignedBy(*envelope, transparency::PublicKeyOf(SeedOf(member))),
            "it is signed by who did not");
  }
  const auto payload = transparency::ReadPayload(*envelope);
  if (!payload.ok()) RequireRefused(payload.status(), "ACT_MALFORMED");
}

}  // namespace
}  // namespace assent::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  const absl::string_view what = input.Line();
  if (what == "envelope") {
    LookAtEnvelope(input.rest());
  } else if (what == "payload") {
    assent::v1::ActPayload payload;
    if (ReadText(input.rest(), payload)) LookAtPayload(std::move(payload));
  } else if (const auto request = RequestOf(what, input.rest())) {
    LookAtRequest(*request);
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  using namespace assent::fuzz;
  Input input(BytesOf(data, size));
  const std::string what(input.Line());
  assent::v1::ActPayload payload;
  const auto request = RequestOf(what, "");
  if (what != "payload" && request == nullptr) return LLVMFuzzerMutate(data, size, most);
  google::protobuf::Message& message =
      what == "payload" ? static_cast<google::protobuf::Message&>(payload) : *request;
  return MutateText(absl::StrCat(what, "\n"), message, data, size, most, seed);
}
