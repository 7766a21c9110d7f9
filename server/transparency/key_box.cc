#include "server/transparency/key_box.h"

#include <sodium.h>

#include "absl/strings/str_cat.h"

namespace assent::transparency {
namespace {

constexpr size_t kSalt = crypto_pwhash_SALTBYTES;
constexpr size_t kNonce = crypto_secretbox_NONCEBYTES;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// The key that a passphrase stands for; wiped when it goes.
class Stretched {
 public:
  Stretched(absl::string_view passphrase, absl::string_view salt)
      : made_(crypto_pwhash(key_, sizeof key_, passphrase.data(), passphrase.size(), Bytes(salt),
                            crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                            crypto_pwhash_ALG_ARGON2ID13) == 0) {}
  ~Stretched() { sodium_memzero(key_, sizeof key_); }
  Stretched(const Stretched&) = delete;
  Stretched& operator=(const Stretched&) = delete;

  bool made() const { return made_; }
  const unsigned char* get() const { return key_; }

 private:
  unsigned char key_[crypto_secretbox_KEYBYTES] = {};
  const bool made_;
};

}  // namespace

std::optional<std::string> CloseKey(absl::string_view seed, absl::string_view passphrase,
                                    const std::function<std::string(size_t)>& draw) {
  const std::string salt = draw(kSalt);
  const std::string nonce = draw(kNonce);
  const Stretched key(passphrase, salt);
  if (!key.made()) return std::nullopt;
  std::string sealed(crypto_secretbox_MACBYTES + seed.size(), '\0');
  crypto_secretbox_easy(Bytes(sealed), Bytes(seed), seed.size(), Bytes(nonce), key.get());
  return absl::StrCat(salt, nonce, sealed);
}

std::optional<std::string> OpenKey(absl::string_view box, absl::string_view passphrase) {
  if (box.size() < kSalt + kNonce + crypto_secretbox_MACBYTES) return std::nullopt;
  const Stretched key(passphrase, box.substr(0, kSalt));
  if (!key.made()) return std::nullopt;
  const absl::string_view nonce = box.substr(kSalt, kNonce);
  const absl::string_view sealed = box.substr(kSalt + kNonce);
  std::string seed(sealed.size() - crypto_secretbox_MACBYTES, '\0');
  const bool opened = crypto_secretbox_open_easy(Bytes(seed), Bytes(sealed), sealed.size(),
                                                 Bytes(nonce), key.get()) == 0;
  return opened ? std::optional(seed) : std::nullopt;
}

}  // namespace assent::transparency
