#include "client/cli/app.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/cli/bare.h"
#include "client/cli/help.h"
#include "client/cli/status.h"
#include "client/cli/visible.h"
#include "server/rules/nearest.h"

namespace assent::cli {
namespace {

constexpr char kAbout[] =
    "Decisions of groups without bosses: propose, amend, object, block, decide.";
constexpr char kExamples[] =
    "assent found \"Street Kitchen\" --as ana\n"
    "assent propose \"Open on Sundays\" -m \"We cook every Sunday from May.\"\n"
    "assent tally --rule right_of_way --members 9 --agree 6 --stand-aside 3\n"
    "assent help block";

const std::map<std::string, Format> kFormats = {
    {"table", Format::kTable}, {"json", Format::kJson}, {"jsonl", Format::kJsonLines},
    {"csv", Format::kCsv},     {"blt", Format::kBlt},
};
// Of every verb.
const std::vector<std::string> kCommonFormats = {"table", "json", "jsonl", "csv"};

std::string Nearest(const std::string& typed, const std::vector<std::string>& names) {
  const std::vector<absl::string_view> views(names.begin(), names.end());
  return std::string(rules::Nearest(typed, views));
}

// The innermost verb that was named.
const CLI::App& Innermost(const CLI::App& app) {
  for (const CLI::App* sub : app.get_subcommands()) return Innermost(*sub);
  return app;
}

}  // namespace

CLI::App* FindVerb(CLI::App& app, const std::string& name) {
  const auto found = app.get_subcommands([&](CLI::App* sub) { return sub->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

// Of two words ("meeting attend") the second one alone is enough to be understood.
std::string NearestVerb(const CLI::App& app, const std::string& typed) {
  const auto all = [](const CLI::App*) { return true; };
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands(all)) {
    for (const CLI::App* second : sub->get_subcommands(all)) {
      if (second->get_name() == typed) return absl::StrCat(sub->get_name(), " ", typed);
    }
    names.push_back(sub->get_name());
  }
  return Nearest(typed, names);
}

std::string NearestFlag(const CLI::App& app, const std::string& typed) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(name);
  }
  const std::string bare(absl::StripPrefix(typed.substr(0, typed.find('=')), "--"));
  const std::string nearest = Nearest(bare, names);
  return nearest.empty() ? "" : absl::StrCat("--", nearest);
}

App::~App() = default;

App::App(const std::vector<Verb>& verbs) : root_(std::make_unique<CLI::App>(kAbout, "assent")) {
  ShowExamplesFirst(*root_);
  root_->footer(kExamples);
  root_->require_subcommand(1);
  root_->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  root_->set_help_flag("-h,--help", "Show this help");
  root_->set_version_flag("-V,--version", std::string(kVersion), "Show the version");
  AddCommon(*root_);
  for (const Verb& verb : verbs) {
    std::string name;
    CLI::App& place = PlaceOf(verb, name);
    CLI::App& app = *place.add_subcommand(name, verb.about);
    app.group(verb.group);
    app.footer(absl::StrJoin(verb.examples, "\n"));
    app.require_subcommand(0);  // which it would inherit
    Arguments arguments(app);
    actions_.emplace_back(&app, verb.define(arguments));
    AddCommon(app, verb.formats);
  }
}

CLI::App& App::PlaceOf(const Verb& verb, std::string& name) {
  const size_t space = verb.name.find(' ');
  name = verb.name.substr(space + 1);
  if (space == std::string::npos) {
    name = verb.name;
    return *root_;
  }
  const std::string group = verb.name.substr(0, space);
  if (CLI::App* known = FindVerb(*root_, group)) return *known;
  CLI::App& app = *root_->add_subcommand(group, absl::StrCat("Verbs that begin with ", group, "."));
  app.group(verb.group);
  app.footer(verb.examples.front());
  app.require_subcommand(1);
  return app;
}

void App::AddCommon(CLI::App& app, const std::vector<std::string>& formats) {
  std::vector<std::string> all = kCommonFormats;
  all.insert(all.end(), formats.begin(), formats.end());
  const auto common = [&](CLI::Option* option) { option->group("On every command"); };
  common(app.add_option("-o,--output", format_, absl::StrJoin(all, ", "))
             ->check(CLI::IsMember(all))
             ->type_name("FORMAT"));
  common(
      app.add_option("--context", common_.context, "The membership to act in")->type_name("NAME"));
  common(app.add_option("--server", common_.server, "HOST:PORT instead of the context's")
             ->type_name("ADDRESS"));
  common(app.add_flag("--dry-run", common_.dry_run, "Say what would happen; change nothing"));
  common(app.add_flag("--yes", common_.yes, "Do not ask for confirmation"));
  common(app.add_flag("--unsigned", ActsBare(),
                      "Act without your signature, though this device has a key of yours"));
  common(app.add_flag("--no-input", common_.no_input, "Never ask, open no editor and no pager"));
  common(app.add_flag("--no-pager", common_.no_pager, "Do not page long output"));
  common(app.add_option("--ca", common_.ca, "Trust servers that this certificate vouches for (PEM)")
             ->type_name("FILE"));
  common(app.add_flag("--plaintext", common_.plaintext,
                      "Allow a token to travel unencrypted beyond this machine"));
}

int App::Run(std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    root_->parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    return ExitCodeOf(WriteOut(FindTerminal(), Innermost(*root_).help(), /*page=*/true));
  } catch (const CLI::CallForVersion&) {
    return ExitCodeOf(WriteOut(FindTerminal(), absl::StrCat("assent ", kVersion, "\n"), false));
  } catch (const CLI::ParseError& error) {
    return Misused(error.what());
  }
  return RunChosen();
}

int App::Misused(const std::string& what) {
  const CLI::App& app = Innermost(*root_);
  const std::string line = app.get_parent() == nullptr ? "assent" : CommandOf(app);
  const std::vector<std::string> extra = root_->remaining(/*recurse=*/true);
  if (extra.empty() && app.get_require_subcommand_max() > 0) {
    Say(app.help());
    return kUsage;
  }
  std::string nearest;
  if (extra.empty()) {
    Say(absl::StrCat(line, ": ", VisibleText(what)));
  } else if (absl::StartsWith(extra.front(), "-")) {
    Say(absl::StrCat(line, " knows no ", VisibleLine(extra.front())));
    nearest = NearestFlag(app, extra.front());
  } else if (app.get_require_subcommand_max() > 0) {
    Say(absl::StrCat(line, " has no verb \"", VisibleLine(extra.front()), "\""));
    nearest = NearestVerb(app, extra.front());
  } else {
    Say(absl::StrCat(line, " does not expect \"", VisibleLine(extra.front()), "\""));
  }
  if (!nearest.empty()) Say(absl::StrCat("did you mean ", nearest, "?"));
  Say(absl::StrCat("see: ", line, " --help"));
  return kUsage;
}

int App::RunChosen() {
  if (!format_.empty()) common_.format = kFormats.at(format_);
  const auto chosen = std::find_if(actions_.begin(), actions_.end(), [this](const auto& action) {
    return action.first == &Innermost(*root_);
  });
  Session session(common_, FindTerminal());
  const absl::Status status = chosen->second(session);
  if (!status.ok()) session.Note(absl::StrCat("assent: ", Describe(status)));
  session.SettleDrafts(status.ok() && !common_.dry_run);
  return ExitCodeOf(status);
}

}  // namespace assent::cli
