#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/help.h"
#include "server/rules/presets.h"

namespace assent::cli {
namespace {

constexpr absl::string_view kFormats = "table json jsonl csv";

// A verb, or a word below it, as a shell needs it.
struct Word {
  std::string command;  // "assent context use"
  std::string about;
  std::vector<std::string> choices;  // words and flags that may follow
};

std::vector<const CLI::App*> SubsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

void Collect(const CLI::App& app, std::vector<Word>& words) {
  Word word = {CommandOf(app), app.get_description(), {}};
  for (const CLI::App* sub : SubsOf(app)) word.choices.push_back(sub->get_name());
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      word.choices.push_back(absl::StrCat("--", name));
    }
  }
  words.push_back(std::move(word));
  for (const CLI::App* sub : SubsOf(app)) Collect(*sub, words);
}

std::string PresetNames() {
  std::vector<std::string> names;
  for (const v1::DecisionRule* preset : rules::ListPresets()) names.push_back(preset->id());
  return absl::StrJoin(names, " ");
}

// bash, and zsh by its own emulation of bash's completion: a case for each
// command, chosen by the words before the cursor that are no flags.
std::string ForBash(const std::vector<Word>& words) {
  std::string cases;
  for (const Word& word : words) {
    absl::StrAppend(&cases, "    '", word.command, "') choices='", absl::StrJoin(word.choices, " "),
                    "' ;;\n");
  }
  return absl::StrCat(
      "_assent() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local command='assent' choices='' word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"$command $word\" in\n      ",
      absl::StrJoin(
          words, "|",
          [](std::string* out, const Word& word) { absl::StrAppend(out, "'", word.command, "'"); }),
      ") command=\"$command $word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$command\" in\n",
      cases,
      "  esac\n"
      "  case \"$command\" in\n"
      "    'assent rule'|'assent rule show') choices=\"$choices ",
      PresetNames(),
      "\" ;;\n"
      "  esac\n"
      "  case \"$before\" in\n"
      "    -o|--output) choices='",
      kFormats,
      "' ;;\n"
      "    --rule) choices='",
      PresetNames(),
      "' ;;\n"
      "    -F|--file|--rule-file|--charter) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$choices\" -- \"$current\"))\n"
      "}\n"
      "complete -F _assent assent\n");
}

std::string FishQuoted(absl::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

void AddFishOptions(const CLI::App& app, absl::string_view condition, std::string& script) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      absl::StrAppend(&script, "complete -c assent -f -n ", FishQuoted(condition), " -l ", name,
                      " -d ", FishQuoted(option->get_description()), "\n");
    }
  }
}

std::string ForFish(const CLI::App& root) {
  std::string script;
  for (const CLI::App* verb : SubsOf(root)) {
    absl::StrAppend(&script, "complete -c assent -f -n __fish_use_subcommand -a ", verb->get_name(),
                    " -d ", FishQuoted(verb->get_description()), "\n");
    const std::string seen = absl::StrCat("__fish_seen_subcommand_from ", verb->get_name());
    for (const CLI::App* sub : SubsOf(*verb)) {
      absl::StrAppend(&script, "complete -c assent -f -n ", FishQuoted(seen), " -a ",
                      sub->get_name(), " -d ", FishQuoted(sub->get_description()), "\n");
    }
    AddFishOptions(*verb, seen, script);
  }
  absl::StrAppend(&script, "complete -c assent -f -s o -l output -a ", FishQuoted(kFormats), "\n",
                  "complete -c assent -f -l rule -a ", FishQuoted(PresetNames()), "\n",
                  "complete -c assent -f -n '__fish_seen_subcommand_from rule' -a ",
                  FishQuoted(PresetNames()), "\n", "complete -c assent -r -F -s F -l file\n");
  return script;
}

}  // namespace

std::string CompletionScript(const CLI::App& root, absl::string_view shell) {
  if (shell == "fish") return ForFish(root);
  std::vector<Word> words;
  Collect(root, words);
  const absl::string_view head =
      shell == "zsh" ? "#compdef assent\nautoload -U +X bashcompinit && bashcompinit\n" : "";
  return absl::StrCat(head, ForBash(words));
}

}  // namespace assent::cli
