#include "tests/scenarios/runner/runner.h"

#include <algorithm>
#include <optional>
#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/base/refusal.h"
#include "server/base/status_macros.h"
#include "tests/scenarios/runner/did_you_mean.h"
#include "tests/scenarios/runner/queries.h"
#include "tests/scenarios/runner/shuffle.h"

namespace assent::scenario {
namespace {

constexpr const char* kWorldVerbs[] = {"assembly", "rule", "wait", "until", "until-end"};

bool IsWorldVerb(absl::string_view verb) {
  return std::find(std::begin(kWorldVerbs), std::end(kWorldVerbs), verb) != std::end(kWorldVerbs);
}

bool MovesTime(const Line& line) {
  return line.verb == "wait" || line.verb == "until" || line.verb == "until-end";
}

absl::Status CheckLine(const Line& line) {
  if (IsWorldVerb(line.verb)) return absl::OkStatus();
  if (IsQuery(line.verb)) return CheckQuery(line);
  if (const Verb* verb = FindVerb(line.verb)) return CheckForm(*verb, line);
  std::vector<std::string> known = VerbNames();
  const std::vector<std::string> queries = QueryNames();
  known.insert(known.end(), queries.begin(), queries.end());
  known.insert(known.end(), std::begin(kWorldVerbs), std::end(kWorldVerbs));
  known.push_back("scenario");
  return absl::InvalidArgumentError(
      absl::StrCat("there is no verb \"", line.verb, "\"", DidYouMean(line.verb, known)));
}

bool HasQuery(const Block& block) {
  return std::any_of(block.lines.begin(), block.lines.end(),
                     [](const Line& line) { return IsQuery(line.verb); });
}

// One scenario in one world.
class ScenarioRun {
 public:
  ScenarioRun(const File& file, const Scenario& scenario, Engine& engine, const RunOptions& options,
              std::mt19937_64& random, Report& report)
      : file_(file),
        scenario_(scenario),
        engine_(engine),
        options_(options),
        random_(random),
        report_(report),
        world_(engine.service(), engine.time()) {}

  // New expectations go to `updates`, by the block's place.
  void Run(std::vector<std::pair<const Block*, std::vector<std::string>>>& updates) {
    for (const Block& block : scenario_.blocks) {
      std::vector<std::string> actual;
      if (!RunBlock(block, actual)) return;
      if (!HasQuery(block)) continue;
      ++report_.results;
      if (!SameLines(block.expected, actual)) updates.emplace_back(&block, actual);
      if (!options_.update) Compare(block, actual);
    }
  }

 private:
  bool RunBlock(const Block& block, std::vector<std::string>& actual) {
    std::vector<Step> steps;
    if (!Expand(block, steps)) return false;
    for (size_t i = 0; i < steps.size(); ++i) {
      if (options_.shuffle) {
        const size_t count =
            OneVoiceEach(*steps[i].line) ? Commuting(steps, i, MayMix(*steps[i].line)) : 1;
        std::shuffle(steps.begin() + i, steps.begin() + i + count, random_);
        for (const size_t end = i + count - 1; i < end; ++i) {
          if (!RunStep(steps[i], actual)) return false;
        }
      }
      if (!RunStep(steps[i], actual)) return false;
    }
    return true;
  }

  bool Expand(const Block& block, std::vector<Step>& steps) {
    for (const Line& line : block.lines) {
      if (IsQuery(line.verb) || IsWorldVerb(line.verb)) {
        steps.push_back({&line, ""});
        continue;
      }
      const auto actors = world_.ActorsOf(line);
      if (!actors.ok()) return Fail(line.number, actors.status().message());
      for (int i = 0; i < line.repeat; ++i) {
        for (const std::string& actor : *actors) steps.push_back({&line, actor});
      }
    }
    return true;
  }

  // The rule of the proposal that a line is about, if there is one.
  std::optional<v1::DecisionRule> RuleOf(const Line& line) {
    int32_t number = 0;
    if (line.words.empty() || !absl::SimpleAtoi(line.words[0], &number)) return std::nullopt;
    const auto caller = world_.CallerOf("");
    if (!caller.ok()) return std::nullopt;
    const auto proposal = engine_.service().GetProposal(*caller, number);
    if (!proposal.ok()) return std::nullopt;
    return proposal->rule();
  }

  // Whether no two members speak for one unit, whose last word counts.
  bool OneVoiceEach(const Line& line) {
    const auto rule = RuleOf(line);
    return !rule || rule->electorate().basis() != v1::Electorate::BASIS_UNITS;
  }

  // Whether stances may be mixed when positions are shuffled.
  bool MayMix(const Line& line) {
    const auto known = RuleOf(line);
    if (!known) return false;
    const v1::DecisionRule& rule = *known;
    const auto closes = [](const v1::Phase& phase) {
      return phase.time().close_early_when_passed();
    };
    return std::none_of(rule.phases().begin(), rule.phases().end(), closes);
  }

  bool RunStep(const Step& step, std::vector<std::string>& actual) {
    const Line& line = *step.line;
    const bool good = IsQuery(line.verb) ? RunQuery(line, actual) : RunAct(step);
    if (!good) return false;
    const absl::Status check = engine_.service().Check();
    if (check.ok()) return true;
    return Fail(line.number, absl::StrCat("after \"", line.verb, "\": ", check.message()));
  }

  bool RunQuery(const Line& line, std::vector<std::string>& actual) {
    auto lines = Ask(world_, line);
    if (!lines.ok()) return Fail(line.number, lines.status().message());
    // The order of entries is all that a shuffle may change.
    if (line.verb == "log" && options_.shuffle) log_lines_ = true;
    actual.insert(actual.end(), lines->begin(), lines->end());
    return true;
  }

  bool RunAct(const Step& step) {
    const Line& line = *step.line;
    ++report_.acts;
    const auto answer = world_.Do(line, step.actor);
    if (!answer.ok()) return Fail(line.number, answer.status().message());
    const std::string who = step.actor.empty() ? "" : absl::StrCat(" by=", step.actor);
    const std::string what = absl::StrCat("\"", line.verb, who, "\" ");
    const absl::Status& status = answer->status;
    const std::string reason = status.ok() ? "" : base::ReasonOf(status);
    if (reason == line.refusal && status.ok() == line.refusal.empty()) return true;
    if (status.ok()) {
      return Fail(line.number,
                  absl::StrCat(what, "was done; expected the refusal !", line.refusal));
    }
    return Fail(
        line.number,
        absl::StrCat(what, "was refused with !", reason.empty() ? "(no reason)" : reason, ": ",
                     status.message(),
                     line.refusal.empty() ? "" : absl::StrCat("; expected !", line.refusal)));
  }

  bool SameLines(std::vector<std::string> expected, std::vector<std::string> actual) const {
    if (log_lines_) {
      std::sort(expected.begin(), expected.end());
      std::sort(actual.begin(), actual.end());
    }
    return expected.size() == actual.size() &&
           std::equal(expected.begin(), expected.end(), actual.begin(),
                      [](const std::string& a, const std::string& b) { return Matches(a, b); });
  }

  void Compare(const Block& block, const std::vector<std::string>& actual) {
    const bool same = SameLines(block.expected, actual);
    log_lines_ = false;
    if (same) return;
    std::string difference = "the result is not as expected (- expected, + actual)";
    for (size_t i = 0; i < std::max(block.expected.size(), actual.size()); ++i) {
      const bool has_expected = i < block.expected.size();
      const bool has_actual = i < actual.size();
      if (has_expected && has_actual && Matches(block.expected[i], actual[i])) {
        absl::StrAppend(&difference, "\n    ", actual[i]);
        continue;
      }
      if (has_expected) absl::StrAppend(&difference, "\n  - ", block.expected[i]);
      if (has_actual) absl::StrAppend(&difference, "\n  + ", actual[i]);
    }
    Fail(block.rule_line, difference);
  }

  bool Fail(int line, absl::string_view sentence) {
    const std::string name = scenario_.name.empty() ? "" : absl::StrCat("[", scenario_.name, "] ");
    report_.failures.push_back(absl::StrCat(file_.path, ":", line, ": ", name, sentence));
    return false;
  }

  const File& file_;
  const Scenario& scenario_;
  Engine& engine_;
  const RunOptions& options_;
  std::mt19937_64& random_;
  Report& report_;
  World world_;
  bool log_lines_ = false;  // the block printed log entries, shuffled
};

using Updates = std::vector<std::pair<const Block*, std::vector<std::string>>>;

// The file with other results; lines that match by "..." stay.
std::vector<std::string> Updated(const File& file, Updates updates) {
  std::vector<std::string> lines = file.source;
  std::sort(updates.begin(), updates.end(), [](const auto& a, const auto& b) {
    return a.first->lines[0].number > b.first->lines[0].number;
  });
  for (auto& [block, actual] : updates) {
    for (size_t i = 0; i < std::min(actual.size(), block->expected.size()); ++i) {
      if (Matches(block->expected[i], actual[i])) actual[i] = block->expected[i];
    }
    const int at = block->rule_line != 0 ? block->rule_line : block->lines.back().number;
    if (block->rule_line == 0) actual.insert(actual.begin(), "----");
    lines.erase(lines.begin() + at, lines.begin() + at + block->expected.size());
    lines.insert(lines.begin() + at, actual.begin(), actual.end());
  }
  return lines;
}

bool NeedsTime(const Scenario& scenario) {
  for (const Block& block : scenario.blocks) {
    if (std::any_of(block.lines.begin(), block.lines.end(), MovesTime)) return true;
  }
  return false;
}

}  // namespace

bool Matches(absl::string_view expected, absl::string_view actual) {
  const size_t dots = expected.find("...");
  if (dots == absl::string_view::npos) return expected == actual;
  if (actual.substr(0, dots) != expected.substr(0, dots)) return false;
  const absl::string_view rest = expected.substr(dots + 3);
  for (size_t at = dots; at <= actual.size(); ++at) {
    if (Matches(rest, actual.substr(at))) return true;
  }
  return false;
}

absl::Status CheckFile(const File& file, bool update) {
  std::vector<std::string> wrong;
  const auto add = [&](int line, absl::string_view sentence) {
    wrong.push_back(std::string(ErrorAt(file.path, line, sentence).message()));
  };
  for (const Scenario& scenario : file.scenarios) {
    for (const Block& block : scenario.blocks) {
      for (const Line& line : block.lines) {
        if (const absl::Status status = CheckLine(line); !status.ok())
          add(line.number, status.message());
      }
      if (block.rule_line != 0 && !HasQuery(block)) {
        add(block.rule_line,
            "nothing above ---- prints anything: a query is missing (tally, show, …)");
      }
      if (block.rule_line == 0 && HasQuery(block) && !update) {
        const auto query = std::find_if(block.lines.begin(), block.lines.end(),
                                        [](const Line& line) { return IsQuery(line.verb); });
        add(query->number, absl::StrCat("what \"", query->verb,
                                        "\" prints is compared with nothing: "
                                        "add ---- and the expected lines"));
      }
    }
  }
  if (file.scenarios.empty()) add(1, "there is no scenario in this file");
  return wrong.empty() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrJoin(wrong, "\n"));
}

Report RunFile(const File& file, const MakeEngine& make_engine, const RunOptions& options) {
  Report report;
  Updates updates;
  std::mt19937_64 random(options.seed);
  for (const Scenario& scenario : file.scenarios) {
    const std::string place =
        absl::StrCat(file.path, ":", scenario.blocks[0].lines[0].number, ": ");
    auto engine = make_engine();
    if (!engine.ok()) {
      report.failures.push_back(absl::StrCat(place, engine.status().message()));
      break;
    }
    if (!(*engine)->time().set && NeedsTime(scenario)) {
      report.skipped.push_back(absl::StrCat(place, "this engine cannot move the clock"));
      continue;
    }
    ++report.scenarios;
    ScenarioRun(file, scenario, **engine, options, random, report).Run(updates);
  }
  if (options.update) report.updated = Updated(file, std::move(updates));
  return report;
}

}  // namespace assent::scenario
