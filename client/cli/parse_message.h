// Messages that people write into files: rules, charters, changes of charters.

#ifndef ASSENT_CLIENT_CLI_PARSE_MESSAGE_H_
#define ASSENT_CLIENT_CLI_PARSE_MESSAGE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace assent::cli {

// Reads proto-JSON (if the text begins with a brace), in which enum values may
// also be written as json.h writes them, or protobuf's text format.
// kInvalidArgument says what is wrong and where. Pure.
absl::Status ParseMessage(absl::string_view text, google::protobuf::Message& message);

// The same from a file; "-": standard input. `what` names it in a refusal.
absl::Status ReadMessageFile(absl::string_view what, const std::string& path,
                             google::protobuf::Message& message);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_PARSE_MESSAGE_H_
