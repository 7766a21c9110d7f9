// Replies that are kept for repeated requests. A reply may show a secret once
// (a token, an invitation), and at rest nobody is to read it: it lies in a box
// (XSalsa20-Poly1305, libsodium's secretbox) that only the request itself
// opens, since its key is a hash over the request's random id, its caller and
// its body. Another body therefore does not open it, which is all that has to
// be known to refuse it.
//
//   box := nonce (24 bytes) ‖ secretbox;  nonce := SHA-256(key ‖ reply)
//
// The nonce is a hash of the reply, so that two replies under one key never
// share it. Pure.

#ifndef ASSENT_SERVER_TRANSPARENCY_REPLY_BOX_H_
#define ASSENT_SERVER_TRANSPARENCY_REPLY_BOX_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace assent::transparency {

// Under which name a reply is kept; does not give the id away.
std::string ReplyName(absl::string_view request_id);

// 32 bytes. `caller` is a hash of the caller's token, or empty; `method` the
// request's type; neither these nor the id hold a line break.
std::string ReplyKey(absl::string_view request_id, absl::string_view caller,
                     absl::string_view method, absl::string_view body);

std::string CloseReply(absl::string_view key, absl::string_view reply);

// nullopt: another key, or bytes that are no box.
std::optional<std::string> OpenReply(absl::string_view key, absl::string_view box);

}  // namespace assent::transparency

#endif  // ASSENT_SERVER_TRANSPARENCY_REPLY_BOX_H_
