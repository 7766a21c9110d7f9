#include "client/cli/elect.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/names.h"
#include "client/cli/times.h"
#include "server/base/status_macros.h"

namespace assent::cli {
namespace {

const std::map<std::string, v1::Election::Completion>& Completions() {
  static const auto* const completions = new std::map<std::string, v1::Election::Completion>{
      {"add1", v1::Election::COMPLETION_ADD1},
      {"add1u", v1::Election::COMPLETION_ADD1U},
      {"utilitarian", v1::Election::COMPLETION_UTILITARIAN},
      {"none", v1::Election::COMPLETION_NONE}};
  return *completions;
}

std::vector<std::string> CompletionNames() {
  std::vector<std::string> names;
  for (const auto& [name, completion] : Completions()) names.push_back(name);
  return names;
}

std::string MethodFor(const ElectArgs& args) {
  if (!args.method.empty()) return args.method;
  if (!args.pool.empty()) return "equal-shares";
  return args.seats > 1 ? "scottish-stv" : "schulze";
}

absl::Status FillOptions(const ElectArgs& args, const std::string& assembly,
                         v1::Election& election) {
  for (const std::string& text : args.options) {
    v1::Option& option = *election.add_options();
    if (!args.role.empty()) {
      option.set_member(MemberName(assembly, text));
    } else if (!args.pool.empty()) {
      ASSENT_RETURN_IF_ERROR(ReadProject(text, option));
    } else {
      option.set_title(text);
    }
  }
  return absl::OkStatus();
}

}  // namespace

bool ElectArgs::given() const {
  return !method.empty() || !role.empty() || !pool.empty() || !options.empty();
}

std::shared_ptr<ElectArgs> AddElect(Arguments& app) {
  auto args = std::make_shared<ElectArgs>();
  const auto group = [](Argument option) { return option.Group("To choose among options"); };
  group(app.Add("--option", args->options,
                "One of those to choose among: its title; a member, with --elect; "
                "TITLE=COST, with --budget; repeatable"))
      .OneAtATime();
  group(app.Add("--method", args->method,
                "How ballots are counted, as in assent count; else schulze, scottish-stv "
                "for several seats, equal-shares for a budget"));
  Argument elect = group(app.Add("--elect", args->role, "Elects members to this role"));
  group(app.Add("--term", args->term, "With --elect: for how long, as in 90d")).Needs(elect);
  group(app.Add("--seats", args->seats, "How many are chosen, if it is not one")).Between(1, 1000);
  Argument budget = group(app.Add("--budget", args->pool, "Shares out this common pool"));
  budget.Excludes(elect);
  group(app.Add("--amount", args->amount,
                "With --budget: how much there is, in whole units of the pool"))
      .Needs(budget)
      .Positive();
  group(
      app.Add("--completion", args->completion, "With equal-shares: what becomes of what is left"))
      .Needs(budget)
      .OneOf(CompletionNames());
  group(app.Add("--highest-score", args->highest_score,
                "With points: the most that one option can get, if it is not 5"))
      .Between(1, 100);
  group(app.Add("--points", args->points, "Points that each member has to spend")).Positive();
  Argument with = group(app.AddFlag("--with-none", args->with_none,
                                    "\"None of these\" stands for choice, too: so it is "
                                    "where one is chosen"));
  group(app.AddFlag("--without-none", args->without_none, "It does not")).Excludes(with);
  return args;
}

absl::Status ReadProject(const std::string& text, v1::Option& option) {
  const size_t equals = text.rfind('=');
  int64_t cost = 0;
  const bool costs =
      equals != std::string::npos && absl::SimpleAtoi(text.substr(equals + 1), &cost) && cost > 0;
  if (!costs) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" does not say what it costs; write \"Bike shed=300\""));
  }
  option.set_title(std::string(absl::StripAsciiWhitespace(text.substr(0, equals))));
  option.set_cost(cost);
  return absl::OkStatus();
}

absl::Status FillElection(Session& session, const ElectArgs& args,
                          v1::CreateProposalRequest& request) {
  ASSENT_ASSIGN_OR_RETURN(const std::string assembly, session.assembly());
  const bool elects = !args.role.empty();
  const bool shares = !args.pool.empty();
  if (elects && args.term.empty()) {
    return absl::InvalidArgumentError("say for how long they are elected: --term 90d");
  }
  if (shares && args.amount == 0) {
    return absl::InvalidArgumentError("say how much there is to share out: --amount 500");
  }
  request.set_kind(elects   ? v1::Proposal::KIND_ELECTION
                   : shares ? v1::Proposal::KIND_BUDGET
                            : v1::Proposal::KIND_CHOICE);
  v1::Election& election = *request.mutable_election();
  election.set_method(MethodFor(args));
  election.set_seats(args.seats);
  election.set_none_of_these(args.with_none || (!args.without_none && !shares && args.seats <= 1));
  election.set_highest_score(args.highest_score);
  election.set_points(args.points);
  election.set_role(args.role);
  election.set_pool(args.pool);
  election.set_budget(args.amount);
  if (!args.completion.empty()) election.set_completion(Completions().at(args.completion));
  if (elects) {
    ASSENT_ASSIGN_OR_RETURN(const absl::Duration term, ReadDuration(args.term));
    SetDuration(term, *election.mutable_term());
  }
  return FillOptions(args, assembly, election);
}

std::string TitleFor(const ElectArgs& args) {
  if (!args.role.empty()) return absl::StrCat("Elect ", args.role);
  return args.pool.empty() ? "" : absl::StrCat("Share out ", args.pool);
}

}  // namespace assent::cli
