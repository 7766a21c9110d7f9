#include "server/transparency/notary.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "assent/event/v1/text.pb.h"
#include "server/assembly/canonical.h"
#include "server/base/check.h"
#include "server/base/ids.h"
#include "server/base/limits.h"
#include "server/base/zones.h"
#include "server/transparency/hash.h"
#include "server/transparency/texts.h"
#include "server/transparency/tlog/ed25519.h"
#include "server/transparency/tlog/note.h"

namespace assent::transparency {
namespace {

constexpr absl::string_view kTokenPrefix = "assent_";
constexpr absl::string_view kInvitationPrefix = "invite_";
constexpr size_t kTokenBytes = 32;
constexpr size_t kInvitationBytes = 16;
constexpr size_t kCheckCharacters = 4;

absl::Span<const uint8_t> Bytes(absl::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string CheckCharacters(absl::string_view text) {
  return base::ToBase32(Bytes(Sha256({text}))).substr(0, kCheckCharacters);
}

}  // namespace

assembly::SealedEntry Notary::Seal(event::v1::Event& event, const assembly::Salts& salts) {
  event::v1::Openings openings;
  std::vector<std::pair<event::v1::Text*, int>> opened;  // with the place of its opening
  int32_t index = 0;
  ForEachText(event, [&](event::v1::Text& text) {
    const int32_t place = index++;
    if (text.content().empty()) return text.Clear();
    event::v1::Opening& opening = *openings.add_openings();
    opening.set_index(place);
    const auto given = salts.find(text.content());
    opening.set_salt(given == salts.end() ? Draw(kSaltBytes) : given->second);
    text.set_commitment(Commitment(opening.salt(), text.content()));
    text.clear_salt();
    opening.mutable_content()->swap(*text.mutable_content());
    opened.emplace_back(&text, openings.openings_size() - 1);
  });
  assembly::SealedEntry entry;
  entry.leaf = assembly::CanonicalBytes(event);
  ASSENT_CHECK(entry.leaf.size() <= kMaxLeafBytes, "an event outgrew its leaf");
  entry.leaf_hash = LeafHash(entry.leaf);
  if (opened.empty()) return entry;
  entry.openings = assembly::CanonicalBytes(openings);
  for (const auto& [text, place] : opened) {
    text->set_salt(openings.openings(place).salt());
    text->mutable_content()->swap(*openings.mutable_openings(place)->mutable_content());
  }
  return entry;
}

std::string Notary::Draw(size_t bytes) {
  std::string drawn(bytes, '\0');
  random_({reinterpret_cast<uint8_t*>(drawn.data()), drawn.size()});
  return drawn;
}

std::string Notary::NewId() { return base::ToBase32(Bytes(Draw(base::kIdBytes))); }

assembly::Secret Notary::SecretOf(absl::string_view prefix, absl::string_view bytes) {
  std::string text = absl::StrCat(prefix, base::ToBase32(Bytes(bytes)));
  text += CheckCharacters(text);
  return {text, Sha256({text})};
}

assembly::Secret Notary::NewToken() { return SecretOf(kTokenPrefix, Draw(kTokenBytes)); }

// Two hashes, the key before what the caller chose and before its hash: of the inner one alone more
// could be made by who knows it (SHA-256 goes on from its own result).
assembly::Secret Notary::TokenFor(absl::string_view bytes) {
  absl::call_once(drawn_, [this] { token_key_ = Draw(kTokenBytes); });
  const std::string inner = Sha256({token_key_, bytes});
  return SecretOf(kTokenPrefix, Sha256({token_key_, inner}));
}

assembly::Secret Notary::NewInvitationSecret() {
  return SecretOf(kInvitationPrefix, Draw(kInvitationBytes));
}

std::string Notary::HashSecret(absl::string_view text) { return Sha256({text}); }

std::string Notary::Hash(absl::string_view bytes) { return Sha256({bytes}); }

bool Notary::IsSigningKey(absl::string_view public_key) { return IsPublicKey(public_key); }

assembly::LogKey Notary::NewLogKey() {
  std::string seed = Draw(kSeedBytes);
  std::string public_key = PublicKeyOf(seed);
  return {std::move(public_key), std::move(seed)};
}

std::string Notary::VerifierKey(absl::string_view origin, absl::string_view public_key) {
  return LogVerifierKey(origin, public_key);
}

std::optional<absl::TimeZone> Notary::FindZone(absl::string_view name) {
  return base::FindZone(name);
}

std::string LogVerifierKey(absl::string_view origin, absl::string_view public_key) {
  const transparency::VerifierKey key = {std::string(origin), KeyType::kEd25519,
                                         std::string(public_key)};
  return key.ToString();
}

bool IsToken(absl::string_view text) {
  constexpr size_t kTokenLength =
      kTokenPrefix.size() + (kTokenBytes * 8 + 4) / 5 + kCheckCharacters;
  if (text.size() != kTokenLength || !absl::StartsWith(text, kTokenPrefix)) return false;
  const absl::string_view checked = text.substr(0, text.size() - kCheckCharacters);
  return CheckCharacters(checked) == text.substr(checked.size());
}

}  // namespace assent::transparency
