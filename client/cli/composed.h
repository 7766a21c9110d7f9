// Texts in Unicode's normal form C, the only one that a server takes: "é" is
// one letter there, whether a keyboard sends it as one code point or as an "e"
// and an accent.
//
// Pure and thread-safe.

#ifndef ASSENT_CLIENT_CLI_COMPOSED_H_
#define ASSENT_CLIENT_CLI_COMPOSED_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace assent::cli {

// `text` in normal form C. What is not UTF-8 stays as it is: the server says
// what is wrong with it.
std::string Composed(absl::string_view text);

// Composes every text of `message`, those of the messages inside it too. Bytes
// are no text and stay.
void ComposeTexts(google::protobuf::Message& message);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_COMPOSED_H_
