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
// bytes. nullopt: unsigned, for want of a key on this device, because it is never signed,
// or on --unsigned (bare.h). kFailedPrecondition: there is a key, and it cannot be signed.
// kDataLoss: the server has lost acts of this key, or shows another log than before.
absl::StatusOr<std::optional<std::string>> SendSigned(Session& session,
                                                      const google::protobuf::Message& request);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_SIGNING_H_
