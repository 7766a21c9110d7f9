#include "client/cli/help.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace assent::cli {
namespace {

constexpr int kColumnWidth = 30;

std::string Indented(const std::string& lines) {
  return absl::StrCat("  ", absl::StrJoin(absl::StrSplit(lines, '\n'), "\n  "), "\n");
}

class ExamplesFirst final : public CLI::Formatter {
 public:
  ExamplesFirst() { column_width(kColumnWidth); }
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
};

std::string ExamplesFirst::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
  const std::string rest = CLI::Formatter::make_help(app, std::move(name), mode);
  return absl::StrCat("Examples:\n", Indented(app->get_footer()), "\n", rest);
}

// Shown first instead.
std::string ExamplesFirst::make_footer(const CLI::App*) const { return ""; }

// What kind of value it takes; what it is checked for is said by its refusal.
std::string ExamplesFirst::make_option_opts(const CLI::Option* option) const {
  if (option->get_type_size() == 0 || !option->nonpositional()) return "";
  const std::string type = option->get_type_name();
  return absl::StrCat(" ", type.substr(0, type.find(':')));
}

std::string ExamplesFirst::make_usage(const CLI::App* app, std::string) const {
  std::string usage = absl::StrCat("Usage: ", CommandOf(*app));
  if (app->get_require_subcommand_max() > 0) return absl::StrCat(usage, " VERB …\n");
  for (const CLI::Option* option : app->get_options()) {
    if (!option->nonpositional()) {
      const std::string name = option->get_name(/*positional=*/true);
      absl::StrAppend(&usage, " ", option->get_required() ? name : absl::StrCat("[", name, "]"));
    }
  }
  return absl::StrCat(usage, " [OPTIONS]\n");
}

}  // namespace

void ShowExamplesFirst(CLI::App& app) { app.formatter(std::make_shared<ExamplesFirst>()); }

std::string CommandOf(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : absl::StrCat(CommandOf(*parent), " ", app.get_name());
}

}  // namespace assent::cli
