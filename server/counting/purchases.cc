#include "server/counting/purchases.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace assent::counting {
namespace {

std::string Money(int64_t parts, int64_t unit) {
  int places = 0;
  for (int64_t rest = unit; rest > 1; rest /= 10) ++places;
  return Decimal(Big(parts), Big(unit), places);
}

// Equal shares: what told tied projects apart. Both rules: lower cost, then votes, then lot.
std::string BrokenBy(const BudgetPurchase& purchase, const BudgetProblem& problem) {
  if (purchase.by_lot) return "lot";
  const std::vector<int64_t>& cost = problem.shares.cost;
  const bool cost_decides = std::all_of(
      purchase.tied.begin(), purchase.tied.end(),
      [&](int32_t who) { return who == purchase.project || cost[who] > cost[purchase.project]; });
  return cost_decides ? "lower cost" : "more votes";
}

}  // namespace

absl::StatusOr<BudgetProblem> BudgetOf(const Election& election, const Options& options,
                                       const Standing& standing, const Approvals& approvals) {
  if (election.budget <= 0) {
    return absl::InvalidArgumentError("there is no budget to share: give one above zero");
  }
  BudgetProblem problem;
  problem.shares.weight = approvals.weight;
  problem.shares.supporters = approvals.supporters;
  problem.shares.lot = standing.lot;
  for (const int who : standing.candidates) {
    const Candidate& project = election.candidates[who];
    if (project.cost < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("project ", project.id, " costs less than zero"));
    }
    problem.shares.cost.push_back(project.cost);
  }
  problem.budget = election.budget;
  problem.unit = election.unit;
  problem.increment = options.increment;
  problem.completion = options.completion;
  return problem;
}

Result ResultOf(const BudgetOutcome& outcome, const BudgetProblem& problem,
                const Standing& standing, const std::vector<int64_t>& support) {
  Result result;
  for (const BudgetPurchase& purchase : outcome.purchases) {
    Round round;
    round.what = purchase.completed ? "bought with what was left" : "bought";
    round.candidates = {standing.candidates[purchase.project]};
    round.totals = {{round.candidates[0], Text(support[purchase.project])}};
    round.figures = {{"cost", Money(problem.shares.cost[purchase.project], problem.unit)}};
    if (!purchase.payment.empty()) {
      round.figures.emplace_back("payment", purchase.payment);
      round.figures.emplace_back("effective_votes", purchase.effective_votes);
    }
    if (!purchase.tied.empty()) {
      result.ties.push_back({.round = static_cast<int>(result.rounds.size()),
                             .tied = standing.Names({purchase.tied.begin(), purchase.tied.end()}),
                             .chosen = round.candidates,
                             .broken_by = BrokenBy(purchase, problem)});
    }
    result.winners.push_back(round.candidates[0]);
    result.rounds.push_back(std::move(round));
  }
  result.figures = {{"budget", Money(problem.budget, problem.unit)},
                    {"spent", Money(outcome.spent, problem.unit)}};
  if (!outcome.endowment.empty()) result.figures.emplace_back("endowment", outcome.endowment);
  if (outcome.increment > 0) {
    result.figures.emplace_back("increment", Money(outcome.increment, problem.unit));
    result.figures.emplace_back("increments", Text(outcome.increments));
  }
  return result;
}

}  // namespace assent::counting
