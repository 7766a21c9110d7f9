#include <CLI/CLI.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/help.h"

namespace assent::cli {
namespace {

constexpr absl::string_view kFiles =
    ".SH FILES\n"
    ".TP\n$XDG_CONFIG_HOME/assent/config.toml\n"
    "Memberships with their tokens, readable by you alone (mode 0600).\n"
    ".TP\n$XDG_STATE_HOME/assent/drafts\n"
    "Texts that could not be sent.\n"
    ".SH ENVIRONMENT\n"
    ".TP\nASSENT_CONTEXT\nThe membership to act in, unless \\-\\-context names one.\n"
    ".TP\nVISUAL, EDITOR, PAGER, NO_COLOR\nAs everywhere.\n";

constexpr absl::string_view kOutput =
    ".SH OUTPUT\n"
    "Data goes to standard output, messages to standard error. \\-o json, jsonl and csv are for "
    "programs: keys are those of proto-JSON, enum values stand without the prefix of their type, "
    "64-bit numbers are JSON numbers, and fields with default values are written too. A verb that "
    "reads prints the resource, or a list of them; a verb that changes something prints the "
    "server's answer.\n";

constexpr absl::string_view kExitCodes =
    ".SH EXIT STATUS\n"
    "0 done, 1 failed, 2 wrong usage, 3 not found, 4 not allowed, 5 a rule refused it, "
    "6 the server cannot be reached, 130 interrupted.\n";

// A text as troff wants it: no line may begin with a dot or a quote.
std::string Troff(absl::string_view text) {
  const std::string escaped = absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}});
  const bool command = !escaped.empty() && (escaped[0] == '.' || escaped[0] == '\'');
  return absl::StrCat(command ? "\\&" : "", escaped);
}

void AddOptions(const CLI::App& app, std::string& page) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group() != "Options" || option->get_name() == "--help") continue;
    absl::StrAppend(&page, ".RS\n.TP\n\\fB", Troff(option->get_name(false, true)), "\\fR\n",
                    Troff(option->get_description()), "\n.RE\n");
  }
}

void AddVerb(const CLI::App& app, std::string& page) {
  const auto subs = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* sub : subs) AddVerb(*sub, page);
  if (!subs.empty()) return;
  absl::StrAppend(&page, ".TP\n\\fB", Troff(CommandOf(app)), "\\fR\n", Troff(app.get_description()),
                  "\n");
  AddOptions(app, page);
  for (absl::string_view example : absl::StrSplit(app.get_footer(), '\n')) {
    absl::StrAppend(&page, ".RS\n.EX\n", Troff(example), "\n.EE\n.RE\n");
  }
}

}  // namespace

std::string ManualPage(const CLI::App& root) {
  std::string page =
      absl::StrCat(".TH ASSENT 1 \"\" \"assent ", kVersion, "\"\n.SH NAME\nassent \\- ",
                   Troff(root.get_description()), "\n.SH SYNOPSIS\n\\fBassent\\fR VERB …\n");
  std::string group;
  for (const CLI::App* verb : root.get_subcommands([](const CLI::App*) { return true; })) {
    if (verb->get_group() != group) {
      group = verb->get_group();
      absl::StrAppend(&page, ".SH ", absl::AsciiStrToUpper(group), "\n");
    }
    AddVerb(*verb, page);
  }
  absl::StrAppend(&page, ".SH ON EVERY COMMAND\n");
  for (const CLI::Option* option : root.get_options()) {
    absl::StrAppend(&page, ".TP\n\\fB", Troff(option->get_name(false, true)), "\\fR\n",
                    Troff(option->get_description()), "\n");
  }
  return absl::StrCat(page, kOutput, kExitCodes, kFiles);
}

}  // namespace assent::cli
