// Signing what this user does, where this device has a key of theirs (key_file.h) and
// the assembly takes signatures.

#ifndef ASSENT_CLIENT_CLI_SIGNING_H_
#define ASSENT_CLIENT_CLI_SIGNING_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/session.h"
#include "google/protobuf/message.h"

namespace assent::cli {

// Sends `request`, complete but for the signature, signed, and returns the answer as
// bytes. nullopt: it goes unsigned, for want of a key that signs here, because the
// assembly keeps no signatures, or because no member makes such requests. Refused
// loudly where the server has lost acts that this key has signed.
absl::StatusOr<std::optional<std::string>> SendSigned(Session& session,
                                                      const google::protobuf::Message& request);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_SIGNING_H_
