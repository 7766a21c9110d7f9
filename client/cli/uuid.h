#ifndef ASSENT_CLIENT_CLI_UUID_H_
#define ASSENT_CLIENT_CLI_UUID_H_

#include <string>

namespace assent::cli {

// A random UUID (RFC 9562, version 4): what makes a call safe to repeat.
std::string NewUuid();

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_UUID_H_
