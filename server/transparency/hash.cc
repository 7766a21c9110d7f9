#include "server/transparency/hash.h"

#include <openssl/evp.h>

#include <memory>

#include "server/base/check.h"

namespace assent::transparency {
namespace {

constexpr absl::string_view kLeafMark("\x00", 1);
constexpr absl::string_view kCommitmentMark("\x02", 1);

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Looking the algorithm up costs more than hashing an entry: once is enough.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

}  // namespace

std::string Sha256(std::initializer_list<absl::string_view> parts) {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  bool done = context != nullptr && EVP_DigestInit_ex2(context.get(), Algorithm(), nullptr) == 1;
  for (const absl::string_view part : parts) {
    done = done && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  std::string hash(kHashBytes, '\0');
  done = done && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(hash.data()),
                                    nullptr) == 1;
  ASSENT_CHECK(done, "the library makes no SHA-256");
  return hash;
}

std::string LeafHash(absl::string_view leaf) { return Sha256({kLeafMark, leaf}); }

std::string Commitment(absl::string_view salt, absl::string_view content) {
  return Sha256({kCommitmentMark, salt, content});
}

}  // namespace assent::transparency
