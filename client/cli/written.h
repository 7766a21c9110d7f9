// What somebody has to say: from -m, from a file, from standard input, or
// written in their editor. Not thread-safe.

#ifndef ASSENT_CLIENT_CLI_WRITTEN_H_
#define ASSENT_CLIENT_CLI_WRITTEN_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/session.h"

namespace assent::cli {

// How a text was given: -m TEXT, or -F FILE ("-": standard input).
struct WrittenArgs {
  std::optional<std::string> message;
  std::optional<std::string> file;

  bool given() const { return message.has_value() || file.has_value(); }
};

// What the editor shows to somebody who has given none.
struct Prompt {
  std::string what;   // "the reason for your block"; stands below the text
  std::string start;  // the text to begin with
};

// The text that was given; else, where a person may be asked, what they write
// in $VISUAL or $EDITOR. kInvalidArgument if there is none, or only what the
// editor began with. What came from the editor or from standard input is kept
// as a draft until the session settles it.
absl::StatusOr<std::string> Written(Session& session, const WrittenArgs& args,
                                    const Prompt& prompt);

// The text that was given, or "": for texts that may be left out.
absl::StatusOr<std::string> WrittenIfGiven(Session& session, const WrittenArgs& args);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_WRITTEN_H_
