// Help, completion scripts and the manual page, all made of the same tree of
// verbs, so that none of them can say something else than the parser.

#ifndef ASSENT_CLIENT_CLI_HELP_H_
#define ASSENT_CLIENT_CLI_HELP_H_

#include <CLI/CLI.hpp>
#include <string>

#include "absl/strings/string_view.h"

namespace assent::cli {

inline constexpr absl::string_view kVersion = ASSENT_VERSION;

// Help that begins with the examples (kept in each verb's footer).
class ExamplesFirst final : public CLI::Formatter {
 public:
  ExamplesFirst();
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
};

// "assent context use".
std::string CommandOf(const CLI::App& app);

// `shell` is bash, zsh or fish.
std::string CompletionScript(const CLI::App& root, absl::string_view shell);

// In troff, for man(1).
std::string ManualPage(const CLI::App& root);

}  // namespace assent::cli

#endif  // ASSENT_CLIENT_CLI_HELP_H_
