// Help, completion scripts and the manual page, all made of the same tree of
// verbs, so that none of them can say something else than the parser.

#ifndef ASSENT_CLIENT_CLI_HELP_H_
#define ASSENT_CLIENT_CLI_HELP_H_

#include <string>

#include "absl/strings/string_view.h"

namespace CLI {
class App;
}  // namespace CLI

namespace assent::cli {

inline constexpr absl::string_view kVersion = ASSENT_VERSION;

// Help that begins with the examples (kept in each verb's footer).
void ShowExamplesFirst(CLI::App& app);

// "assent context use".
std::string CommandOf(const CLI::App& app);

// `shell` is bash, zsh or fish.
std::string CompletionScript(const CLI::App& root, absl::string_view shell);

// In troff, for man(1).
std::string ManualPage(const CLI::App& root);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_HELP_H_
