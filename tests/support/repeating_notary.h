#ifndef ASSENT_TESTS_SUPPORT_REPEATING_NOTARY_H_
#define ASSENT_TESTS_SUPPORT_REPEATING_NOTARY_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "server/assembly/notary.h"
#include "server/base/zones.h"

namespace assent::test {

// A notary without chance and without cryptography: ids and secrets count up,
// a secret's hash is "#" and the secret, a leaf is the whole event. What it
// sealed is kept in `events`, in order.
class RepeatingNotary : public assembly::Notary {
 public:
  // `events` may be null and must outlive this.
  explicit RepeatingNotary(std::vector<event::v1::Event>* events) : events_(events) {}

  assembly::SealedEntry Seal(event::v1::Event& event, const assembly::Salts&) override {
    if (events_ != nullptr) events_->push_back(event);
    return {event.SerializeAsString(), std::string(32, 'h'), ""};
  }
  std::string NewId() override { return absl::StrFormat("id%014d", ++count_); }
  assembly::Secret NewToken() override { return NewSecret("token"); }
  assembly::Secret TokenFor(absl::string_view bytes) override {
    const auto [known, fresh] = tokens_for_.try_emplace(std::string(bytes));
    if (fresh) known->second = NewToken();
    return known->second;
  }
  assembly::Secret NewInvitationSecret() override { return NewSecret("secret"); }
  std::string HashSecret(absl::string_view text) override { return absl::StrFormat("#%s", text); }
  std::string Hash(absl::string_view bytes) override {
    return absl::StrFormat("hash of %s", bytes);
  }
  bool IsSigningKey(absl::string_view public_key) override { return public_key.size() == 32; }
  assembly::LogKey NewLogKey() override {
    return {absl::StrFormat("log key %024d", ++count_), std::string(32, 's')};
  }
  std::string VerifierKey(absl::string_view origin, absl::string_view public_key) override {
    return absl::StrFormat("%s+%s", origin, public_key);
  }
  std::optional<absl::TimeZone> FindZone(absl::string_view name) override {
    return base::FindZone(name);
  }

 private:
  assembly::Secret NewSecret(absl::string_view kind) {
    const std::string text = absl::StrFormat("%s%d", kind, ++count_);
    return {text, HashSecret(text)};
  }

  std::vector<event::v1::Event>* const events_;
  int count_ = 0;
  std::map<std::string, assembly::Secret> tokens_for_;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_SUPPORT_REPEATING_NOTARY_H_
