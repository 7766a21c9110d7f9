#include "server/transparency/reply_box.h"

#include <sodium.h>

#include "absl/strings/escaping.h"
#include "server/base/check.h"
#include "server/transparency/hash.h"

namespace assent::transparency {
namespace {

constexpr size_t kNameBytes = 16;
static_assert(crypto_secretbox_KEYBYTES == kHashBytes);

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string ReplyName(absl::string_view request_id) {
  return absl::BytesToHexString(Sha256({"assent reply name\n", request_id}).substr(0, kNameBytes));
}

std::string ReplyKey(absl::string_view request_id, absl::string_view caller,
                     absl::string_view method, absl::string_view body) {
  // None of the first three holds a line break, so no two lists of parts read
  // alike.
  return Sha256({"assent reply key\n", request_id, "\n", caller, "\n", method, "\n", body});
}

std::string CloseReply(absl::string_view key, absl::string_view reply) {
  ASSENT_CHECK(key.size() == crypto_secretbox_KEYBYTES);
  std::string box = Sha256({key, reply}).substr(0, crypto_secretbox_NONCEBYTES);
  const std::string nonce = box;
  box.resize(nonce.size() + crypto_secretbox_MACBYTES + reply.size());
  ASSENT_CHECK(crypto_secretbox_easy(Bytes(box) + nonce.size(), Bytes(reply), reply.size(),
                                     Bytes(nonce), Bytes(key)) == 0);
  return box;
}

std::optional<std::string> OpenReply(absl::string_view key, absl::string_view box) {
  constexpr size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (box.size() < kOverhead || key.size() != crypto_secretbox_KEYBYTES) return std::nullopt;
  const absl::string_view sealed = box.substr(crypto_secretbox_NONCEBYTES);
  std::string reply(box.size() - kOverhead, '\0');
  if (crypto_secretbox_open_easy(Bytes(reply), Bytes(sealed), sealed.size(), Bytes(box),
                                 Bytes(key)) != 0) {
    return std::nullopt;
  }
  return reply;
}

}  // namespace assent::transparency
