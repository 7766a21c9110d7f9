#include "server/transparency/tlog/ed25519.h"

#include <sodium.h>

#include "server/base/check.h"

namespace assent::transparency {
namespace {

const unsigned char* Bytes(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Bytes(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// The secret key of libsodium: seed and public key. Wiped when it goes.
class SecretKey {
 public:
  explicit SecretKey(absl::string_view seed) {
    ASSENT_CHECK(seed.size() == kSeedBytes, "a seed has 32 bytes");
    crypto_sign_seed_keypair(public_key_, secret_key_, Bytes(seed));
  }
  ~SecretKey() { sodium_memzero(secret_key_, sizeof secret_key_); }
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;

  const unsigned char* get() const { return secret_key_; }
  std::string public_key() const {
    return std::string(reinterpret_cast<const char*>(public_key_), sizeof public_key_);
  }

 private:
  unsigned char public_key_[crypto_sign_PUBLICKEYBYTES];
  unsigned char secret_key_[crypto_sign_SECRETKEYBYTES];
};

}  // namespace

std::string PublicKeyOf(absl::string_view seed) { return SecretKey(seed).public_key(); }

std::string Sign(absl::string_view seed, absl::string_view message) {
  const SecretKey key(seed);
  std::string signature(kSignatureBytes, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(message), message.size(), key.get());
  return signature;
}

bool IsPublicKey(absl::string_view public_key) {
  return public_key.size() == kPublicKeyBytes &&
         crypto_core_ed25519_is_valid_point(Bytes(public_key)) == 1;
}

bool IsSignedBy(absl::string_view public_key, absl::string_view message,
                absl::string_view signature) {
  if (public_key.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) return false;
  return crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(),
                                     Bytes(public_key)) == 0;
}

}  // namespace assent::transparency
