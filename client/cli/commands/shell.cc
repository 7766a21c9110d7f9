#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "client/cli/app.h"
#include "client/cli/commands/families.h"
#include "client/cli/help.h"

namespace assent::cli {
namespace {

Action DefineCompletion(Arguments& app) {
  auto shell = std::make_shared<std::string>();
  app.Add("SHELL", *shell, "bash, zsh or fish").Required().OneOf({"bash", "zsh", "fish"});
  const CLI::App* root = app.parser().get_parent();
  return
      [shell, root](Session& session) { return session.ShowText(CompletionScript(*root, *shell)); };
}

Action DefineManual(Arguments& app) {
  const CLI::App* root = app.parser().get_parent();
  return [root](Session& session) { return session.ShowText(ManualPage(*root)); };
}

Action DefineHelp(Arguments& app) {
  auto words = std::make_shared<std::vector<std::string>>();
  app.Add("VERB", *words, "The verb");
  CLI::App* root = app.parser().get_parent();
  return [words, root](Session& session) -> absl::Status {
    CLI::App* place = root;
    for (const std::string& word : *words) {
      CLI::App* next = FindVerb(*place, word);
      if (next == nullptr) {
        const std::string nearest = NearestVerb(*place, word);
        return absl::InvalidArgumentError(
            absl::StrCat("there is no verb \"", word, "\"",
                         nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?")));
      }
      place = next;
    }
    return session.ShowText(place->help());
  };
}

absl::Status ShowVersion(Session& session) {
  return session.ShowText(absl::StrCat("assent ", kVersion, "\n"));
}

}  // namespace

std::vector<Verb> ShellVerbs() {
  return {
      {"help", kGroupTool, "Help on a verb.", {"assent help block"}, {}, DefineHelp},
      {"completion",
       kGroupTool,
       "A script that completes commands in your shell.",
       {"assent completion bash > ~/.local/share/bash-completion/completions/assent",
        "assent completion fish > ~/.config/fish/completions/assent.fish"},
       {},
       DefineCompletion},
      {"man",
       kGroupTool,
       "The manual page.",
       {"assent man | man -l -", "assent man > assent.1"},
       {},
       DefineManual},
      {"version",
       kGroupTool,
       "The version of this program.",
       {"assent version"},
       {},
       [](Arguments&) -> Action { return ShowVersion; }},
  };
}

}  // namespace assent::cli
