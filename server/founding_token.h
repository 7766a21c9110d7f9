// The token that founding takes with `--found token`: 256 random bits in a file that only its owner
// can read, made at the first start and kept.

#ifndef ASSENT_SERVER_FOUNDING_TOKEN_H_
#define ASSENT_SERVER_FOUNDING_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"

namespace assent {

// What the file holds; makes it, with mode 0600, if there is none. kInvalidArgument: others can
// read it, or it holds no token; kUnavailable: it cannot be read or made.
absl::StatusOr<std::string> FoundingToken(const std::string& path);

}  // namespace assent

#endif  // ASSENT_SERVER_FOUNDING_TOKEN_H_
