// What lies at the other end of this program's input and output. Not
// thread-safe.

#ifndef ASSENT_CLIENT_CLI_TERMINAL_H_
#define ASSENT_CLIENT_CLI_TERMINAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assent::cli {

struct Terminal {
  bool input = false;   // stdin is a terminal: questions may be asked
  bool output = false;  // stdout is one: tables fit it, long ones are paged
  bool color = false;   // and colours are wanted: NO_COLOR is not set
  int width = 0;        // columns; 0: not a terminal, no limit
  int height = 0;
};

// As the environment has it now.
Terminal FindTerminal();

// Ctrl-C ends the program with exit code 130 and gives the terminal back as it
// was, wherever it happens.
void EndWellWhenInterrupted();

// Asks on stderr, reads a line from stdin. With `secret` what is typed is not
// shown. kUnknown when the input ends.
absl::StatusOr<std::string> Ask(absl::string_view question, bool secret = false);

// Writes to stdout: through the pager ($PAGER, or less) when stdout is a
// terminal that `text` does not fit on. kUnknown if it cannot be written.
absl::Status WriteOut(const Terminal& terminal, absl::string_view text, bool page);

// Writes to stderr, adding a line break.
void Say(absl::string_view text);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_TERMINAL_H_
