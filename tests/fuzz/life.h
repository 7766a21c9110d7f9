// The life of a small assembly, as its log has it: with a bit of everything, some of it signed. For
// targets that read what stands in logs, and for those that need somebody to act. Ids and secrets
// count up in it, so that a corpus can name them: "id2" is the first member, "secret1" lets
// the second one in.

#ifndef ASSENT_TESTS_FUZZ_LIFE_H_
#define ASSENT_TESTS_FUZZ_LIFE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/assembly/act.h"
#include "server/assembly/notary.h"
#include "server/assembly/signed_act.h"
#include "server/assembly/state.h"
#include "server/transparency/notary.h"
#include "server/transparency/tlog/tree.h"

namespace assent::fuzz {

inline constexpr char kAssembly[] = "kitchen";

// Seals as a server does, with chance that repeats itself. Each id and secret is given once.
class CountingNotary final : public assembly::Notary {
 public:
  // Begins behind what `used` notaries like this one have given, each in a life of its own.
  explicit CountingNotary(uint32_t used = 0);

  assembly::SealedEntry Seal(event::v1::Event& event, const assembly::Salts& salts) override {
    return notary_.Seal(event, salts);
  }
  std::string NewId() override;
  assembly::Secret NewToken() override;
  assembly::Secret TokenFor(absl::string_view bytes) override { return notary_.TokenFor(bytes); }
  assembly::Secret NewInvitationSecret() override;
  std::string HashSecret(absl::string_view text) override { return notary_.HashSecret(text); }
  std::string Hash(absl::string_view bytes) override { return notary_.Hash(bytes); }
  bool IsSigningKey(absl::string_view key) override { return notary_.IsSigningKey(key); }
  assembly::LogKey NewLogKey() override { return notary_.NewLogKey(); }
  std::string VerifierKey(absl::string_view origin, absl::string_view key) override {
    return notary_.VerifierKey(origin, key);
  }
  std::optional<absl::TimeZone> FindZone(absl::string_view name) override {
    return notary_.FindZone(name);
  }

  std::string Draw(size_t bytes);

 private:
  uint32_t chance_;
  uint32_t ids_;
  uint32_t secrets_;
  uint32_t tokens_;
  transparency::Notary notary_;
};

struct Life {
  std::vector<assembly::SealedEntry> entries;
  // After so many of them, from none to all.
  std::vector<assembly::State> states;
  std::string log_seed;  // of the key that signs for the log
};

const Life& TheLife();

// The event as the next entry after a state of the life, its texts in the clear: what it leaves out
// of its place is filled in. nullopt: it is larger than an entry.
std::optional<assembly::SealedEntry> SealedAfter(const assembly::State& state,
                                                 event::v1::Event event);

// What LLVMFuzzerCustomMutator does with an input that begins with a number of entries on a line of
// its own, and then has an event as text; anything else is changed as bytes.
size_t MutatePlacedEvent(uint8_t* data, size_t size, size_t most, unsigned seed);

// Reads a request of that type ("TakePositionRequest"), in text form or as bytes; null: neither.
std::unique_ptr<google::protobuf::Message> RequestOf(absl::string_view type,
                                                     absl::string_view input);

// What the assembly makes of a request that somebody brings: any that leaves entries, except
// EraseTextRequest.
absl::Status Perform(assembly::Act& act, const google::protobuf::Message& request);

// The seed of the first key of the n-th member.
std::string SeedOf(int32_t member);

// The act as that member signs it with their first key, having seen `seen`; nullopt: they have
// none. Its texts stand in `texts`.
std::optional<assembly::SignedAct> SignedBy(const assembly::State& state, int32_t member,
                                            const google::protobuf::Message& request,
                                            const transparency::Frontier& seen,
                                            CountingNotary& notary,
                                            google::protobuf::RepeatedPtrField<v1::ActText>& texts);

}  // namespace assent::fuzz

#endif  // ASSENT_TESTS_FUZZ_LIFE_H_
